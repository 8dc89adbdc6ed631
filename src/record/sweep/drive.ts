/**
 * Drives a sweep from job to job: runs the next job, reads the target from the run that defines it, and summarises
 * every point, again when the target changes. How jobs are run and who is notified are passed in: a page's worker and
 * a command line's threads alike. The order of jobs is in queue.ts.
 */
import { engineLabel, type ExperimentSpec } from '../../experiment/fields.ts';
import { givenTarget } from '../evidence/pairs.ts';
import type { RunHistory } from '../history.ts';
import { summarise, targetOf, type PointRecord } from './point-record.ts';
import {
  newTarget,
  nextJob,
  settle,
  targetSpec,
  withFailure,
  withPoint,
  withRunning,
  withTarget,
  type Job,
} from './queue.ts';
import type { Sweep, SweepPoint, SweepTarget } from './sweep.ts';
import { isTuning, tunedRows } from './targets.ts';

/** For the first jobs of a batch, as many as were run together: the record of each, or why they failed. */
export type BatchOutcome =
  { readonly histories: readonly RunHistory[] } | { readonly failure: string; readonly together: number };

export interface SweepServices {
  /** The jobs that run together with that one. */
  readonly batchOf: (sweep: Sweep, first: Job) => readonly Job[];
  /** Runs experiments, or as many of the first as possible at once. Null: interrupted. Never rejects. */
  readonly run: (specs: readonly ExperimentSpec[], batch: readonly Job[]) => Promise<BatchOutcome | null>;
  /** Copies the data needed for summaries out of a finished run. */
  readonly record: (history: RunHistory) => Promise<PointRecord>;
  /** Called with the sweep whenever it changed. */
  readonly show: (sweep: Sweep) => void;
  /** Yields to other tasks during long computations. */
  readonly pause: () => Promise<void>;
  /** Waits until the next job may start; left out: at once. */
  readonly ready?: () => Promise<void>;
}

export class SweepDriver {
  readonly #services: SweepServices;
  /** Of the finished jobs, if losses are stored. */
  readonly #records: Map<Job, PointRecord>;
  #sweep: Sweep;
  /** Work compares it with its value at the start: it increases when that work is no longer needed. */
  #turn = 0;
  /** Counts how often all summaries were recomputed. */
  #pass = 0;
  /** Whether points taken over still have the summaries of another sweep. */
  #tookOver: boolean;

  /** `records`: of points that are already done. */
  constructor(sweep: Sweep, services: SweepServices, records: ReadonlyMap<Job, PointRecord> = new Map()) {
    this.#services = services;
    this.#records = new Map(records);
    this.#tookOver = records.size > 0;
    this.#sweep = { ...sweep, target: this.#known(sweep.target) };
  }

  get sweep(): Sweep {
    return this.#sweep;
  }

  get records(): ReadonlyMap<Job, PointRecord> {
    return this.#records;
  }

