/**
 * What is stored of one finished point, and the small summary that is drawn of it. Losses and costs are stored only
 * if a sweep is small enough; a summary can then be recomputed for another target.
 */
import { controlArm } from '../../experiment/arms.ts';
import {
  firstReach,
  pairedSaving,
  savingOf,
  smoothedAt,
  targetStep,
  type CostedCurve,
  type Saving,
} from '../../core/evidence/savings.ts';
import { median } from '../../core/evidence/statistics.ts';
import type { ArmId, ExperimentSpec } from '../../experiment/fields.ts';
import type { RunHistory } from '../history.ts';
import { atOnce } from '../../core/parts.ts';
import { savedByAll, spreadOf } from './savings.ts';
import type { ArmSummary, Saved, Spread } from './sweep.ts';

/** Maximum bytes of losses and costs stored by one sweep. */
const maxBytes = 64e6;

/** A loss in float32 and a cost in float64. */
const bytesPerStep = 12;

/** Whether the losses of all points may be stored. */
export const mayKeepLosses = (points: readonly { readonly spec: ExperimentSpec }[]): boolean =>
  points.reduce((sum, { spec }) => sum + bytesOf(spec), 0) <= maxBytes;

/** The same for this number of points of equal length. */
export const mayKeepLossesOf = (spec: ExperimentSpec, points: number): boolean =>
  bytesOf(spec) * points <= maxBytes;

const bytesOf = ({ steps, arms, seeds }: ExperimentSpec): number =>
  steps * arms.length * seeds.length * bytesPerStep;

export interface ReplicaRecord extends CostedCurve {
  /** Step of its first accepted jump; infinite without one. */
  readonly firstJump: number;
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
  /** Steps that losses are averaged over before comparison with a target. */
  readonly smoothing: number;
  readonly arms: readonly ArmRecord[];
}

/**
 * Copies the data needed for summaries out of a finished run, so that the rest can be freed. Yields after each
 * replica.
 */
export function* recordJob(history: RunHistory): Generator<void, PointRecord> {
  const { spec, prepared, evaluated } = history;
  const replicaOf = (replica: number): ReplicaRecord => {
    const loss = history.lossOf(replica);
    return {
      initial: history.loss[replica]!,
      loss,
      ledger: history.ledgerOf(replica, loss.length),
      complete: true,
      firstJump: history.jumps[replica]!.find(({ accepted }) => accepted)?.step ?? Infinity,
      testLoss: evaluated?.testLoss[replica] ?? NaN,
      testAccuracy: evaluated?.testAccuracy[replica] ?? NaN,
    };
  };
  const arms: ArmRecord[] = [];
  for (const arm of spec.arms) {
    const replicas: ReplicaRecord[] = [];
    for (const replica of history.replicasOf(arm)) {
      replicas.push(replicaOf(replica));
      yield;
    }
    arms.push({ arm, replicas });
  }
  return { steps: spec.steps, smoothing: prepared.smoothing, arms };
}

export const recordOf = (history: RunHistory): PointRecord => atOnce(recordJob(history));

/** The control's loss after 70 % of the budget, median over seeds; null if no control got that far. */
export function targetOf({ steps, smoothing, arms }: PointRecord): number | null {
  const last = targetStep(steps) - 1;
  const losses = controlsOf(arms)
    .filter(({ loss }) => loss.length > last)
    .map(({ loss }) => smoothedAt(loss, last, smoothing));
  return losses.length === 0 ? null : median(losses);
}

/**
 * Summarises every arm, yielding after each so that the page stays responsive. `goal` is the verdicts' given target;
 * null if each seed has its own.
 */
