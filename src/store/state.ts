/** The page's state and what can be done to it. Types only; measured data lives in RunHistory, not here. */
import type { StoreApi } from 'zustand/vanilla';
import type { TaskSample } from '../core/data/task-sample.ts';
import type { GenerateText } from '../core/inspect/text.ts';
import type { ExperimentSpec, ArmId } from '../experiment/fields.ts';
import type { LinkExtras } from '../experiment/link/extras.ts';
import type { UnknownKeys } from '../experiment/link/link.ts';
import type { PageLink } from '../experiment/link/page-link.ts';
import type { TaskName } from '../experiment/tasks.ts';
import type { EngineReport, Lifecycle } from '../run/events.ts';
import type { FailureCode, RunId, RunCommand, RunMessage } from '../worker/protocol.ts';
import type { RunHistory } from '../record/history.ts';
import type { CompareApp } from './compare/compare-state.ts';
import type { SweepStorage } from './sweep/sweep-state.ts';
import type { RecordedClient } from '../worker/client/recorded.ts';
import type { CostAxis } from '../record/cost.ts';

export type BenchId = 'evidence' | 'network' | 'maps' | 'sweep' | 'lab' | 'compare' | 'trajectory';

export type Theme = 'system' | 'light' | 'dark';

/** View settings; none affects a computation. */
export interface ViewPreferences {
  readonly theme: Theme;
  readonly axis: CostAxis;
  readonly logarithmicLoss: boolean;
  /** In the axis' unit; null: all. */
  readonly range: readonly [from: number, to: number] | null;
  readonly hidden: readonly ArmId[];
  /** Whether the tour was finished or declined. */
  readonly tourSeen: boolean;
  /** A seed that is not in the run means its first. */
  readonly weightsArm: ArmId;
  readonly weightsSeed: number;
  /** Step of the forecast shown among the weights; null: the latest. */
  readonly focusAnchor: number | null;
  readonly bench: BenchId | null;
}

/** The run on screen. Lifecycle mirrors what the worker said, never what was requested. */
export interface RunState {
  readonly runId: RunId;
  readonly spec: ExperimentSpec;
  readonly experimentId: string;
  readonly lifecycle: Lifecycle;
  /** What is prepared or slow, in words, and how much of it is done (0..1, null: unknown). */
  readonly phase: string;
  readonly fraction: number | null;
  readonly secondsLeft: number | null;
  readonly isAccepted: boolean;
  readonly engine: EngineReport | null;
  readonly failure: { readonly code: FailureCode; readonly message: string } | null;
  readonly elapsed: number;
  /** Whether its events come from a saved run of an earlier visit. */
  readonly returned?: boolean;
}

/** A banner: what happened, with at most one action; go on or start again for a restored run. */
export interface Notice {
  readonly tone: 'info' | 'warning' | 'error';
  readonly title: string;
  readonly lines: readonly string[];
  readonly action: 'undo' | 'defaults' | 'reload' | 'go-on' | null;
  /** The step reached by a restored run. */
  readonly step?: number;
}

export interface AppState {
  readonly draft: ExperimentSpec;
  /** Link keys this version does not know; written back. */
  readonly unknown: UnknownKeys;
  /** The sequence lab's settings as in a link; null until one is changed. */
  readonly lab: string | null;
  /** What the link carries beside: a recorded result, and how the page is shown. */
  readonly extras: LinkExtras;
  readonly run: RunState | null;
  /** Increases when recorded data change. */
  readonly revision: number;
  readonly notice: Notice | null;
  readonly view: ViewPreferences;
  readonly canUndo: boolean;
  /** The viewed step; null: the latest. */
  readonly at: number | null;
  readonly jumpAsked: boolean;
  /** The instrument to scroll into view. */
  readonly wanted: BenchId | null;
  /** Examples of the run's task from a file, for instruments that show some; null while there are none, or why there are none. */
  readonly sample: TaskSample | string | null;
  /** The weight whose course is shown, by its place among all. */
  readonly picked: number;
  /** The text that networks are inspected with: they continue it. */
  readonly prompt: string;
  /** The test passage that networks are inspected with, by its place. */
  readonly passage: number;
}

export interface AppActions {
  /** Changes the experiment and restarts it after a short pause. */
  readonly change: (values: Partial<ExperimentSpec>) => void;
  readonly choosePreset: (id: string) => void;
  readonly play: () => void;
  readonly pause: () => void;
  readonly cancel: () => void;
  /** Play or pause, whichever applies; starts over when finished. */
  readonly toggle: () => void;
  readonly step: (count: number) => void;
  /** Requests a forecast after one more window; it becomes part of the experiment and its link. */
  readonly jumpNow: () => void;
  /** Views a step of the run; null, or a step that is not reached: the latest. */
  readonly look: (at: number | null) => void;
  /** Continues a run whose worker was lost, by repeating it behind the records. */
  readonly resume: () => void;
  /** Back to step 0 with the same initial weights, paused. */
  readonly rewind: () => void;
  /** The same number of new seeds. */
  readonly newSeeds: () => void;
  /** Brings back the run before the last change, with its recorded data. */
  readonly undo: () => void;
  readonly resetToDefaults: () => void;
  readonly link: () => string;
  /** Null if it is too long to be read. */
  readonly linkTo: (spec: ExperimentSpec) => string | null;
  /** The link to the experiment on screen with other extras. */
  readonly linkWith: (extras: LinkExtras) => string;
  /** Copies the link; with these extras in place of the page's, once they are there. */
  readonly copyLink: (extras?: Promise<LinkExtras>) => Promise<boolean>;
  readonly setExtras: (extras: LinkExtras) => void;
  readonly setLab: (lab: string) => void;
  readonly setView: (values: Partial<ViewPreferences>) => void;
  readonly showBench: (bench: BenchId) => void;
  readonly benchShown: () => void;
  readonly reloadPage: () => void;
  readonly dismissNotice: () => void;
}

export interface App {
  readonly store: StoreApi<AppState>;
  readonly actions: AppActions;
  readonly recorded: () => RunHistory | null;
  readonly beside: Beside;
  /** Examples of a task from a file, for instruments that show some; rejects with an Error that says why there are none. */
  readonly sample: ((task: TaskName) => Promise<TaskSample>) | undefined;
  /** Generates text with a network, for instruments that show some. */
  readonly generate: GenerateText | undefined;
  readonly compare: CompareApp;
  /** Starts the worker that reads recorded runs; rejects if it cannot be started. */
  readonly readRuns: () => Promise<RecordedClient>;
  /** Where sweeps that are opened as files are saved. */
  readonly sweeps: (() => Promise<SweepStorage>) | undefined;
  /** Puts text on the clipboard; false if that is refused. */
  readonly copy: (text: string) => Promise<boolean>;
  /**
   * Loads a link: prepares its experiment, paused unless `playing`, or changes nothing. Resolves with what was read.
   */
  readonly load: (link: string, playing?: boolean) => Promise<PageLink>;
}

export type OpenWorker = (
  receive: (message: RunMessage) => void,
  /** `version`: it is of another version than the page. */
  crashed: (reason: string, code?: 'crashed' | 'version') => void,
  /** Called with a reason for silence, and null at the next answer. Without it, silence counts as a crash. */
  silent?: (reason: string | null) => void,
) => { post(command: RunCommand): void };

/** For instruments that run their own experiments. */
export interface Beside {
  readonly openWorker: OpenWorker;
  readonly base: string;
}
