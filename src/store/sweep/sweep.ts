/**
 * The sweep: a queue of experiments in their own worker, beside the experiment on screen. Has its own spec, a
 * summary of every point, and the previous sweep.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ExperimentSpec } from '../../experiment/fields.ts';
import { changedFields } from '../../experiment/spec.ts';
import { SweepDriver, type BatchOutcome } from '../../record/sweep/drive.ts';
import type { OpenWorker, App, AppState } from '../state.ts';
import {
  batchOf,
  countJobs,
  newSweep,
  nextJob,
  nothingSpent,
  restOf,
  secondsLeft,
  stillRunning,
  takeOver,
  withRunning,
  type Job,
  type Spent,
} from '../../record/sweep/queue.ts';
import { inSlices } from '../in-slices.ts';
import { recordJob, type PointRecord } from '../../record/sweep/point-record.ts';
import { QuietRunner, type RunProgress } from './sweep-runner.ts';
import type { SweepApp, SweepOrigin, SweepState } from './sweep-state.ts';
import type { MergedSweep } from '../../record/sweep/files/merged-file.ts';
import type { Sweep } from '../../record/sweep/sweep.ts';

interface Started {
  readonly driver: SweepDriver;
  spent: Spent;
  readonly origin: SweepOrigin | null;
}

const idle: SweepState['progress'] = {
  done: 0,
  total: 0,
  now: [],
  phase: '',
  phaseLeft: null,
  step: 0,
  secondsLeft: null,
};

const breath = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

const made = new WeakMap<StoreApi<AppState>, SweepApp>();

/** Made on first use. */
export function sweepOf({ store, beside }: Pick<App, 'store' | 'beside'>): SweepApp {
  const sweep = made.get(store) ?? createSweep(store, beside.openWorker, beside.base);
  made.set(store, sweep);
  return sweep;
}

/** `main` is watched for another target loss. */
function createSweep(main: StoreApi<AppState>, openWorker: OpenWorker, base: string): SweepApp {
  const session = new SweepSession(openWorker, base);
  const { store } = session;
  main.subscribe(({ draft }, before) => {
    if (draft !== before.draft) session.follow(draft);
  });
  return {
    store,
    actions: {
      start: () => session.start(main.getState().draft),
      pause: () => session.pause(),
      resume: () => session.resume(),
      stop: () => session.stop(),
      retry: (what) => session.retry(what),
      undo: () => session.undo(),
      open: (merged, name) => session.open(merged, name),
    },
  };
}

class SweepSession {
  readonly store = createStore<SweepState>(() => ({
    sweep: null,
    generation: 0,
    lifecycle: 'idle',
    progress: idle,
    canUndo: false,
    origin: null,
  }));
  readonly #runner: QuietRunner;
  #present: Started | null = null;
  #previous: Started | null = null;
  #wake: (() => void) | null = null;

  constructor(openWorker: OpenWorker, base: string) {
    this.#runner = new QuietRunner(openWorker, base);
  }

  start(spec: ExperimentSpec): void {
    const planned = newSweep(spec);
    if (planned === null) return;
    const before = this.#present?.driver;
    const { sweep, records } = takeOver(planned, before?.sweep ?? null, before?.records);
    this.#setAside();
    this.#show(this.#started(sweep, records));
    this.#go();
  }

  pause(): void {
    if (this.store.getState().lifecycle !== 'running') return;
    this.store.setState({ lifecycle: 'paused' });
    this.#runner.send('pause');
  }

  resume(): void {
    const { lifecycle } = this.store.getState();
    if (lifecycle === 'paused') {
      this.store.setState({ lifecycle: 'running' });
      this.#runner.send('play');
      this.#wake?.();
    } else if (lifecycle === 'stopped') this.#go();
  }

