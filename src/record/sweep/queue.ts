/** Sweeps as values: how one is created from a spec, which job is next, and its progress. Pure. */
import { controlArm } from '../../experiment/arms.ts';
import { defaultSpec, type ExperimentSpec } from '../../experiment/fields.ts';
import { canonicalText } from '../../experiment/link/link.ts';
import { changedFields } from '../../experiment/spec.ts';
import { sameRun } from '../../experiment/table/aside-fields.ts';
import { baseOf, planSweep } from './points.ts';
import { mayKeepLosses } from './point-record.ts';
import type { Sweep, SweepPoint, SweepTarget } from './sweep.ts';

/** A job: a point by its index, or the control of the experiment itself. */
export type Job = number | 'target';

/** The sweep of a spec, with nothing run yet; null if it has none, or no values. */
export function newSweep(spec: ExperimentSpec): Sweep | null {
  const { knobs, points, corrections } = planSweep(spec);
  if (points.length === 0) return null;
  return {
    spec,
    knobs,
    corrections,
    points: points.map((point) => ({
      ...point,
      ...{ status: 'waiting', failure: null, alone: false, engine: null, arms: [] },
    })),
    target: newTarget(spec, points),
    keepsLosses: mayKeepLosses(points),
    targets: [],
  };
}

/**
 * Results of an earlier sweep of the same experiment with other values are not recomputed: its finished points are
 * taken over with their records, and so is its control's run for the target.
 */
export function takeOver<Recorded>(
  sweep: Sweep,
  before: Sweep | null,
  recorded: ReadonlyMap<Job, Recorded> = new Map(),
): { readonly sweep: Sweep; readonly records: Map<Job, Recorded> } {
  const records = new Map<Job, Recorded>();
  if (before === null || !hasOtherValues(sweep.spec, before.spec)) return { sweep, records };
  const target = recorded.get(before.target.point ?? 'target');
  if (target !== undefined) records.set('target', target);
  const points = sweep.points.map((point, index): SweepPoint => {
    const at = before.points.findIndex(
      ({ experimentId, status }) => experimentId === point.experimentId && status === 'done',
    );
    const record = recorded.get(at);
    if (record === undefined) return point;
    records.set(index, record);
    const { status, engine, arms } = before.points[at]!;
    return { ...point, status, engine, arms };
  });
  return { sweep: { ...sweep, points }, records };
}

const hasOtherValues = (spec: ExperimentSpec, before: ExperimentSpec): boolean =>
  sameRun(spec, before) && spec.engine === before.engine && changedFields(spec, before).length > 0;

export function newTarget(
  spec: ExperimentSpec,
  points: readonly { readonly spec: ExperimentSpec }[],
): SweepTarget {
  const given = spec.sweepTarget > 0 ? spec.sweepTarget : spec.goal;
  if (given > 0) return { kind: 'given', loss: given, failure: null, point: null };
  const point = points.findIndex((candidate) => sameRun(candidate.spec, spec));
  return { kind: 'base', loss: null, failure: null, point: point < 0 ? null : point };
}

/** The experiment whose control defines the target: other arms would not change it. */
export const targetSpec = (spec: ExperimentSpec): ExperimentSpec => ({ ...baseOf(spec), arms: [controlArm] });

const isUnknown = ({ loss, failure }: SweepTarget): boolean => loss === null && failure === null;

/** The target first, so that every point is summarised as soon as it is done; then the points in order. */
export function nextJob({ target, points }: Sweep): Job | null {
  const waits = (index: number): boolean => points[index]?.status === 'waiting';
  if (isUnknown(target)) {
    if (target.point === null) return 'target';
    if (waits(target.point)) return target.point;
  }
  const next = points.findIndex((_, index) => waits(index));
  return next < 0 ? null : next;
}

