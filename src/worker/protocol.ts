/**
 * The messages between page and worker, which are of one build and trust each other: types, and a version that shows
 * where they are not. Commands are imperative, events past tense.
 */
import type { ExperimentSpec } from '../experiment/fields.ts';
import type { Lifecycle, RunEvent } from '../run/events.ts';
import type { FailureCode as RunFailureCode } from '../run/failure.ts';

/** Rises whenever a command, a message or an event changes; a page and a worker of different versions do not talk. */
export const protocolVersion = 1;

/** What a worker says before anything else. */
export interface Greeting {
  readonly type: 'opened';
  readonly protocol: number;
}

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
       * As many of the first are run as fit; for the others there are no events. Left out: `spec` alone.
       */
      readonly rates?: readonly number[] | undefined;
      /** To run the experiment, to map what jumps would do along its control, or to run it for a sweep, which gets losses and jumps alone. */
      readonly job?: 'run' | 'map' | 'sweep' | undefined;
      /** To repeat first what was kept of the experiment, and then to wait for a word or to go on. Left out: it starts anew. */
      readonly returning?: 'offer' | 'go-on' | undefined;
    }
  /** `jump` asks for a forecast as soon as a window has been seen. */
  | { readonly type: 'play' | 'pause' | 'stop' | 'jump'; readonly runId: RunId }
  /** Runs this many steps, then pauses. */
  | { readonly type: 'advance'; readonly runId: RunId; readonly steps: number };

/**
 * `crashed`, `silent` and `version` are what the page finds of a worker: it is no more, does not answer for now, or is
 * of another version than the page.
 */
export type FailureCode = RunFailureCode | 'crashed' | 'silent' | 'version';

/** Why what was kept of a run is not repeated: it cannot be read, another version of the page wrote it, another tab has it. */
export type Obstacle = 'damaged' | 'other-build' | 'taken';

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
  /**
   * What was kept of this run comes next, as it happened; it had begun with these forecasts at steps of their own. Or
   * there is an obstacle, and the run starts anew.
   */
  | {
      readonly type: 'returned';
      readonly runId: RunId;
      readonly extra: readonly number[];
      readonly obstacle: Obstacle | null;
    }
  /** From here on it is not kept over visits. */
  | { readonly type: 'unkept'; readonly runId: RunId; readonly reason: string }
  | { readonly type: 'moved'; readonly runId: RunId; readonly elapsed: number; readonly lifecycle: Lifecycle }
  | { readonly type: 'failed'; readonly runId: RunId; readonly code: FailureCode; readonly message: string };
