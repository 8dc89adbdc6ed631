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
      /**
       * Learning rates of experiments that may train together, that of `spec` first; they are equal in all else.
       * As many of the first are run as fit; of the others nothing is told. Left out: `spec` alone.
       */
      readonly rates?: readonly number[] | undefined;
      /** To run the experiment, to map what jumps would do along its control, or to run it for a sweep, which is told of losses and jumps alone. */
      readonly job?: 'run' | 'map' | 'sweep' | undefined;
    }
  /** `jump` asks for a forecast as soon as a window has been seen. */
  | { readonly type: 'play' | 'pause' | 'stop' | 'jump'; readonly runId: RunId }
  /** Runs this many steps, then pauses. */
  | { readonly type: 'advance'; readonly runId: RunId; readonly steps: number };

/** `crashed` and `silent` are what the page finds of a worker: it is no more, or does not answer for now. */
export type FailureCode = 'too-large' | 'data' | 'engine' | 'crashed' | 'silent' | 'message';

/** `elapsed` is the wall time spent running so far, ms. */
export type RunMessage =
  | {
      readonly type: 'happened';
      readonly runId: RunId;
      /** Where experiments train together: which of the rates this is of, and how many of them are run. */
      readonly point?: { readonly index: number; readonly of: number } | undefined;
      readonly elapsed: number;
      readonly events: readonly RunEvent[];
    }
  | { readonly type: 'moved'; readonly runId: RunId; readonly elapsed: number; readonly lifecycle: Lifecycle }
  | { readonly type: 'failed'; readonly runId: RunId; readonly code: FailureCode; readonly message: string };
