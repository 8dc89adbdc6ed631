/** The verdict: what the paired savings say, as numbers and as one plain sentence. */
import { bootstrapMedian, median } from './statistics.ts';
import type { Saving } from './savings.ts';

export type VerdictTone = 'gain' | 'none' | 'loss';

export interface Verdict {
  readonly tone: VerdictTone;
  /** Median over pairs of the control's loss at its target step. */
  readonly target: number;
  /** Median over pairs. */
  readonly savedFraction: number;
  /** 95 % bootstrap interval of the median; null for a single pair. */
  readonly low: number | null;
  readonly high: number | null;
  /** Pairs that saved something, of those judged. */
  readonly better: number;
  readonly total: number;
  /** Pairs in which the treated replica never reached the target. */
  readonly unreached: number;
}

/** Judges the pairs; null without any. A gain or loss is claimed only where the interval excludes 0. */
export function judge(savings: readonly Saving[]): Verdict | null {
  if (savings.length === 0) return null;
  const fractions = savings.map(({ fraction }) => fraction);
  const interval = bootstrapMedian(fractions);
  const savedFraction = median(fractions);
  const low = interval?.low ?? null;
  const high = interval?.high ?? null;
  return {
    tone: (low ?? savedFraction) > 0 ? 'gain' : (high ?? savedFraction) < 0 ? 'loss' : 'none',
    target: median(savings.map(({ target }) => target)),
    savedFraction,
    low,
    high,
    better: fractions.filter((fraction) => fraction > 0).length,
    total: savings.length,
    unreached: savings.filter(({ reached }) => !reached).length,
  };
}

/** "48 %" of a fraction, without a sign. */
export const percent = (fraction: number): string => `${Math.abs(Math.round(100 * fraction))} %`;

/** "48 % fewer" of a saved fraction, "3 % more" of a lost one. */
export const fewerText = (fraction: number): string =>
  `${percent(fraction)} ${fraction >= 0 ? 'fewer' : 'more'}`;

/** "a random jump", "an endpoint line". */
export const withArticle = (name: string): string => `${/^[aeiou]/i.test(name) ? 'an' : 'a'} ${name}`;

/** Whole percents with a true minus sign. */
const signed = (fraction: number): string => String(Math.round(100 * fraction)).replace('-', '−');

/** A loss with two significant digits, plain where it can be. */
export const shortLoss = (loss: number): string =>
  loss >= 1e-4 && loss < 1000 ? String(Number(loss.toPrecision(2))) : loss.toExponential(1);

/** "95 % CI 45..52 %, 16 of 16 seeds", for a verdict. */
export function evidenceText({ low, high, better, total, unreached }: Verdict): string {
  const interval =
    low === null || high === null ? 'one seed, no interval' : `95 % CI ${signed(low)} to ${signed(high)} %`;
  const missed = unreached === 0 ? '' : `, ${unreached} never got there`;
  return `${interval}, ${better} of ${total} ${total === 1 ? 'seed' : 'seeds'} better${missed}`;
}
