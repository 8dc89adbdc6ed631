/** The page's state and what can be done to it. Types only; measured data lives in RunHistory, not here. */
import type { StoreApi } from 'zustand/vanilla';
import type { ImageSample } from '../core/data/image-sample.ts';
import type { ExperimentSpec, ArmId } from '../experiment/fields.ts';
import type { LabSettings } from '../experiment/lab/lab-fields.ts';
import type { UnknownKeys } from '../experiment/link/link.ts';
import type { TaskName } from '../experiment/tasks.ts';
import type { EngineReport, Lifecycle } from '../run/events.ts';
import type { FailureCode, RunId, RunCommand, RunMessage } from '../worker/protocol.ts';
import type { RunHistory } from '../record/history.ts';
import type { CompareApp } from './compare/compare-state.ts';
import type { CostAxis } from '../record/cost.ts';

export type BenchId = 'evidence' | 'network' | 'maps' | 'sweep' | 'lab' | 'compare';

export type Theme = 'system' | 'light' | 'dark';

/** How a person looks at a run. None of it changes what is computed. */
export interface ViewPreferences {
  readonly theme: Theme;
  readonly axis: CostAxis;
  readonly logarithmicLoss: boolean;
  /** The part of the x axis that charts show, in the axis' unit; null: all of it. */
  readonly range: readonly [from: number, to: number] | null;
  /** Arms whose curves are switched off. */
  readonly hidden: readonly ArmId[];
  /** Whether the tour was taken to its end, or turned down. */
  readonly tourSeen: boolean;
  /** Whose weights are drawn; a seed that is not in the run falls back to its first. */
  readonly weightsArm: ArmId;
  readonly weightsSeed: number;
  /** The forecast that is shown among the weights, by its step; null, or one that was not made: the newest. */
  readonly focusAnchor: number | null;
  /** The instrument that is open; null: none. */
  readonly bench: BenchId | null;
}

/** The run on screen. Lifecycle mirrors what the worker said, never what was requested. */
export interface RunState {
  readonly runId: RunId;
  readonly spec: ExperimentSpec;
  /** Six letters; equal experiments have equal ids. */
  readonly experimentId: string;
  readonly lifecycle: Lifecycle;
  /** What is being prepared or takes long, in words, and how much of it is done (0..1, null: unknown). */
  readonly phase: string;
  readonly fraction: number | null;
  readonly secondsLeft: number | null;
  /** Whether it is known that it can be run. */
  readonly isAccepted: boolean;
  readonly engine: EngineReport | null;
  readonly failure: { readonly code: FailureCode; readonly message: string } | null;
  /** Wall time spent running, ms. */
  readonly elapsed: number;
  /** Whether its events come from a saved run of an earlier visit. */
  readonly returned?: boolean;
}

/** A banner: what happened, what was kept, at most one thing to do; of a run that came back, to go on or start again. */
export interface Notice {
  readonly tone: 'info' | 'warning' | 'error';
  readonly title: string;
  readonly lines: readonly string[];
  readonly action: 'undo' | 'defaults' | 'reload' | 'go-on' | null;
  /** Of a run that came back: up to where; it goes with the run. */
  readonly step?: number;
}

export interface AppState {
  readonly draft: ExperimentSpec;
  /** Link keys this version does not know; kept and written back. */
  readonly unknown: UnknownKeys;
  /** What the sequence lab shows; null until someone asks for it: then its defaults, and nothing in the link. */
  readonly lab: LabSettings | null;
  readonly run: RunState | null;
  /** Rises whenever recorded data changed; views are computed anew then. */
  readonly revision: number;
  readonly notice: Notice | null;
  readonly view: ViewPreferences;
  /** Whether an earlier run can be brought back. */
  readonly canUndo: boolean;
  /** The step that is looked at; null: the newest, whichever that is. A new run is looked at where it is. */
  readonly at: number | null;
  /** Whether a forecast was requested that the run has not put on its agenda yet. */
  readonly jumpAsked: boolean;
  /** The instrument that is asked to come into sight; null: none. */
  readonly wanted: BenchId | null;
  /** Of the run's task, for instruments that show some; null while there are none, or why they cannot be had. */
  readonly images: ImageSample | string | null;
  /** The weight whose course is shown, by its place among all. */
  readonly picked: number;
}

export interface AppActions {
  /** Changes the experiment and starts it anew (after a short pause, so that a dragged slider runs once). */
  readonly change: (values: Partial<ExperimentSpec>) => void;
  readonly choosePreset: (id: string) => void;
  readonly play: () => void;
  readonly pause: () => void;
  /** Ends the preparation of the run on screen. */
  readonly cancel: () => void;
  /** Play or pause, whichever applies; starts over when finished. */
  readonly toggle: () => void;
  readonly step: (count: number) => void;
  /** Asks for a forecast as soon as a window has been seen; it becomes part of the experiment and its link. */
  readonly jumpNow: () => void;
  /** Looks at a step of the run on screen; null, or one that is not done yet: at the newest. */
  readonly look: (at: number | null) => void;
  /** Goes on with a run whose worker was lost, by repeating it behind what was recorded. */
  readonly resume: () => void;
  /** Back to step 0 with the same initial weights, paused. */
  readonly rewind: () => void;
  /** As many new seeds as there are now. */
  readonly newSeeds: () => void;
  /** Brings back the run before the last change, with its recorded data. */
  readonly undo: () => void;
  readonly resetToDefaults: () => void;
  /** The full link to this experiment. */
  readonly link: () => string;
  /** That to another one, with all that this page keeps in a link; null where it would be too long to be read. */
  readonly linkTo: (spec: ExperimentSpec) => string | null;
  /** Whether the link could be copied. */
  readonly copyLink: () => Promise<boolean>;
  /** Changes what the sequence lab shows; values that do not fit are corrected. */
  readonly changeLab: (values: Partial<LabSettings>) => void;
  readonly chooseLabPreset: (id: string) => void;
  readonly setView: (values: Partial<ViewPreferences>) => void;
  /** Opens an instrument and asks it to come into sight. */
  readonly showBench: (bench: BenchId) => void;
  /** Tells that it has. */
  readonly benchShown: () => void;
  /** Asks for the page anew; its address stays. */
  readonly reloadPage: () => void;
  readonly dismissNotice: () => void;
}

export interface App {
  readonly store: StoreApi<AppState>;
  readonly actions: AppActions;
  /** What is recorded of the run on screen: what views are computed from. */
  readonly recorded: () => RunHistory | null;
  /** For instruments that run experiments of their own. */
  readonly beside: Beside;
  /** The images of a task from a file, for instruments that show some; rejects with an Error where they cannot be had. */
  readonly images: ((task: TaskName) => Promise<ImageSample>) | undefined;
  readonly compare: CompareApp;
}

export type OpenWorker = (
  receive: (message: RunMessage) => void,
  /** `version`: it is of another version of the page than the page. */
  crashed: (reason: string, code?: 'crashed' | 'version') => void,
  /** Called with the reason why it counts as silent, and null once it answers again. Left out: silence counts as a crash. */
  silent?: (reason: string | null) => void,
) => { post(command: RunCommand): void };

/** What an instrument needs to run experiments of its own, beside the one on screen. */
export interface Beside {
  readonly openWorker: OpenWorker;
  /** Folder of the page, for data files. */
  readonly base: string;
}