  /** Runs the waiting jobs until none is left; false if it was interrupted or stopped before. Never rejects. */
  async drive(): Promise<boolean> {
    this.#turn += 1;
    const turn = this.#turn;
    if (this.#tookOver) {
      this.#tookOver = false;
      await this.#summariseAgain();
      await this.#compareTargets();
    }
    for (;;) {
      await this.#services.ready?.();
      if (turn !== this.#turn) return false;
      const job = nextJob(this.#sweep);
      if (job === null) return true;
      const batch = this.#services.batchOf(this.#sweep, job);
      this.update((sweep) => withRunning(sweep, batch));
      const { spec, points } = this.#sweep;
      const specs = batch.map((one) => (one === 'target' ? targetSpec(spec) : points[one]!.spec));
      const outcome = await this.#services.run(specs, batch);
      if (turn !== this.#turn || outcome === null) return false;
      await this.#take(batch, outcome, () => turn === this.#turn);
      await this.#compareTargets();
    }
  }

  /** Running jobs are cancelled and wait again; finished jobs are unaffected. */
  stop(): void {
    this.#turn += 1;
    this.update(settle);
  }

  /** A failed job waits again. */
  retry(job: Job): void {
    this.update((sweep) => {
      const isTarget = job === 'target' || (job === sweep.target.point && sweep.target.loss === null);
      const target = isTarget ? { ...sweep.target, failure: null } : sweep.target;
      return { ...withPoint(sweep, job, { status: 'waiting', failure: null }), target };
    });
  }

  /** Changes the target loss of the experiment itself: recorded losses are evaluated against it. */
  retarget({ sweepTarget, goal }: Pick<ExperimentSpec, 'sweepTarget' | 'goal'>): void {
    this.update((sweep) => {
      const spec = { ...sweep.spec, sweepTarget, goal };
      return { ...sweep, spec, target: this.#known(newTarget(spec, sweep.points)) };
    });
    void this.#summariseAgain();
  }

  update(change: (sweep: Sweep) => Sweep): void {
    this.#sweep = change(this.#sweep);
    this.#services.show(this.#sweep);
  }

  /** The target, if a finished job already defines it. */
  #known(target: SweepTarget): SweepTarget {
    const record = this.#records.get(target.point ?? 'target');
    return record === undefined || target.loss !== null ? target : withTarget(target, targetOf(record));
  }

  async #take(batch: readonly Job[], outcome: BatchOutcome, isWanted: () => boolean): Promise<void> {
    if ('failure' in outcome) {
      const failed = batch.slice(0, outcome.together);
      this.update((sweep) => withFailure(settle(sweep), failed, outcome.failure));
      return;
    }
    const jobs = batch.slice(0, outcome.histories.length);
    // There was no room for the others.
    this.update((sweep) => withRunning(sweep, jobs));
    const records: PointRecord[] = [];
    for (const history of outcome.histories) records.push(await this.#services.record(history));
    if (!isWanted()) return;
    const base = records[jobs.indexOf(this.#sweep.target.point ?? 'target')];
    if (base !== undefined) {
      this.update(({ target, ...sweep }) => {
        const isDue = target.kind === 'base' && target.loss === null;
        return { ...sweep, target: isDue ? withTarget(target, targetOf(base)) : target };
      });
      if (jobs[0] === 'target') this.#records.set('target', base);
      await this.#summariseAgain();
    }
    for (const [i, job] of jobs.entries()) {
      if (job === 'target') continue;
      const arms = await this.#summary(records[i]!);
      if (!isWanted()) return;
      if (this.#sweep.keepsLosses) this.#records.set(job, records[i]!);
      const engine = engineLabel(outcome.histories[i]!.engine);
      this.update((sweep) => withPoint(sweep, job, { status: 'done', arms, engine }));
    }
  }

  /** With the target at the end of the computation, if it changes meanwhile. */
  async #summary(record: PointRecord): Promise<SweepPoint['arms']> {
    for (;;) {
      const { target, spec } = this.#sweep;
      const arms = await summarise(record, target.loss, this.#services.pause, givenTarget(spec));
      if (target.loss === this.#sweep.target.loss && spec.goal === this.#sweep.spec.goal) return arms;
    }
  }

  /** A new pass replaces a running one: dragging a target requests many. */
  async #summariseAgain(): Promise<void> {
    this.#pass += 1;
    const pass = this.#pass;
    for (const [job, record] of this.#records) {
      if (job === 'target') continue;
      const arms = await this.#summary(record);
      if (pass !== this.#pass) return;
      this.update((sweep) => withPoint(sweep, job, { arms }));
    }
  }

  /** Target by target, over all finished points; independent of the sweep's own target loss. */
  async #compareTargets(): Promise<void> {
    if (!isTuning(this.#sweep)) return;
    const points = [...this.#records].filter(
      (entry): entry is [number, PointRecord] => entry[0] !== 'target',
    );
    points.sort(([a], [b]) => a - b);
    const targets = await tunedRows(new Map(points), this.#services.pause);
    this.update((sweep) => ({ ...sweep, targets }));
  }
}
