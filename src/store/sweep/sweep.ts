/**
 * The sweep: a queue of experiments, run in a worker of its own while the experiment on screen goes its way;
 * those that may train together do. Keeps its own spec, a summary of every point, and the sweep before.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ExperimentSpec } from '../../experiment/fields.ts';
import { givenTarget } from '../select/evidence/pairs.ts';
import { changedFields } from '../../experiment/spec.ts';
import type { EngineReport } from '../../run/events.ts';
import type { OpenWorker } from '../open-worker.ts';
import type { App, AppState } from '../state.ts';
import {
  batchOf,
  countJobs,
  newSweep,
  newTarget,
  nextJob,
  nothingSpent,
  restOf,
  secondsLeft,
  settle,
  stillRunning,
  takeOver,
  targetSpec,
  withFailure,
  withPoint,
  withRunning,
  withTarget,
  type Job,
  type Spent,
} from './sweep-queue.ts';
import { inSlices } from '../in-slices.ts';
import { recordJob, summarise, targetOf, type PointRecord } from './sweep-record.ts';
import { isTuning, tunedRows } from './sweep-targets.ts';
import { QuietRunner, type RunOutcome, type RunProgress } from './sweep-runner.ts';
import type { Sweep, SweepApp, SweepState, SweepTarget } from './sweep-state.ts';

interface Kept {
  readonly sweep: Sweep;
  readonly records: Map<Job, PointRecord>;
  readonly spent: Spent;
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

/** A turn of the event loop. */
const breath = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

const made = new WeakMap<StoreApi<AppState>, SweepApp>();

