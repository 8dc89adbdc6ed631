/** What the savings of one arm's pairs say: how much, how sure, in how many seeds, and how many more seeds it takes. */
import { pairedMean, seedsFor } from './statistics.ts';
import type { Saving } from './savings.ts';
import { judge, type Verdict } from './verdict.ts';

/** Half-widths of the interval that a person may want, as fractions: 1, 2 and 5 points. */
const precisions = [0.01, 0.02, 0.05] as const;

/** How many seeds bring the interval of the mean saving down to ± `halfWidth`. */
export interface Precision {
  readonly halfWidth: number;
  /** In all, by the spread of the seeds so far (Student's t); null for a single seed. */
  readonly needed: number | null;
  /** Still to come; 0 where it is reached. */
  readonly missing: number | null;
}

export interface ArmEvidence {
  readonly verdict: Verdict;
  /** Pairs that paid more than their control, of `verdict.total`. */
  readonly worse: number;
  /** Mean of the paired differences 1 - cost / control's cost. */
  readonly mean: number;
  /** Their standard deviation; null for a single pair. */
  readonly deviation: number | null;
  /**
   * Cohen's d_z: the mean of the paired differences over their standard deviation (Cohen, Statistical
   * Power Analysis, 1988, section 2.3.5); null where there is no spread to measure by.
   */
  readonly effect: number | null;
  readonly precisions: readonly Precision[];
}

/** Null without any pair. */
export function armEvidence(savings: readonly Saving[]): ArmEvidence | null {
  const verdict = judge(savings);
  const paired = pairedMean(savings.map(({ fraction }) => fraction));
  if (verdict === null || paired === null) return null;
  const { mean, deviation, count } = paired;
  return {
    verdict,
    worse: savings.filter(({ fraction }) => fraction < 0).length,
    mean,
    deviation,
    effect: deviation !== null && deviation > 1e-12 * Math.abs(mean) ? mean / deviation : null,
    precisions: precisions.map((halfWidth) => {
      const needed = deviation === null ? null : seedsFor(deviation, halfWidth);
      return { halfWidth, needed, missing: needed === null ? null : Math.max(0, needed - count) };
    }),
  };
}
