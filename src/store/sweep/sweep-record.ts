/**
 * What is kept of one finished point, and the small summary that is drawn of it. Losses and ledgers stay
 * only where a sweep is small enough; a summary can then be made anew for another target.
 */
import {
  firstReach,
  pairedSaving,
  smoothedAt,
  targetStep,
  type CostedCurve,
} from '../../core/evidence/savings.ts';
import { medianInterval } from '../../core/evidence/median-interval.ts';
import { median } from '../../core/evidence/statistics.ts';
import type { ArmId, ExperimentSpec } from '../../experiment/fields.ts';
import type { RunHistory } from '../history.ts';
import type { ArmSummary, Spread } from './sweep-state.ts';

/** Most bytes of losses and ledgers that one sweep keeps. */
const mostBytes = 64e6;

/** A loss in float32 and a ledger in float64. */
const bytesPerStep = 12;

/** Whether the losses of all points may be kept. */
export const mayKeepLosses = (points: readonly { readonly spec: ExperimentSpec }[]): boolean =>
  points.reduce((sum, { spec }) => sum + spec.steps * spec.arms.length * spec.seeds.length, 0) *
    bytesPerStep <=
  mostBytes;

interface ReplicaRecord extends CostedCurve {
  readonly testLoss: number;
  readonly testAccuracy: number;
}

interface ArmRecord {
  readonly arm: ArmId;
  /** In the order of the seeds. */
  readonly replicas: readonly ReplicaRecord[];
}

export interface PointRecord {
  readonly steps: number;
  /** Steps that losses are averaged over before they are compared with a target. */
  readonly smoothing: number;
  readonly arms: readonly ArmRecord[];
}

/** Copies what summaries need out of a finished run, so that the rest of it can go. */
export function recordOf(history: RunHistory): PointRecord {
  const { spec, prepared, evaluated } = history;
  const replicaOf = (replica: number): ReplicaRecord => {
    const loss = history.lossOf(replica);
    return {
      initial: history.loss[replica]!,
      loss,
      ledger: history.ledgerOf(replica, loss.length),
      complete: true,
      testLoss: evaluated?.testLoss[replica] ?? NaN,
      testAccuracy: evaluated?.testAccuracy[replica] ?? NaN,
    };
  };
  return {
    steps: spec.steps,
    smoothing: prepared.smoothing,
    arms: spec.arms.map((arm) => ({ arm, replicas: history.replicasOf(arm).map(replicaOf) })),
  };
}

/** The control's loss after 70 % of the budget, median over seeds; null where no control got that far. */
export function targetOf({ steps, smoothing, arms }: PointRecord): number | null {
  const last = targetStep(steps) - 1;
  const losses = controlsOf(arms)
    .filter(({ loss }) => loss.length > last)
    .map(({ loss }) => smoothedAt(loss, last, smoothing));
  return losses.length === 0 ? null : median(losses);
}

/**
 * Summarises every arm, with a pause between two so that the page stays responsive. `goal` is the verdicts' given
 * target; null where each seed has its own.
 */
export async function summarise(
  record: PointRecord,
  target: number | null,
  pause: () => Promise<void>,
  goal: number | null = null,
): Promise<ArmSummary[]> {
  const controls = timed(controlsOf(record.arms), target, record.smoothing);
  const summaries: ArmSummary[] = [];
  for (const { arm, replicas } of record.arms) {
    const own = arm === 'control' ? controls : timed(replicas, target, record.smoothing);
    summaries.push(summaryOf({ ...record, goal }, arm, own, controls));
    await pause();
  }
  return summaries;
}

const controlsOf = (arms: readonly ArmRecord[]): readonly ReplicaRecord[] =>
  arms.find(({ arm }) => arm === 'control')?.replicas ?? [];

interface Timed {
  readonly replica: ReplicaRecord;
  /** Steps to the target, from 1; null where there is none, infinite where it was never reached. */
  readonly steps: number | null;
}

const timed = (replicas: readonly ReplicaRecord[], target: number | null, smoothing: number): Timed[] =>
  replicas.map((replica) => {
    if (target === null) return { replica, steps: null };
    const index = firstReach(replica.loss, target, smoothing);
    return { replica, steps: index < 0 ? Infinity : index + 1 };
  });

function summaryOf(
  { smoothing, steps, goal }: PointRecord & { readonly goal: number | null },
  arm: ArmId,
  own: readonly Timed[],
  controls: readonly Timed[],
): ArmSummary {
  const times = own.flatMap((replica) => replica.steps ?? []);
  const finals = own.map(({ replica: { loss } }) =>
    loss.length < steps ? NaN : smoothedAt(loss, loss.length - 1, smoothing),
  );
  const savings = own
    .map(
      ({ replica }, i) =>
        pairedSaving(controls[i]!.replica, replica, steps, smoothing, goal)?.fraction ?? NaN,
    )
    .filter((fraction) => !Number.isNaN(fraction));
  const gains = own.flatMap((replica, i) => gainOf(replica, controls[i]!, steps) ?? []);
  const finite = (of: (replica: ReplicaRecord) => number): Spread | null =>
    spreadOf(own.map(({ replica }) => of(replica)).filter(Number.isFinite));
  return {
    arm,
    seeds: own.length,
    reached: times.filter(Number.isFinite).length,
    steps: spreadOf(times),
    ledger: spreadOf(own.flatMap((replica) => ledgerTo(replica) ?? [])),
    gain: arm === 'control' ? null : spreadOf(gains),
    saved: arm === 'control' ? null : spreadOf(savings),
    finalLoss: spreadOf(finals.filter(Number.isFinite)),
    testLoss: finite(({ testLoss }) => testLoss),
    testAccuracy: finite(({ testAccuracy }) => testAccuracy),
  };
}

/** Gradient-step equivalents to the target. */
const ledgerTo = ({ replica, steps }: Timed): number | null =>
  steps === null || steps === Infinity ? steps : replica.ledger[steps - 1]!;

/**
 * 1 - cost / control's cost to one common target. Who never got there counts with all it paid, at least
 * the budget: at best this much for the treated, at least this much against the control. Null for a pair
 * in which neither got there.
 */
function gainOf(own: Timed, control: Timed, budget: number): number | null {
  if (own.steps === null || (own.steps === Infinity && control.steps === Infinity)) return null;
  const paidBy = (side: Timed): number => {
    const cost = ledgerTo(side) ?? Infinity;
    return cost === Infinity
      ? Math.max(budget, side.replica.ledger[side.replica.ledger.length - 1] ?? 0)
      : cost;
  };
  return 1 - paidBy(own) / paidBy(control);
}

/** Null without values. Infinite values are those that never got there. */
function spreadOf(values: readonly number[]): Spread | null {
  if (values.length === 0) return null;
  const interval = medianInterval(values);
  return { median: median(values), low: interval?.low ?? null, high: interval?.high ?? null };
}