  stop(): void {
    if (this.#present === null || this.#present.origin !== null) return;
    const { driver } = this.#present;
    this.#runner.stop();
    driver.stop();
    this.#rest(driver.sweep);
    this.#wake?.();
  }

  retry(what: Job): void {
    const { lifecycle } = this.store.getState();
    this.#present?.driver.retry(what);
    if (lifecycle === 'finished' || lifecycle === 'stopped') this.#go();
  }

  undo(): void {
    const previous = this.#previous;
    if (previous === null) return;
    this.#setAside();
    this.#show(previous);
  }

  open({ sweep, ...origin }: MergedSweep, name: string): void {
    this.#setAside();
    this.#show(this.#started(sweep, new Map(), { ...origin, name }));
  }

  /** Another target loss of the same experiment is evaluated without training. */
  follow(draft: ExperimentSpec): void {
    const driver = this.#present?.driver;
    if (driver?.sweep.keepsLosses !== true) return;
    const changed = changedFields(driver.sweep.spec, draft).filter((field) => field !== 'engine');
    if (changed.length === 0 || changed.some((field) => field !== 'sweepTarget' && field !== 'goal')) return;
    driver.retarget(draft);
    if (this.store.getState().lifecycle === 'finished' && nextJob(driver.sweep) !== null) this.#go();
  }

  #started(sweep: Sweep, records: ReadonlyMap<Job, PointRecord>, origin: SweepOrigin | null = null): Started {
    const started: Started = {
      driver: new SweepDriver(
        sweep,
        {
          batchOf,
          run: (specs, batch) => this.#run(started, specs, batch),
          record: (history) => new Promise((done, failed) => inSlices(recordJob(history), done, failed)),
          show: (changed) => {
            if (started === this.#present) this.#showChanged(changed);
          },
          pause: breath,
          ready: async () => {
            while (this.store.getState().lifecycle === 'paused')
              await new Promise<void>((resolve) => (this.#wake = resolve));
          },
        },
        records,
      ),
      spent: nothingSpent,
      origin,
    };
    return started;
  }

  #go(): void {
    const driver = this.#present?.driver;
    if (driver === undefined) return;
    this.store.setState({ lifecycle: 'running' });
    void driver.drive().then((isDone) => {
      if (isDone) this.#rest(driver.sweep);
    });
  }

  async #run(
    started: Started,
    specs: readonly ExperimentSpec[],
    batch: readonly Job[],
  ): Promise<BatchOutcome | null> {
    const { driver } = started;
    const counted = { ...idle, ...countJobs(driver.sweep) };
    let now = batch;
    const tell = ({ phase, phaseLeft, step, together, elapsed }: RunProgress): void => {
      if (together < now.length) {
        now = batch.slice(0, together);
        driver.update((latest) => withRunning(latest, now));
      }
      const share = (together * step) / driver.sweep.spec.steps;
      const { jobs, elapsed: before } = started.spent;
      const left = secondsLeft(counted, share, { jobs, elapsed: before + elapsed });
      this.store.setState({ progress: { ...counted, now, phase, phaseLeft, step, secondsLeft: left } });
    };
    this.store.setState({ progress: { ...counted, now } });
    const outcome = await this.#runner.run(specs, tell);
    if (outcome !== null && 'histories' in outcome) {
      const { jobs, elapsed } = started.spent;
      started.spent = { jobs: jobs + outcome.histories.length, elapsed: elapsed + outcome.elapsed };
    }
    return outcome;
  }

  #showChanged(sweep: Sweep): void {
    this.store.setState(({ progress }) => ({
      sweep,
      progress: { ...progress, ...countJobs(sweep), now: stillRunning(progress.now, sweep) },
    }));
  }

  #rest(sweep: Sweep): void {
    // What is missing of a sweep that was run elsewhere is not run here.
    const lifecycle = (this.#present?.origin ?? null) === null ? restOf(sweep) : 'finished';
    this.store.setState({ lifecycle, progress: { ...idle, ...countJobs(sweep) } });
  }

  /** Saves the present sweep for `undo` if it has results. */
  #setAside(): void {
    this.stop();
    if (this.#present?.driver.sweep.points.some(({ status }) => status === 'done') === true)
      this.#previous = this.#present;
  }

  #show(started: Started): void {
    this.#present = started;
    const { sweep } = started.driver;
    this.store.setState(({ generation }) => ({
      sweep,
      generation: generation + 1,
      origin: started.origin,
      canUndo: this.#previous !== null && this.#previous !== started,
    }));
    this.#rest(sweep);
  }
}
