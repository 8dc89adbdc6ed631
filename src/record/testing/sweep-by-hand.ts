/** Sweeps made by hand: finished points with the savings of their arms. For tests. */
import { savingOf } from '../../core/evidence/savings.ts';
import type { ArmId, ExperimentSpec } from '../../experiment/fields.ts';
import { checkSpec } from '../../experiment/spec.ts';
import { newSweep } from '../sweep/queue.ts';
import { savedByAll, spreadOf } from '../sweep/savings.ts';
import type { ArmSummary, Sweep, SweepPoint } from '../sweep/sweep.ts';

export interface ArmByHand {
  /** Median steps to the target, and gradient-step equivalents if those differ. */
  readonly steps: number;
  readonly ledger?: number;
  /** Saved fractions, one per seed; infinite if the target was never reached. */
  readonly gain?: readonly number[];
  /** The same at the verdict's own targets. */
  readonly saved?: readonly number[];
  /** Fraction of the control's cost at its first jump, and the step of that jump. */
  readonly jumpedAt?: number;
  readonly firstJump?: number | null;
}

type PointByHand = Partial<Record<ArmId, ArmByHand>>;

/** Eight savings around one, from 4 points less to 4 more. */
export const around = (middle: number): number[] =>
  [-4, -3, -2, -1, 1, 2, 3, 4].map((by) => middle + by / 100);

const controlCost = 100;

function savedIn(point: PointByHand, target: number, of: (arm: ArmByHand) => readonly number[] | undefined) {
  return savedByAll(
    Object.entries(point).map(([arm, its]) => {
      const fractions = arm === 'control' ? [] : (of(its) ?? []);
      return {
        arm: arm as ArmId,
        savings: fractions.map((fraction) =>
          fraction === Infinity
            ? savingOf(target, controlCost, Infinity)
            : savingOf(target, fraction === -Infinity ? Infinity : (1 - fraction) * controlCost, controlCost),
        ),
        paidAtJump: fractions.map(() => (its.jumpedAt ?? 0) * controlCost),
      };
    }),
  );
}

function summariesOf(point: PointByHand, target: number, seeds: number): ArmSummary[] {
  const gains = savedIn(point, target, ({ gain }) => gain);
  const saved = savedIn(point, target, (its) => its.saved);
  return Object.entries(point).map(([name, its]) => {
    const arm = name as ArmId;
    const { steps, ledger = steps } = its;
    return {
      arm,
      seeds,
      reached: Number.isFinite(steps) ? seeds : 1,
      steps: { median: steps, low: steps, high: steps, level: 0.95, count: seeds },
      ledger: { median: ledger, low: ledger, high: ledger, level: 0.95, count: seeds },
      firstJump: its.firstJump ?? (arm === 'farcaster' && its.firstJump !== null ? 40 : null),
      gain: gains.get(arm) ?? null,
      saved: saved.get(arm) ?? null,
      finalLoss: spreadOf([0.01]),
      testLoss: null,
      testAccuracy: spreadOf([0.9]),
    };
  });
}

/** Points that are not given are waiting; `failed` ones have failed. */
export function sweepByHand(
  values: Partial<ExperimentSpec>,
  points: readonly (PointByHand | 'failed' | null)[],
  target: number | null = 0.02,
): Sweep {
  const spec = checkSpec({ seeds: [1, 2, 3, 4, 5, 6, 7, 8], sweepTarget: 0.02, ...values }).spec;
  const sweep = newSweep(spec);
  if (sweep === null) throw new Error('nothing is swept');
  return {
    ...sweep,
    target: { ...sweep.target, loss: target },
    points: sweep.points.map((point, i): SweepPoint => {
      const its = points[i] ?? null;
      if (its === null) return point;
      if (its === 'failed') return { ...point, status: 'failed', failure: 'no engine' };
      const arms = summariesOf(its, target ?? 0.05, spec.seeds.length);
      return { ...point, status: 'done', engine: 'reference', arms };
    }),
  };
}
