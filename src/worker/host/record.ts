/**
 * What a hosted run asks of whoever keeps it over visits: that its engines be written down, and that what was written
 * of the same experiment be found again. Types only; `records/` does it.
 */
import type { EngineSetup } from '../../engine/engine.ts';
import type { EngineName, ExperimentSpec } from '../../experiment/fields.ts';
import type { Chosen } from '../../run/experiment.ts';
import type { Obstacle } from '../protocol.ts';

/** Starts an engine for a setup: as the experiment asks, or by name. */
export type Choose = (wish?: EngineName) => Promise<Chosen>;

/** What was found of an experiment. */
export interface Found {
  /** Forecasts at steps of their own with which the run began. */
  readonly extra: readonly number[];
  /** Steps at which a forecast was requested during the run, ascending. */
  readonly jumps: readonly number[];
  /** Wall time spent running, ms. */
  readonly elapsed: number;
}

/** One run as it is kept. Nothing here fails because storage does: a run is then no longer kept. */
export interface RunRecord {
  /** What is repeated from the record; null for a run that begins. */
  readonly found: Found | null;
  /** Why nothing of it is repeated although something was kept. */
  readonly obstacle: Obstacle | null;
  /** The next engine of the run: from the record, where that has it. Runs ask for the same engines in the same order. */
  engine(setup: EngineSetup, choose: Choose): Promise<Chosen>;
  /** Steps of the newest engine that the record still knows. */
  remaining(): number;
  /** Whether only saved answers have been repeated so far. */
  isRepeating(): boolean;
  /** A forecast was requested at this step. */
  jumped(step: number): void;
  /** Another engine took over from the newest, for this reason. */
  recovered(reason: string): void;
  /** The run is now this experiment. */
  rename(spec: ExperimentSpec): void;
  /** Writes all that there is to write. */
  save(): Promise<void>;
  /** The run is over: once that is written, `close`. */
  finish(): Promise<void>;
  /** Nothing more is written; what was is kept. */
  close(): void;
  /** Nothing is kept. */
  drop(): void;
}

export interface RunRecords {
  /**
   * A record for a run: with what was kept of the same experiment where it `returns`, else one that takes the place of
   * that. Null where nothing can be kept. `elapsed` is the time it has been running, ms; `lost` is called with the reason why a run is
   * no longer kept.
   */
  open(
    spec: ExperimentSpec,
    returns: boolean,
    elapsed: () => number,
    lost: (reason: string) => void,
  ): Promise<RunRecord | null>;
}
