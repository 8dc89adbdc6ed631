/** Sweeps as values: how one is made of a spec, what is due next, and how far it is. Pure. */
import type { ExperimentSpec } from '../../experiment/fields.ts';
import { baseOf, planSweep, sameRun } from './sweep-points.ts';
import { mayKeepLosses } from './sweep-record.ts';
import type { Sweep, SweepPoint, SweepState, SweepTarget } from './sweep-state.ts';

/** What is run: a point by its index, or the control of the experiment itself. */
export type Job = number | 'target';

/** The sweep that a spec asks for, nothing of it run yet; null where it asks for none, or for no value. */
export function newSweep(spec: ExperimentSpec): Sweep | null {
  const { knobs, points, corrections } = planSweep(spec);
  if (points.length === 0) return null;
  return {
    spec,
    knobs,
    corrections,
    points: points.map((point) => ({ ...point, status: 'waiting', failure: null, engine: null, arms: [] })),
    target: newTarget(spec, points),
    keepsLosses: mayKeepLosses(points),
  };
}

export function newTarget(
  spec: ExperimentSpec,
  points: readonly { readonly spec: ExperimentSpec }[],
): SweepTarget {
  if (spec.sweepTarget > 0) return { kind: 'given', loss: spec.sweepTarget, failure: null, point: null };
  const point = points.findIndex((candidate) => sameRun(candidate.spec, spec));
  return { kind: 'base', loss: null, failure: null, point: point < 0 ? null : point };
}

/** The experiment whose control gives the target: other arms would not change it. */
export const targetSpec = (spec: ExperimentSpec): ExperimentSpec => ({ ...baseOf(spec), arms: ['control'] });

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

export const withPoint = (sweep: Sweep, index: number, values: Partial<SweepPoint>): Sweep => ({
  ...sweep,
  points: sweep.points.map((point, i) => (i === index ? { ...point, ...values } : point)),
});

/** Jobs done (failed ones too) and all there are. */
export function countJobs({ target, points }: Sweep): { done: number; total: number } {
  const besides = target.kind === 'base' && target.point === null;
  const over = points.filter(({ status }) => status === 'done' || status === 'failed').length;
  return {
    done: over + (besides && !isUnknown(target) ? 1 : 0),
    total: points.length + (besides ? 1 : 0),
  };
}

/** Seconds left, from what the jobs so far took per step. `elapsed` is running time in ms. */
export function secondsLeft(
  { done, total }: Pick<SweepState['progress'], 'done' | 'total'>,
  share: number,
  elapsed: number,
): number | null {
  const part = done + share;
  return part > 0 && elapsed > 0 ? ((elapsed / 1000) * (total - part)) / part : null;
}

/** What was running waits again. */
export const settle = (sweep: Sweep): Sweep => ({
  ...sweep,
  points: sweep.points.map((point) => (point.status === 'running' ? { ...point, status: 'waiting' } : point)),
});

/** Where a sweep stands while nothing of it runs. */
export const restOf = (sweep: Sweep): 'stopped' | 'finished' =>
  nextJob(sweep) === null ? 'finished' : 'stopped';

const unreadable =
  'No control of the experiment itself got to 70 % of the budget, so there is no loss to time to. Give a target loss.';

/** `loss` is what the control had, or null where none got that far. */
export const withTarget = (target: SweepTarget, loss: number | null): SweepTarget => ({
  ...target,
  loss,
  failure: loss === null ? unreadable : null,
});

/** A failed point is kept with its reason; one that was to tell the target leaves the sweep without. */
export function withFailure(sweep: Sweep, job: Job, reason: string): Sweep {
  const isTarget = job === 'target' || (job === sweep.target.point && sweep.target.loss === null);
  const target = isTarget
    ? { ...sweep.target, failure: `The run for the target failed: ${reason}` }
    : sweep.target;
  const told = job === 'target' ? sweep : withPoint(sweep, job, { status: 'failed', failure: reason });
  return { ...told, target };
}
