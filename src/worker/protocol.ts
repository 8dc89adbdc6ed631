/** The messages between page and worker. Types only. Commands are imperative, events past tense. */
import type { ExperimentSpec } from '../experiment/fields.ts';
import type { Lifecycle, RunEvent } from '../run/events.ts';

export type RunId = number;

export type RunCommand =
  | {
      readonly type: 'prepare';
      readonly runId: RunId;
      readonly spec: ExperimentSpec;
      readonly baseUrl: string;
      readonly playing: boolean;
      /** To run the experiment, or to map what jumps would do along its control. */
      readonly job?: 'run' | 'map' | undefined;
    }
  /** `jump` asks for a forecast as soon as a window has been seen. */
  | { readonly type: 'play' | 'pause' | 'stop' | 'jump'; readonly runId: RunId }
  /** Runs this many steps, then pauses. */
  | { readonly type: 'advance'; readonly runId: RunId; readonly steps: number };

export type FailureCode = 'too-large' | 'data' | 'engine' | 'crashed' | 'message';

/** `elapsed` is the wall time spent running so far, ms. */
export type RunMessage =
  | {
      readonly type: 'happened';
      readonly runId: RunId;
      readonly elapsed: number;
      readonly events: readonly RunEvent[];
    }
  | { readonly type: 'moved'; readonly runId: RunId; readonly elapsed: number; readonly lifecycle: Lifecycle }
  | { readonly type: 'failed'; readonly runId: RunId; readonly code: FailureCode; readonly message: string };
