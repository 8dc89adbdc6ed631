/** The jump-gain map as the page keeps it, and what can be done about it. Types only. */
import type { StoreApi } from 'zustand/vanilla';
import type { ExperimentSpec } from '../../../experiment/fields.ts';

/** What jumps at one anchor would have done. */
export interface GainColumn {
  /** Step. */
  readonly anchor: number;
  /** [horizon, replica]: log10 training loss with the jump less that without, at once and after the recovery. */
  readonly immediate: Float32Array;
  readonly recovered: Float32Array;
}

export interface GainMap {
  /** The experiment whose control was mapped. */
  readonly spec: ExperimentSpec;
  /** Steps ahead, ascending. */
  readonly horizons: readonly number[];
  /** Of the control, in the order of the seeds. */
  readonly replicas: number;
  /** Steps of recovery; null before the first anchor is done. */
  readonly recovery: number | null;
  /** Ascending. */
  readonly columns: readonly GainColumn[];
}

export interface GainMapState {
  /** The newest map, whole or not; null before the first. */
  readonly map: GainMap | null;
  readonly lifecycle: 'idle' | 'preparing' | 'running' | 'stopped' | 'finished' | 'failed';
  readonly progress: {
    /** What is being prepared, in words; empty while anchors are tried. */
    readonly phase: string;
    /** Anchors done and to be done; null where forecasts requested during the run make it uncertain. */
    readonly done: number;
    readonly total: number | null;
    /** Until the map, or what is being prepared, is done; null where it cannot be said. */
    readonly secondsLeft: number | null;
  };
  /** What went wrong, in words. */
  readonly failure: string | null;
}

export interface MapsApp {
  readonly store: StoreApi<GainMapState>;
  readonly actions: {
    /** Maps the experiment on screen, in a worker of its own; a map under way is given up. */
    readonly compute: () => void;
    /** Ends it; anchors that are done stay. */
    readonly stop: () => void;
  };
}
