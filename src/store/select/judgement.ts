/** What a run's pairs say: the treatment it is about against its control, and against its best trivial rival. */
import { pairedSaving, targetStep, type CostedCurve, type Saving } from '../../core/evidence/savings.ts';
import { bootstrapMedian, median } from '../../core/evidence/statistics.ts';
import { judge, type Verdict } from '../../core/evidence/verdict.ts';
import type { ExperimentSpec } from '../../experiment/fields.ts';
import type { ArmId } from '../../run/events.ts';
import type { RunHistory } from '../history.ts';

export interface Rival {
  readonly arm: ArmId;
  /** Against the control. */
  readonly verdict: Verdict;
  /** How the treatment does against the rival, seed by seed; `even` where the interval includes 0. */
  readonly outcome: 'beaten' | 'even' | 'better';
}

export interface Judgement {
  readonly arm: ArmId;
  readonly verdict: Verdict;
  /** Of all other treatments the one that saved most; null without any. */
  readonly rival: Rival | null;
}

/** The treatment that a run is about: the farcaster, or else the first that is not the control. */
export const mainArm = ({ arms }: Pick<ExperimentSpec, 'arms'>): ArmId | null =>
  arms.includes('farcaster') ? 'farcaster' : (arms.find((arm) => arm !== 'control') ?? null);

/** A judgement once passed never changes: targets and first reaches lie in the past. */
const passed = new WeakMap<RunHistory, Judgement>();

/** The judgement once every pair has one; null before, and where nothing is compared. */
export function judgementOf(history: RunHistory): Judgement | null {
  const known = passed.get(history);
  if (known !== undefined) return known;
  const { arms, gate, steps } = history.spec;
  const arm = mainArm(history.spec);
  if (arm === null || gate === 'never' || history.knownLosses <= targetStep(steps)) return null;
  const savings = new Map<ArmId, Savings>(
    arms.filter((other) => other !== 'control').map((other) => [other, savingsOf(history, other)]),
  );
  if ([...savings.values()].some(({ settled }) => !settled)) return null;
  const own = savings.get(arm)!.savings;
  const verdict = judge(own.filter((saving) => saving !== null));
  if (verdict === null) return null;
  savings.delete(arm);
  const rivals = [...savings].flatMap(([other, { savings: theirs }]): Rival[] => {
    const judged = judge(theirs.filter((saving) => saving !== null));
    return judged === null ? [] : [{ arm: other, verdict: judged, outcome: compare(own, theirs) }];
  });
  const best = rivals.sort((a, b) => b.verdict.savedFraction - a.verdict.savedFraction)[0] ?? null;
  const judgement = { arm, verdict, rival: best };
  passed.set(history, judgement);
  return judgement;
}

interface Savings {
  readonly savings: readonly (Saving | null)[];
  readonly settled: boolean;
}

/** Savings of an arm's pairs, null where they cannot be told; settled when no more will be. */
function savingsOf(history: RunHistory, arm: ArmId): Savings {
  const controls = history.replicasOf('control');
  const treated = history.replicasOf(arm);
  const savings = treated.map((replica, i) =>
    pairedSaving(
      curveOf(history, controls[i]!),
      curveOf(history, replica),
      history.spec.steps,
      history.prepared.smoothing,
    ),
  );
  const settled = savings.every(
    (saving, i) => saving !== null || (history.isComplete(controls[i]!) && history.isComplete(treated[i]!)),
  );
  return { savings, settled };
}

function curveOf(history: RunHistory, replica: number): CostedCurve {
  const loss = history.lossOf(replica);
  return {
    initial: history.loss[replica]!,
    loss,
    ledger: history.ledgerOf(replica, loss.length),
    complete: history.isComplete(replica),
  };
}

/** Paired by seed; the median difference decides only where its interval excludes 0. */
function compare(own: readonly (Saving | null)[], theirs: readonly (Saving | null)[]): Rival['outcome'] {
  const differences = own.flatMap((saving, i) => {
    const other = theirs[i] ?? null;
    return saving === null || other === null ? [] : [saving.fraction - other.fraction];
  });
  if (differences.length === 0) return 'even';
  const middle = median(differences);
  const { low, high } = bootstrapMedian(differences) ?? { low: middle, high: middle };
  return low > 0 ? 'beaten' : high < 0 ? 'better' : 'even';
}
