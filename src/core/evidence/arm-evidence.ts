/**
 * What the savings of one arm's pairs show: how much, how certain, in how many seeds, and against the arm under
 * study.
 */
import type { Interval } from './statistics.ts';
import type { Comparison } from './rivals.ts';
import type { Saving } from './savings.ts';
import { hodgesLehmann } from './signed-rank.ts';
import { judge, type Verdict } from './verdict.ts';

export interface ArmEvidence {
  readonly verdict: Verdict;
  /**
   * Hodges-Lehmann estimate of the saving with its signed-rank interval; null below six pairs or if some pair never
   * reached the target.
   */
  readonly hodgesLehmann: ({ readonly estimate: number } & Interval) | null;
  /** The arm under study against this one, pair by pair; null for the arm under study itself. */
  readonly against: Comparison | null;
}

/** Null if no pair can be judged. */
export function armEvidence(savings: readonly Saving[], against: Comparison | null): ArmEvidence | null {
  const verdict = judge(savings);
  if (verdict === null) return null;
  const fractions = savings.map(({ fraction }) => fraction).filter((fraction) => !Number.isNaN(fraction));
  return { verdict, hodgesLehmann: hodgesLehmann(fractions), against };
}
