/** The page's state and what can be done to it. Types only; measured data lives in RunHistory, not here. */
import type { StoreApi } from 'zustand/vanilla';
import type { ExperimentSpec } from '../experiment/fields.ts';
import type { UnknownKeys } from '../experiment/link.ts';
import type { ArmId, EngineReport, Lifecycle } from '../run/events.ts';
import type { FailureCode, RunId } from '../worker/protocol.ts';
import type {
  CostAxis,
  DifferenceView,
  ErrorView,
  LossView,
  ProgressView,
  VerdictView,
  WeightsView,
} from './views.ts';

export type Theme = 'system' | 'light' | 'dark';

/** How a person looks at a run. None of it changes what is computed. */
export interface ViewPreferences {
  readonly theme: Theme;
  readonly axis: CostAxis;
  readonly logarithmicLoss: boolean;
  /** Whose weights are drawn; a seed that is not in the run falls back to its first. */
  readonly weightsArm: ArmId;
  readonly weightsSeed: number;
}

/** The run on screen. Lifecycle mirrors what the worker said, never what was asked for. */
export interface RunState {
  readonly runId: RunId;
  readonly spec: ExperimentSpec;
  /** Six letters; equal experiments have equal ids. */
  readonly experimentId: string;
  readonly lifecycle: Lifecycle;
  /** What is being prepared, in words, and how much of it is done (0..1, null: unknown). */
  readonly phase: string;
  readonly fraction: number | null;
  readonly engine: EngineReport | null;
  readonly failure: { readonly code: FailureCode; readonly message: string } | null;
  /** Wall time spent running, ms. */
  readonly elapsed: number;
}

/** A banner: what happened, what was kept, at most one thing to do. */
export interface Notice {
  readonly tone: 'info' | 'warning' | 'error';
  readonly title: string;
  readonly lines: readonly string[];
  readonly action: 'undo' | 'defaults' | null;
}

export interface AppState {
  readonly draft: ExperimentSpec;
  /** Link keys this version does not know; kept and written back. */
  readonly unknown: UnknownKeys;
  readonly run: RunState | null;
  /** Rises whenever recorded data changed; views are computed anew then. */
  readonly revision: number;
  readonly notice: Notice | null;
  readonly view: ViewPreferences;
  /** Whether an earlier run can be brought back. */
  readonly canUndo: boolean;
}

export interface AppActions {
  /** Changes the experiment and starts it anew (after a short pause, so that a dragged slider runs once). */
  readonly change: (values: Partial<ExperimentSpec>) => void;
  readonly choosePreset: (id: string) => void;
  readonly play: () => void;
  readonly pause: () => void;
  /** Play or pause, whichever applies; starts over when finished. */
  readonly toggle: () => void;
  readonly step: (count: number) => void;
  /** Back to step 0 with the same initial weights, paused. */
  readonly rewind: () => void;
  /** As many new seeds as there are now. */
  readonly newSeeds: () => void;
  /** Brings back the run before the last change, with its recorded data. */
  readonly undo: () => void;
  readonly resetToDefaults: () => void;
  /** The full link to this experiment. */
  readonly link: () => string;
  /** Whether the link could be copied. */
  readonly copyLink: () => Promise<boolean>;
  readonly setView: (values: Partial<ViewPreferences>) => void;
  readonly dismissNotice: () => void;
}

/** Fresh rows computed from the recorded data at each call. Cheap enough for a few calls a second. */
export interface Views {
  readonly loss: () => LossView;
  readonly weights: () => WeightsView;
  readonly error: () => ErrorView;
  readonly difference: () => DifferenceView;
  readonly verdict: () => VerdictView;
  readonly progress: () => ProgressView;
}

export interface App {
  readonly store: StoreApi<AppState>;
  readonly actions: AppActions;
  readonly views: Views;
}
