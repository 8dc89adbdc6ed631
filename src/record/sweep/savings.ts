/**
 * The savings of the arms of one point at one loss, and their differences: medians, intervals, and supported claims.
 */
import { compareWithAll } from '../../core/evidence/rivals.ts';
import { medianInterval } from '../../core/evidence/median-interval.ts';
import type { Saving } from '../../core/evidence/savings.ts';
import { median } from '../../core/evidence/statistics.ts';
import { judge } from '../../core/evidence/verdict.ts';
import { armKind, controlArm, isTrivial } from '../../experiment/arms.ts';
import type { ArmId } from '../../experiment/fields.ts';
import { mainArm } from '../judgement/judgement.ts';
import type { Saved, Spread } from './sweep.ts';

export interface ArmSavings {
  readonly arm: ArmId;
  /** In the order of the seeds; null if a pair cannot be judged. */
  readonly savings: readonly (Saving | null)[];
  /** Cost of each replica at its first jump, including that jump; infinite: it never jumped. */
  readonly paidAtJump: readonly number[];
}

/** Null without values. Infinite values: never reached. */
export function spreadOf(values: readonly number[]): Spread | null {
  if (values.length === 0) return null;
  const interval = medianInterval(values);
  return {
    median: median(values),
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    level: interval?.level ?? null,
    count: values.length,
  };
}

/** For every arm but the control, in the given order; null if no pair can be judged. */
export function savedByAll(all: readonly ArmSavings[]): ReadonlyMap<ArmId, Saved | null> {
  const main = mainArm({ arms: all.map(({ arm }) => arm) });
  const own = all.find(({ arm }) => arm === main);
  const rivals = all.filter(({ arm }) => arm !== main && isTrivial(arm));
  const comparisons = compareWithAll(
    own?.savings ?? [],
    rivals.map(({ savings }) => savings),
  );
  const against = new Map(rivals.map(({ arm }, i) => [arm, comparisons[i]!]));
  return new Map(
    all
      .filter(({ arm }) => arm !== controlArm)
      .map((one) => [one.arm, savedBy(one, against.get(one.arm) ?? null)]),
  );
}

function savedBy({ arm, savings, paidAtJump }: ArmSavings, against: Saved['against']): Saved | null {
  const judged = savings
    .filter((saving) => saving !== null)
    .filter(({ fraction }) => !Number.isNaN(fraction));
  const verdict = judge(judged);
  const spread = spreadOf(judged.map(({ fraction }) => fraction));
  if (verdict === null || spread === null) return null;
  const isEarly = (saving: Saving | null, seed: number): boolean =>
    saving !== null && Number.isFinite(saving.cost) && saving.cost < paidAtJump[seed]!;
  const early = jumps(arm) ? savings.filter((saving, seed) => isEarly(saving, seed)).length : 0;
  const alone = judged.filter(({ fraction }) => fraction === Infinity).length;
  return { ...spread, verdict, against, early, alone };
}

/** Whether an arm jumps, by its own forecast or together with the farcaster. */
export const jumps = (arm: ArmId): boolean => armKind(arm) !== 'none';
