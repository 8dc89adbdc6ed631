/** What the savings of one arm's pairs say: how much, how sure, in how many seeds, and against the arm that a run is about. */
import type { Interval } from './statistics.ts';
import type { Comparison } from './rivals.ts';
import type { Saving } from './savings.ts';
import { hodgesLehmann } from './signed-rank.ts';
import { judge, type Verdict } from './verdict.ts';

export interface ArmEvidence {
  readonly verdict: Verdict;
  /** Hodges-Lehmann estimate of the saving with its signed-rank interval; null below six pairs or where one never got there. */
  readonly hodgesLehmann: ({ readonly estimate: number } & Interval) | null;
  /** The arm that the run is about against this one, pair by pair; null for that arm itself. */
  readonly against: Comparison | null;
}

/** Null without any pair of which something can be said. */
export function armEvidence(savings: readonly Saving[], against: Comparison | null): ArmEvidence | null {
  const verdict = judge(savings);
  if (verdict === null) return null;
  const fractions = savings.map(({ fraction }) => fraction).filter((fraction) => !Number.isNaN(fraction));
  return { verdict, hodgesLehmann: hodgesLehmann(fractions), against };
}
