/** The jump-gain map: computed on request, in its own worker. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ExperimentSpec } from '../../../experiment/fields.ts';
import { requireShapes, sizesOf, type Sizes } from '../../../run/event-shapes.ts';
import type { RunEvent } from '../../../run/events.ts';
import type { Beside, OpenWorker, App, AppState, RunState } from '../../../store/state.ts';
import { phaseText, RemoteRun } from '../../../store/remote-run.ts';
import { sameRun } from '../../../experiment/table/aside-fields.ts';
import { pairedMean } from '../../../core/evidence/statistics.ts';
import { drawnOf, heatOf, type HeatCell, type HeatView } from '../../../ui/charts/heat/heat.ts';

export interface GainColumn {
  readonly anchor: number;
  /** [horizon, replica]: log10 training loss with the jump less that without, at once and after the recovery. */
  readonly immediate: Float32Array;
  readonly recovered: Float32Array;
}

export interface GainMap {
  readonly spec: ExperimentSpec;
  /** Steps ahead, ascending. */
  readonly horizons: readonly number[];
  readonly replicas: number;
  /** Steps of recovery; null before the first anchor is done. */
  readonly recovery: number | null;
  readonly columns: readonly GainColumn[];
}

export interface GainMapState {
  /** The newest map, whole or not; null before the first. */
  readonly map: GainMap | null;
  readonly lifecycle: 'idle' | 'preparing' | 'running' | 'stopped' | 'finished' | 'failed';
  readonly progress: {
    readonly phase: string;
    /** Null if forecasts requested during the run make it uncertain. */
    readonly done: number;
    readonly total: number | null;
    /** Until the map, or the preparation, is done. */
    readonly secondsLeft: number | null;
  };
  readonly failure: string | null;
}

export interface MapsApp {
  readonly store: StoreApi<GainMapState>;
  readonly actions: {
    /** Maps the experiment on screen; replaces a map in progress. */
    readonly compute: () => void;
    /** Ends it; anchors that are done stay. */
    readonly stop: () => void;
  };
}

/** Maximum, as in docs/METHOD.md. */
const mostAnchors = 24;

const made = new WeakMap<StoreApi<AppState>, MapsApp>();

/** Made on first use. */
export function mapsOf({ store, beside }: Pick<App, 'store' | 'beside'>): MapsApp {
  const maps = made.get(store) ?? createMaps(store, beside);
  made.set(store, maps);
  return maps;
}

function createMaps(main: StoreApi<AppState>, { openWorker, base }: Beside): MapsApp {
  const session = new MapSession(openWorker, base);
  return {
    store: session.store,
    actions: {
      compute() {
        const { run, draft } = main.getState();
        session.compute(run?.spec ?? draft);
      },
      stop: () => session.stop(),
    },
  };
}

/** Only the control of the experiment matters. */
export const isMapOf = ({ spec }: GainMap, other: ExperimentSpec): boolean =>
  sameRun(spec, { ...other, arms: spec.arms });

class MapSession {
  readonly store = createStore<GainMapState>(() => ({
    map: null,
    lifecycle: 'idle',
    progress: { phase: '', done: 0, total: null, secondsLeft: null },
    failure: null,
  }));
  readonly #remote: RemoteRun;
  #sizes: Sizes = {};

  constructor(openWorker: OpenWorker, base: string) {
    this.#remote = new RemoteRun(openWorker, base, {
      take: (event) => {
        this.#take(event);
      },
      changed: (run) => {
        this.#changed(run);
      },
    });
  }

  compute(spec: ExperimentSpec): void {
    this.stop();
    this.#remote.begin({ spec, playing: true, job: 'map' });
  }

  stop(): void {
    this.#remote.send({ type: 'stop' });
    this.#end({ lifecycle: 'stopped' });
  }

  #end(state: Partial<GainMapState>): void {
    if (this.#remote.run === null) return;
    this.#remote.leave();
    this.store.setState(state);
  }

  #changed(run: RunState): void {
    const { lifecycle, failure } = run;
    if (failure !== null) this.#end({ lifecycle: 'failed', failure: failure.message });
    else if (lifecycle === 'finished') this.#end({ lifecycle });
    else if (run.engine === null)
      this.store.setState({
        lifecycle: 'preparing',
        progress: {
          phase: phaseText(run),
          done: 0,
          total: anchorCount(run.spec),
          secondsLeft: run.secondsLeft,
        },
        failure: null,
      });
    else this.store.setState({ lifecycle: 'running', progress: this.#progress(run) });
  }

  #progress({ spec, elapsed }: RunState): GainMapState['progress'] {
    const total = anchorCount(spec);
    const done = this.store.getState().map?.columns.length ?? 0;
    const secondsLeft = total === null || done === 0 ? null : ((elapsed / 1000) * (total - done)) / done;
    return { phase: '', done, total, secondsLeft };
  }

  #take(event: RunEvent): void {
    if (event.type === 'prepared') {
      const { horizons, replicas } = event;
      const { spec } = this.#remote.run!;
      this.#sizes = sizesOf(event);
      this.store.setState({
        map: { spec, horizons, replicas: replicas.length, recovery: null, columns: [] },
      });
    }
    if (event.type !== 'mapped') return;
    requireShapes(event, this.#sizes);
    const { anchor, recovery, immediate, recovered } = event;
    this.store.setState(({ map }) => ({
      map: map && { ...map, recovery, columns: [...map.columns, { anchor, immediate, recovered }] },
    }));
  }
}

/** Null if forecasts were requested during the run. */
function anchorCount({ steps, warmup, period, extra }: ExperimentSpec): number | null {
  if (extra.length > 0) return null;
  return Math.min(mostAnchors, Math.max(0, Math.ceil((steps - warmup) / period)));
}

export type GainMoment = 'immediate' | 'recovered';

export function gainView(
  { spec, horizons, replicas, recovery, columns }: GainMap,
  moment: GainMoment,
): HeatView {
  const when = moment === 'immediate' ? 'at once' : `${recovery ?? 0} steps later`;
  return heatOf(
    drawnOf(columns),
    {
      horizons,
      steps: spec.steps,
      apart: Math.max(spec.period, spec.steps / 24),
      kind: 'diverging',
      middle: 0,
      more: ['interval 95 low', 'interval 95 high', 'seeds'],
      subject: `log10 loss with the jump less that without, ${when}, mean over seeds (below 0: the jump lowers the loss)`,
    },
    (column: GainColumn, h) => cellOf(column[moment].subarray(h * replicas, (h + 1) * replicas)),
  );
}

/** Seeds whose loss was not finite are left out. */
function cellOf(values: Float32Array): HeatCell | null {
  const paired = pairedMean([...values]);
  if (paired === null) return null;
  const { mean, interval, count } = paired;
  const certain = interval !== null && (interval.low > 0 || interval.high < 0);
  return { value: mean, certain, more: [interval?.low ?? NaN, interval?.high ?? NaN, count] };
}