/** A point, and those still waiting that differ from it only in their learning rate: they may train together. */
export function batchOf({ points }: Sweep, first: Job): readonly Job[] {
  if (first === 'target' || points[first]!.alone) return [first];
  const shape = shapeOf(points[first]!);
  const others = points.flatMap((point, index) =>
    index !== first && point.status === 'waiting' && !point.alone && shapeOf(point) === shape ? [index] : [],
  );
  return [first, ...others];
}

/** All settings of an experiment but its learning rate. */
const shapeOf = ({ spec }: SweepPoint): string =>
  canonicalText({ ...spec, learningRate: defaultSpec.learningRate });

/** Marks those points, and no others, as running. */
export const withRunning = (sweep: Sweep, running: readonly Job[]): Sweep =>
  running.reduce(
    (marked, index) => withPoint(marked, index, { status: 'running', failure: null }),
    settle(sweep),
  );

/** Finished jobs are counted as such, and no longer as running. */
export const stillRunning = (now: readonly Job[], { points }: Sweep): readonly Job[] =>
  now.filter((job) => job === 'target' || points[job]?.status === 'running');

/** The sweep with other values of a point; `target` is not a point. */
export const withPoint = (sweep: Sweep, index: Job, values: Partial<SweepPoint>): Sweep => ({
  ...sweep,
  points: sweep.points.map((point, i) => (i === index ? { ...point, ...values } : point)),
});

/** Finished jobs (including failed ones) and their total number. */
export function countJobs({ target, points }: Sweep): { done: number; total: number } {
  const hasTargetRun = target.kind === 'base' && target.point === null;
  const over = points.filter(({ status }) => status === 'done' || status === 'failed').length;
  return {
    done: over + (hasTargetRun && !isUnknown(target) ? 1 : 0),
    total: points.length + (hasTargetRun ? 1 : 0),
  };
}

/** Time spent on the jobs of a sweep so far, including failed ones but not those taken over. */
export interface Spent {
  readonly jobs: number;
  /** Running time, ms. */
  readonly elapsed: number;
}

export const nothingSpent: Spent = { jobs: 0, elapsed: 0 };

/** Seconds left, from the time spent so far; `share` is the fraction done of the running jobs. */
export function secondsLeft(
  { done, total }: { readonly done: number; readonly total: number },
  share: number,
  { jobs, elapsed }: Spent,
): number | null {
  const part = jobs + share;
  return part > 0 && elapsed > 0 ? ((elapsed / 1000) * (total - done - share)) / part : null;
}

/** Running jobs wait again. */
export const settle = (sweep: Sweep): Sweep => ({
  ...sweep,
  points: sweep.points.map((point) => (point.status === 'running' ? { ...point, status: 'waiting' } : point)),
});

/** The state of a sweep when none of its jobs is running. */
export const restOf = (sweep: Sweep): 'stopped' | 'finished' =>
  nextJob(sweep) === null ? 'finished' : 'stopped';

const unreadable =
  'No control of the experiment itself got to 70 % of the budget, so there is no target loss. Set a target loss.';

/** `loss` is that of the control, or null if none got that far. */
export const withTarget = (target: SweepTarget, loss: number | null): SweepTarget => ({
  ...target,
  loss,
  failure: loss === null ? unreadable : null,
});

/**
 * Points that failed together wait again, each to run alone, to find out which of them causes the failure. One that
 * failed alone keeps its reason; if it was to define the target, the sweep has none.
 */
export function withFailure(sweep: Sweep, batch: readonly Job[], reason: string): Sweep {
  if (batch.length > 1) {
    const failure = `Failed together with ${batch.length - 1} more, waits to run alone: ${reason}`;
    return batch.reduce(
      (marked, index) => withPoint(marked, index, { status: 'waiting', alone: true, failure }),
      sweep,
    );
  }
  const job = batch[0]!;
  const isTarget = job === 'target' || (job === sweep.target.point && sweep.target.loss === null);
  const target = isTarget
    ? { ...sweep.target, failure: `The run for the target failed: ${reason}` }
    : sweep.target;
  return { ...withPoint(sweep, job, { status: 'failed', failure: reason }), target };
}
