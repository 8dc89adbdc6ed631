/**
 * The conclusions from a run's pairs: the arm under study against its control, all trivial rivals, and the placebos.
 */
import { armRecords, controlArm, isTrivial, subjectArm } from '../../experiment/arms.ts';
import { compareWithAll, type Comparison } from '../../core/evidence/rivals.ts';
import type { Saving } from '../../core/evidence/savings.ts';
import { judge, type Verdict } from '../../core/evidence/verdict.ts';
import type { ExperimentSpec, ArmId } from '../../experiment/fields.ts';
import type { RunHistory } from '../history.ts';
import { judgedFrom, savingsOf, type Savings } from '../evidence/pairs.ts';
import { Remembered } from '../evidence/remembered.ts';

export interface Rival {
  readonly arm: ArmId;
  /** Against the control. */
  readonly verdict: Verdict;
  /** The arm under study against the rival, seed by seed, corrected for all rivals of the run. */
  readonly comparison: Comparison;
}

export interface Judgement {
  readonly arm: ArmId;
  readonly verdict: Verdict;
  /** All trivial arms, sorted by saving: the first is the maximum of this many. */
  readonly rivals: readonly Rival[];
  /**
   * The placebo with the largest saving that the arm under study is not shown to beat and that is not the first
   * rival; null without any.
   */
  readonly placebo: Rival | null;
}

/** The arm under study: the farcaster, or else the first that is not the control. */
export const mainArm = ({ arms }: Pick<ExperimentSpec, 'arms'>): ArmId | null =>
  arms.includes(subjectArm) ? subjectArm : (arms.find((arm) => arm !== controlArm) ?? null);

/** A judgement changes only with the target, because targets are first reached in the past. */
const passed = new Remembered<Judgement>();

/** The judgement once every pair has one; null before, and if nothing is compared. */
export function judgementOf(history: RunHistory): Judgement | null {
  const known = passed.get(history, history.spec.goal);
  if (known !== undefined) return known;
  const { arms, gate } = history.spec;
  const arm = mainArm(history.spec);
  if (arm === null || gate === 'never' || history.knownLosses <= judgedFrom(history.spec)) return null;
  const savings = new Map<ArmId, Savings>(
    arms.filter((other) => other !== controlArm).map((other) => [other, savingsOf(history, other)]),
  );
  if ([...savings.values()].some(({ settled }) => !settled)) return null;
  const own = savings.get(arm)!.savings;
  const verdict = judge(own.filter((saving) => saving !== null));
  if (verdict === null) return null;
  savings.delete(arm);
  const rivals = rivalsOf(own, savings);
  const judgement = { arm, verdict, rivals, placebo: unbeatenPlacebo(rivals) };
  return passed.set(history, judgement, history.spec.goal);
}

function rivalsOf(own: readonly (Saving | null)[], others: ReadonlyMap<ArmId, Savings>): Rival[] {
  const judged = [...others].flatMap(([arm, { savings }]) => {
    const verdict = isTrivial(arm) ? judge(savings.filter((saving) => saving !== null)) : null;
    return verdict === null ? [] : [{ arm, verdict, savings }];
  });
  const comparisons = compareWithAll(
    own,
    judged.map(({ savings }) => savings),
  );
  return judged
    .map(({ arm, verdict }, i) => ({ arm, verdict, comparison: comparisons[i]! }))
    .sort((a, b) => bySaving(a.verdict, b.verdict));
}

const unbeatenPlacebo = ([, ...rest]: readonly Rival[]): Rival | null =>
  rest.find(({ arm, comparison }) => armRecords[arm].role === 'placebo' && comparison.outcome !== 'beats') ??
  null;

/** The larger saving first; among arms whose median never reached the target, the one that reached it in more seeds. */
export function bySaving(a: Verdict | null, b: Verdict | null): number {
  const [first, second] = [a?.savedFraction ?? NaN, b?.savedFraction ?? NaN];
  if (first !== second && !Number.isNaN(first - second)) return second - first;
  const reached = (verdict: Verdict | null): number =>
    verdict === null ? -1 : 1 - verdict.unreached / verdict.total;
  return reached(b) - reached(a);
}
