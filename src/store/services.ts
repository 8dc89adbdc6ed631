/** What the app needs from outside: given by main, replaced in tests. Types only. */
import type { ImageSample } from '../core/data/image-sample.ts';
import type { TaskName } from '../experiment/tasks.ts';
import type { PreferenceStorage } from './browser-storage.ts';
import type { RunStorage } from './compare/compare-state.ts';
import type { PageAddress } from './page-address.ts';
import type { OpenWorker } from './state.ts';

export interface AppServices {
  readonly openWorker: OpenWorker;
  readonly address: PageAddress;
  readonly storage: PreferenceStorage;
  /** Without it, finished runs last as long as the page. */
  readonly runs?: RunStorage;
  /** The images of a task from a file. */
  readonly images?: (task: TaskName) => Promise<ImageSample>;
  /** Puts text on the clipboard; false where that is refused. */
  readonly copy: (text: string) => Promise<boolean>;
}
