/**
 * The messages between page and worker, which belong to one build and trust each other: types, and a version that
 * shows when they do not match. Commands are imperative, events in the past tense.
 */
import type { ExperimentSpec } from '../experiment/fields.ts';
import type { Lifecycle, RunEvent } from '../run/events.ts';
import type { FailureCode as RunFailureCode } from '../run/failure.ts';

/**
 * Increases whenever a command, a message or an event changes; a page and a worker of different versions do not
 * communicate.
 */
export const protocolVersion = 2;

/** The first message of a worker. */
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
       * Learning rates of experiments that may train together, that of `spec` first; they are otherwise equal. As
       * many of the first as fit are run; the others have no events. Left out: only `spec`.
       */
      readonly rates?: readonly number[] | undefined;
      /**
       * To run the experiment, to compute the jump-gain map of its control, or to run it for a sweep, which gets only
       * losses and jumps.
       */
      readonly job?: 'run' | 'map' | 'sweep' | undefined;
      /**
       * To repeat the record of the experiment first, and then to wait or to continue. Left out: it starts from the
       * beginning.
       */
      readonly returning?: 'offer' | 'go-on' | undefined;
    }
  /** `jump` requests a forecast as soon as a window is complete. */
  | { readonly type: 'play' | 'pause' | 'stop' | 'jump'; readonly runId: RunId }
  /** Runs this many steps, then pauses. */
  | { readonly type: 'advance'; readonly runId: RunId; readonly steps: number };

/**
 * `crashed`, `silent` and `version` are detected by the page: the worker has ended, does not answer at present, or
 * has another version than the page.
 */
export type FailureCode = RunFailureCode | 'crashed' | 'silent' | 'version';

/**
 * Why a saved run cannot be repeated: it cannot be read, another version of the page wrote it, or another tab has it.
 */
export type Obstacle = 'damaged' | 'other-build' | 'taken';

/** `elapsed` is the running time so far, ms. */
export type RunMessage =
  | {
      readonly type: 'happened';
      readonly runId: RunId;
      /** If experiments train together: which of the rates this message is about, and how many of them are run. */
      readonly point?: { readonly index: number; readonly of: number } | undefined;
      readonly elapsed: number;
      readonly events: readonly RunEvent[];
    }
  /**
   * The recorded part of this run follows, as it happened; it had started with these extra forecasts. Or there is an
   * obstacle, and the run starts from the beginning.
   */
  | {
      readonly type: 'returned';
      readonly runId: RunId;
      readonly extra: readonly number[];
      readonly obstacle: Obstacle | null;
    }
  /** From here on it is not saved across visits. */
  | { readonly type: 'unkept'; readonly runId: RunId; readonly reason: string }
  | { readonly type: 'moved'; readonly runId: RunId; readonly elapsed: number; readonly lifecycle: Lifecycle }
  | { readonly type: 'failed'; readonly runId: RunId; readonly code: FailureCode; readonly message: string };
