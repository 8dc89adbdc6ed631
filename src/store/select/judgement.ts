/** What a run's pairs say: the treatment it is about against its control, its best trivial rival, and the placebos. */
import { armWords, isTrivial } from '../../experiment/arm-words.ts';
import type { Saving } from '../../core/evidence/savings.ts';
import { bootstrapMedian, median } from '../../core/evidence/statistics.ts';
import { judge, type Verdict } from '../../core/evidence/verdict.ts';
import type { ExperimentSpec, ArmId } from '../../experiment/fields.ts';
import type { RunHistory } from '../history.ts';
import { judgedFrom, savingsOf, type Savings } from './evidence/pairs.ts';
import { Remembered } from './evidence/remembered.ts';

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
  /** Of the trivial treatments the one that saved most; null without any. */
  readonly rival: Rival | null;
  /** A placebo, not that rival, that does as well or better: the one that saved most; null without any. */
  readonly placebo: Rival | null;
}

/** The treatment that a run is about: the farcaster, or else the first that is not the control. */
export const mainArm = ({ arms }: Pick<ExperimentSpec, 'arms'>): ArmId | null =>
  arms.includes('farcaster') ? 'farcaster' : (arms.find((arm) => arm !== 'control') ?? null);

/** A judgement once passed changes with the target alone: first reaches lie in the past. */
const passed = new Remembered<Judgement>();

/** The judgement once every pair has one; null before, and where nothing is compared. */
export function judgementOf(history: RunHistory): Judgement | null {
  const known = passed.get(history);
  if (known !== undefined) return known;
  const { arms, gate } = history.spec;
  const arm = mainArm(history.spec);
  if (arm === null || gate === 'never' || history.knownLosses <= judgedFrom(history.spec)) return null;
  const savings = new Map<ArmId, Savings>(
    arms.filter((other) => other !== 'control').map((other) => [other, savingsOf(history, other)]),
  );
  if ([...savings.values()].some(({ settled }) => !settled)) return null;
  const own = savings.get(arm)!.savings;
  const verdict = judge(own.filter((saving) => saving !== null));
  if (verdict === null) return null;
  savings.delete(arm);
  const judgement = { arm, verdict, ...rivalsOf(own, savings) };
  passed.set(history, judgement);
  return judgement;
}

function rivalsOf(
  own: readonly (Saving | null)[],
  others: ReadonlyMap<ArmId, Savings>,
): Pick<Judgement, 'rival' | 'placebo'> {
  const rivals = [...others]
    .flatMap(([arm, { savings }]): Rival[] => {
      if (!isTrivial(arm)) return [];
      const verdict = judge(savings.filter((saving) => saving !== null));
      return verdict === null ? [] : [{ arm, verdict, outcome: compare(own, savings) }];
    })
    .sort((a, b) => b.verdict.savedFraction - a.verdict.savedFraction);
  const [rival = null, ...rest] = rivals;
  const placebo = rest.find(({ arm, outcome }) => armWords[arm].role === 'placebo' && outcome !== 'beaten');
  return { rival, placebo: placebo ?? null };
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