export async function summarise(
  record: PointRecord,
  target: number | null,
  pause: () => Promise<void>,
  goal: number | null = null,
): Promise<ArmSummary[]> {
  const controls = timedTo(target, controlsOf(record.arms), record.smoothing);
  const compared: Compared[] = [];
  for (const { arm, replicas } of record.arms) {
    const own = arm === controlArm ? controls : timedTo(target, replicas, record.smoothing);
    compared.push({
      arm,
      own,
      toTarget: own.map((treated, i) => savingTo(target, treated, controls[i]!)),
      toOwnTargets: own.map(({ replica }, i) =>
        pairedSaving(controls[i]!.replica, replica, record.steps, record.smoothing, goal),
      ),
    });
    await pause();
  }
  const gains = savedToBy(compared, ({ toTarget }) => toTarget);
  const saved = savedToBy(compared, ({ toOwnTargets }) => toOwnTargets);
  return compared.map(({ arm, own }) =>
    summaryOf(record, arm, own, gains.get(arm) ?? null, saved.get(arm) ?? null),
  );
}

export const controlsOf = (arms: readonly ArmRecord[]): readonly ReplicaRecord[] =>
  arms.find(({ arm }) => arm === controlArm)?.replicas ?? [];

interface Timed {
  readonly replica: ReplicaRecord;
  /** Steps to the target, from 1; null if there is none, infinite if it was never reached. */
  readonly steps: number | null;
}

interface Compared {
  readonly arm: ArmId;
  readonly own: readonly Timed[];
  /** In the order of the seeds: to the common target, and to each seed's own. */
  readonly toTarget: readonly (Saving | null)[];
  readonly toOwnTargets: readonly (Saving | null)[];
}

const timedTo = (target: number | null, replicas: readonly ReplicaRecord[], smoothing: number): Timed[] =>
  replicas.map((replica) => {
    if (target === null) return { replica, steps: null };
    const index = firstReach(replica.loss, target, smoothing);
    return { replica, steps: index < 0 ? Infinity : index + 1 };
  });

function savingTo(target: number | null, own: Timed, control: Timed): Saving | null {
  const [cost, controlCost] = [ledgerTo(own), ledgerTo(control)];
  return target === null || cost === null || controlCost === null
    ? null
    : savingOf(target, cost, controlCost);
}

const savedToBy = (
  compared: readonly Compared[],
  of: (one: Compared) => Compared['toTarget'],
): ReadonlyMap<ArmId, Saved | null> =>
  savedByAll(
    compared.map((one) => ({
      arm: one.arm,
      savings: of(one),
      paidAtJump: one.own.map(({ replica }) => paidAtJump(replica)),
    })),
  );

/** Cost of a replica at its first jump, including that jump; infinite without one. */
export const paidAtJump = ({ ledger, firstJump }: ReplicaRecord): number => ledger[firstJump - 1] ?? Infinity;

function summaryOf(
  { smoothing, steps }: PointRecord,
  arm: ArmId,
  own: readonly Timed[],
  gain: Saved | null,
  saved: Saved | null,
): ArmSummary {
  const times = own.flatMap((replica) => replica.steps ?? []);
  const finals = own.map(({ replica: { loss } }) =>
    loss.length < steps ? NaN : smoothedAt(loss, loss.length - 1, smoothing),
  );
  const firstJump = Math.min(...own.map(({ replica }) => replica.firstJump));
  const finite = (of: (replica: ReplicaRecord) => number): Spread | null =>
    spreadOf(own.map(({ replica }) => of(replica)).filter(Number.isFinite));
  return {
    arm,
    seeds: own.length,
    reached: times.filter(Number.isFinite).length,
    steps: spreadOf(times),
    ledger: spreadOf(own.flatMap((replica) => ledgerTo(replica) ?? [])),
    firstJump: Number.isFinite(firstJump) ? firstJump : null,
    gain,
    saved,
    finalLoss: spreadOf(finals.filter(Number.isFinite)),
    testLoss: finite(({ testLoss }) => testLoss),
    testAccuracy: finite(({ testAccuracy }) => testAccuracy),
  };
}

/** Cost to the target in gradient-step equivalents. */
const ledgerTo = ({ replica, steps }: Timed): number | null =>
  steps === null || steps === Infinity ? steps : replica.ledger[steps - 1]!;
