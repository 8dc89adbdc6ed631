/** What the app needs from outside: given by main, replaced in tests. Types only. */
import type { TaskSample } from '../core/data/task-sample.ts';
import type { GenerateText } from '../core/inspect/text.ts';
import type { TaskName } from '../experiment/tasks.ts';
import type { OldRuns, PreferenceStorage } from './browser-storage.ts';
import type { RunStorage } from './compare/compare-state.ts';
import type { SweepStorage } from './sweep/sweep-state.ts';
import type { RecordedClient } from '../worker/client/recorded.ts';
import type { PageAddress } from './page-address.ts';
import type { OpenWorker } from './state.ts';

export interface AppServices {
  readonly openWorker: OpenWorker;
  readonly address: PageAddress;
  readonly storage: PreferenceStorage;
  /** Without it, finished runs last as long as the page. */
  readonly runs?: () => Promise<RunStorage>;
  /** Without it, sweeps that are opened as files last as long as the page. Their details are packed files. */
  readonly sweeps?: () => Promise<SweepStorage>;
  /** Runs that earlier versions saved elsewhere. */
  readonly oldRuns?: OldRuns;
  /** Examples of a task from a file, for instruments that show some; without it there are none. */
  readonly sample?: (task: TaskName) => Promise<TaskSample>;
  /** Generates text with a network, beside the page; without it there is none. */
  readonly generate?: GenerateText;
  /** Starts the worker that reads recorded runs; without it, none can be opened. */
  readonly readRuns?: () => Promise<RecordedClient>;
  /** Puts text on the clipboard, once it is there; false where that is refused. */
  readonly copy: (text: string | Promise<string>) => Promise<boolean>;
}