/** The sweep beside the experiment on screen, made when first asked for. */
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
  }));
  readonly #runner: QuietRunner;
  /** Of the jobs that are done, where losses are kept. */
  #records = new Map<Job, PointRecord>();
  #spent = nothingSpent;
  #previous: Kept | null = null;
  /** Whoever works compares it with what it was: it rises when that work is no longer wanted. */
  #turn = 0;
  /** Counts how often all summaries were made anew. */
  #pass = 0;
  #wake: (() => void) | null = null;

  constructor(openWorker: OpenWorker, base: string) {
    this.#runner = new QuietRunner(openWorker, base);
  }

  start(spec: ExperimentSpec): void {
    const planned = newSweep(spec);
    if (planned === null) return;
    const { sweep, records } = takeOver(planned, this.store.getState().sweep, this.#records);
    this.#setAside();
    this.#records = records;
    this.#spent = nothingSpent;
    this.#show({ ...sweep, target: this.#known(sweep.target) });
    this.#go();
  }

  pause(): void {
    if (this.store.getState().lifecycle !== 'running') return;
    this.store.setState({ lifecycle: 'paused' });
    this.#runner.send('pause');
  }

  resume(): void {
    const { lifecycle, sweep } = this.store.getState();
    if (lifecycle === 'paused') {
      this.store.setState({ lifecycle: 'running' });
      this.#runner.send('play');
      this.#wake?.();
    } else if (lifecycle === 'stopped' && sweep !== null) this.#go();
  }

  stop(): void {
    const { sweep } = this.store.getState();
    if (sweep === null) return;
    this.#turn += 1;
    this.#runner.stop();
    this.#wake?.();
    const settled = settle(sweep);
    this.store.setState({ sweep: settled, lifecycle: restOf(settled), progress: this.#progress(settled) });
  }

  retry(what: Job): void {
    const { sweep, lifecycle } = this.store.getState();
    if (sweep === null) return;
    const isTarget = what === 'target' || (what === sweep.target.point && sweep.target.loss === null);
    const target: SweepTarget = isTarget ? { ...sweep.target, failure: null } : sweep.target;
    this.store.setState({
      sweep: { ...withPoint(sweep, what, { status: 'waiting', failure: null }), target },
    });
    if (lifecycle === 'finished' || lifecycle === 'stopped') this.#go();
  }

  undo(): void {
    const previous = this.#previous;
    if (previous === null) return;
    this.#setAside();
    this.#records = previous.records;
    this.#spent = previous.spent;
    this.#show(previous.sweep);
  }

  /** Another target loss for the very experiment that was swept is looked at without running anything again. */
  follow(draft: ExperimentSpec): void {
    const { sweep, lifecycle } = this.store.getState();
    if (sweep?.keepsLosses !== true) return;
    const changed = changedFields(sweep.spec, draft).filter((field) => field !== 'engine');
    if (changed.length === 0 || changed.some((field) => field !== 'sweepTarget' && field !== 'goal')) return;
    const { sweepTarget, goal } = draft;
    const spec = { ...sweep.spec, sweepTarget, goal };
    const target = this.#known(newTarget(spec, sweep.points));
    const retargeted = { ...sweep, spec, target };
    this.store.setState({ sweep: retargeted, progress: this.#progress(retargeted) });
    void this.#summariseAgain();
    if (lifecycle === 'finished' && nextJob(retargeted) !== null) this.#go();
  }

  /** The target as far as a finished point tells it. */
  #known(target: SweepTarget): SweepTarget {
    const record = this.#records.get(target.point ?? 'target');
    return record === undefined || target.loss !== null ? target : withTarget(target, targetOf(record));
  }

  #go(): void {
    this.store.setState({ lifecycle: 'running' });
    void this.#work();
  }

  async #work(): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    // What was taken over is timed to the loss of this sweep.
    if (this.#spent === nothingSpent && this.#records.size > 0) {
      await this.#summariseAgain();
      await this.#compareTargets();
    }
    for (;;) {
      while (this.store.getState().lifecycle === 'paused')
        await new Promise<void>((resolve) => (this.#wake = resolve));
      const { sweep } = this.store.getState();
      if (turn !== this.#turn || sweep === null) return;
      const job = nextJob(sweep);
      if (job === null) {
        this.store.setState({ lifecycle: 'finished', progress: this.#progress(sweep) });
        return;
      }
      const batch = batchOf(sweep, job);
      const outcome = await this.#run(sweep, batch);
      if (turn !== this.#turn || outcome.type === 'stopped') return;
      await this.#take(batch, outcome, () => turn === this.#turn);
      await this.#compareTargets();
    }
  }

  #run(sweep: Sweep, batch: readonly Job[]): Promise<RunOutcome> {
    const specs = batch.map((job) => (job === 'target' ? targetSpec(sweep.spec) : sweep.points[job]!.spec));
    let now = batch;
    const tell = ({ phase, phaseLeft, step, together, elapsed }: RunProgress): void => {
      if (together < now.length) {
        now = batch.slice(0, together);
        this.#update((latest) => withRunning(latest, now));
      }
      const counted = this.#progress(sweep);
      const share = (together * step) / sweep.spec.steps;
      const { jobs, elapsed: before } = this.#spent;
      const left = secondsLeft(counted, share, { jobs, elapsed: before + elapsed });
      this.store.setState({ progress: { ...counted, now, phase, phaseLeft, step, secondsLeft: left } });
    };
    this.store.setState({
      sweep: withRunning(sweep, batch),
      progress: { ...this.#progress(sweep), now },
    });
    return this.#runner.run(specs, tell);
  }

  async #take(
    batch: readonly Job[],
    outcome: Exclude<RunOutcome, { type: 'stopped' }>,
    isWanted: () => boolean,
  ): Promise<void> {
    if (outcome.type === 'failed') {
      const { reason, together } = outcome;
      this.#update((sweep) => withFailure(settle(sweep), batch.slice(0, together), reason));
      return;
    }
    const { histories, elapsed } = outcome;
    const jobs = batch.slice(0, histories.length);
    this.#spent = { jobs: this.#spent.jobs + jobs.length, elapsed: this.#spent.elapsed + elapsed };
    const records: PointRecord[] = [];
    for (const history of histories)
      records.push(
        await new Promise<PointRecord>((done, failed) => inSlices(recordJob(history), done, failed)),
      );
    if (!isWanted()) return;
    const telling = records[jobs.indexOf(this.#sweep().target.point ?? 'target')];
    if (telling !== undefined) {
      this.#update(({ target, ...sweep }) => {
        const tells = target.kind === 'base' && target.loss === null;
        return { ...sweep, target: tells ? withTarget(target, targetOf(telling)) : target };
      });
      if (jobs[0] === 'target') this.#records.set('target', telling);
      await this.#summariseAgain();
    }
    for (const [i, job] of jobs.entries())
      if (job !== 'target' && isWanted()) await this.#keep(job, records[i]!, histories[i]!.engine, isWanted);
  }

  async #keep(
    point: number,
    record: PointRecord,
    { name, backend }: EngineReport,
    isWanted: () => boolean,
  ): Promise<void> {
    const arms = await this.#summary(record);
    if (!isWanted()) return;
    if (this.#sweep().keepsLosses) this.#records.set(point, record);
    const engine = backend === 'none' ? name : `${name} on ${backend}`;
    this.#update((sweep) => withPoint(sweep, point, { status: 'done', arms, engine }));
  }

  /** With the target as it is at the end, should it change meanwhile. */
  async #summary(record: PointRecord): Promise<Sweep['points'][number]['arms']> {
    for (;;) {
      const { target, spec } = this.#sweep();
      const arms = await summarise(record, target.loss, breath, givenTarget(spec));
      const now = this.#sweep();
      if (target.loss === now.target.loss && spec.goal === now.spec.goal) return arms;
    }
  }

  /** A newer pass takes the place of one on its way: a target that is dragged asks for many. */
  async #summariseAgain(): Promise<void> {
    this.#pass += 1;
    const pass = this.#pass;
    const records = this.#records;
    for (const [index, record] of records) {
      if (index === 'target') continue;
      const arms = await this.#summary(record);
      if (records !== this.#records || pass !== this.#pass) return;
      this.#update((sweep) => withPoint(sweep, index, { arms }));
    }
  }

  /** Target by target, over all points that are done; another target loss for the sweep changes nothing of it. */
  async #compareTargets(): Promise<void> {
    const records = this.#records;
    if (!isTuning(this.#sweep())) return;
    const points = [...records].filter((entry): entry is [number, PointRecord] => entry[0] !== 'target');
    points.sort(([a], [b]) => a - b);
    const targets = await tunedRows(new Map(points), breath);
    if (records === this.#records) this.#update((sweep) => ({ ...sweep, targets }));
  }

  #sweep(): Sweep {
    const { sweep } = this.store.getState();
    if (sweep === null) throw new Error('there is no sweep');
    return sweep;
  }

  #update(change: (sweep: Sweep) => Sweep): void {
    const sweep = change(this.#sweep());
    this.store.setState(({ progress }) => ({
      sweep,
      progress: { ...progress, ...countJobs(sweep), now: stillRunning(progress.now, sweep) },
    }));
  }

  #progress(sweep: Sweep): SweepState['progress'] {
    return { ...idle, ...countJobs(sweep) };
  }

  /** Keeps the present sweep for `undo` if it has anything to show. */
  #setAside(): void {
    this.stop();
    const { sweep } = this.store.getState();
    if (sweep?.points.some(({ status }) => status === 'done') === true)
      this.#previous = { sweep, records: this.#records, spent: this.#spent };
  }

  #show(sweep: Sweep): void {
    this.store.setState(({ generation }) => ({
      sweep,
      generation: generation + 1,
      lifecycle: restOf(sweep),
      progress: this.#progress(sweep),
      canUndo: this.#previous !== null && this.#previous.sweep !== sweep,
    }));
  }
}
