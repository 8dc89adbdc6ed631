/**
 * What a hosted run needs from the store of saved runs: that its engines be recorded, and that earlier records of the
 * same experiment be found. Types only; implemented in `records/`.
 */
import type { EngineSetup } from '../../engine/engine.ts';
import type { EngineName, ExperimentSpec } from '../../experiment/fields.ts';
import type { Chosen } from '../../run/experiment.ts';
import type { Obstacle } from '../protocol.ts';

/** Starts an engine for a setup: as the experiment requests, or by name. */
export type Choose = (wish?: EngineName) => Promise<Chosen>;

/** What was found for an experiment. */
export interface Found {
  /** Extra forecasts with which the run started. */
  readonly extra: readonly number[];
  /** Steps at which a forecast was requested during the run, ascending. */
  readonly jumps: readonly number[];
  /** Wall time of running, ms. */
  readonly elapsed: number;
}

/** The record of one run. Storage errors never fail a call here: the run is then no longer saved. */
export interface RunRecord {
  /** What is repeated from the record; null for a new run. */
  readonly found: Found | null;
  /** Why nothing is repeated although a record exists. */
  readonly obstacle: Obstacle | null;
  /** The next engine of the run: from the record, if it has one. Runs request the same engines in the same order. */
  engine(setup: EngineSetup, choose: Choose): Promise<Chosen>;
  /** Steps of the latest engine left in the record. */
  remaining(): number;
  /** Whether only saved answers have been repeated so far. */
  isRepeating(): boolean;
  /** A forecast was requested at this step. */
  jumped(step: number): void;
  /** Another engine took over from the latest, for this reason. */
  recovered(reason: string): void;
  /** The run now has this experiment. */
  rename(spec: ExperimentSpec): void;
  /** Writes everything that is waiting. */
  save(): Promise<void>;
  /** The run is over: `close` after everything is written. */
  finish(): Promise<void>;
  /** Stops writing; the record remains. */
  close(): void;
  /** Deletes the record. */
  drop(): void;
}

export interface RunRecords {
  /**
   * A record for a run: with the earlier record of the same experiment if it `returns`, otherwise a new one that
   * replaces it. Null if nothing can be saved. `elapsed` is the running time so far, ms; `lost` is called with the
   * reason if a run is no longer saved.
   */
  open(
    spec: ExperimentSpec,
    returns: boolean,
    elapsed: () => number,
    lost: (reason: string) => void,
  ): Promise<RunRecord | null>;
}
