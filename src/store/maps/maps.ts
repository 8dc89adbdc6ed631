/** The jump-gain map: computed once it is asked for, in a worker of its own, beside the experiment on screen. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ExperimentSpec } from '../../experiment/fields.ts';
import type { RunEvent } from '../../run/events.ts';
import type { RunCommand, RunMessage } from '../../worker/protocol.ts';
import type { GainMap, GainMapState, MapsApp } from './maps-state.ts';
import type { Beside, OpenWorker } from '../open-worker.ts';
import { shareOf, workerBeside } from '../worker-beside.ts';
import type { App, AppState } from '../state.ts';
import { sameRun } from '../../experiment/aside-fields.ts';

/** Most anchors of a map, as docs/METHOD.md has it. */
const mostAnchors = 24;

const made = new WeakMap<StoreApi<AppState>, MapsApp>();

/** The map beside the experiment on screen, made when first asked for. */
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

/** Whether a map is of this experiment: only its control matters, not what trains it, nor what is swept. */
export const isMapOf = ({ spec }: GainMap, other: ExperimentSpec): boolean =>
  sameRun(spec, { ...other, arms: spec.arms });

class MapSession {
  readonly store = createStore<GainMapState>(() => ({
    map: null,
    lifecycle: 'idle',
    progress: { phase: '', done: 0, total: null, secondsLeft: null },
    failure: null,
  }));
  readonly #post: (command: RunCommand) => void;
  readonly #base: string;
  #active: { readonly runId: number; readonly spec: ExperimentSpec } | null = null;
  #lastRunId = 0;

  constructor(openWorker: OpenWorker, base: string) {
    this.#post = workerBeside(
      openWorker,
      (message) => {
        this.#receive(message);
      },
      (reason) => {
        this.#fail(reason);
      },
    );
    this.#base = base;
  }

  compute(spec: ExperimentSpec): void {
    this.stop();
    this.#lastRunId += 1;
    const runId = this.#lastRunId;
    this.#active = { runId, spec };
    const progress = { phase: 'Preparing', done: 0, total: anchorCount(spec), secondsLeft: null };
    this.store.setState({ lifecycle: 'preparing', progress, failure: null });
    this.#post({ type: 'prepare', runId, spec, baseUrl: this.#base, playing: true, job: 'map' });
  }

  stop(): void {
    if (this.#active === null) return;
    this.#post({ type: 'stop', runId: this.#active.runId });
    this.#active = null;
    this.store.setState({ lifecycle: 'stopped' });
  }

  #fail(failure: string): void {
    if (this.#active === null) return;
    this.#active = null;
    this.store.setState({ lifecycle: 'failed', failure });
  }

  #receive(message: RunMessage): void {
    const active = this.#active;
    if (active?.runId !== message.runId) return;
    switch (message.type) {
      case 'happened': {
        try {
          for (const event of message.events) this.#take(event, active.spec, message.elapsed);
        } catch (error) {
          this.#post({ type: 'stop', runId: active.runId });
          this.#fail(`What the worker told does not fit this map: ${String(error)}`);
        }
        return;
      }
      case 'moved': {
        if (message.lifecycle !== 'finished') return;
        this.#active = null;
        this.store.setState({ lifecycle: 'finished' });
        return;
      }
      case 'failed': {
        this.#fail(message.message);
        return;
      }
      case 'returned':
      case 'unkept':
        // Runs by themselves alone are kept.
        return;
      default:
        message satisfies never;
    }
  }

  /** `elapsed`: how long anchors have been tried, ms. */
  #take(event: RunEvent, spec: ExperimentSpec, elapsed: number): void {
    const { progress, map } = this.store.getState();
    if (event.type === 'preparing')
      this.store.setState({
        progress: {
          ...progress,
          phase: `${event.phase}${shareOf(event.fraction)}`,
          secondsLeft: event.secondsLeft ?? null,
        },
      });
    if (event.type === 'prepared') {
      const { horizons, replicas } = event;
      this.store.setState({
        map: { spec, horizons, replicas: replicas.length, recovery: null, columns: [] },
        lifecycle: 'running',
        progress: { ...progress, phase: '', secondsLeft: null },
      });
    }
    if (event.type !== 'mapped') return;
    if (map === null) throw new Error('an anchor came before the map was prepared');
    const { anchor, recovery, immediate, recovered } = event;
    for (const values of [immediate, recovered])
      if (!(values instanceof Float32Array) || values.length !== map.horizons.length * map.replicas)
        throw new Error(`anchor ${anchor} does not have ${map.horizons.length * map.replicas} values`);
    const columns = [...map.columns, { anchor, immediate, recovered }];
    const done = columns.length;
    const secondsLeft = progress.total === null ? null : ((elapsed / 1000) * (progress.total - done)) / done;
    this.store.setState({ map: { ...map, recovery, columns }, progress: { ...progress, done, secondsLeft } });
  }
}

/** How many anchors there will be; not known before where forecasts were asked for on the way. */
function anchorCount({ steps, warmup, period, extra }: ExperimentSpec): number | null {
  if (extra.length > 0) return null;
  return Math.min(mostAnchors, Math.max(0, Math.ceil((steps - warmup) / period)));
}
