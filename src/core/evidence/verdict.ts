/** The verdict: the conclusion from the paired savings, as numbers and as one plain sentence. */
import { fewestForClaims, medianInterval, sideOf } from './median-interval.ts';
import { median } from './statistics.ts';
import type { Saving } from './savings.ts';

export type VerdictTone = 'gain' | 'none' | 'loss';

export interface Verdict {
  /** `gain`, `loss`: the interval lies on that side of 0, with at least six pairs. `none`: nothing is claimed. */
  readonly tone: VerdictTone;
  /** Target loss: median over pairs. */
  readonly target: number;
  /** Median over pairs; -Infinity if half of the replicas with jumps never reached the target. */
  readonly savedFraction: number;
  /** Interval of the median over pairs (null for a single pair), and its level: below .95 with fewer than six. */
  readonly low: number | null;
  readonly high: number | null;
  readonly level: number | null;
  /** Number of pairs that saved something, of those judged. */
  readonly better: number;
  /** Number of pairs that paid more than their control. */
  readonly worse: number;
  readonly total: number;
  /** Number of pairs in which the replica with jumps never reached the target. */
  readonly unreached: number;
  /** Number of pairs in which the control never did. */
  readonly controlUnreached: number;
  /**
   * Largest number of pairs with exactly the same cost to the target, for example because all reached it at one jump.
   */
  readonly together: number;
}

/** Judges the pairs that can be judged; null if there are none. */
export function judge(savings: readonly Saving[]): Verdict | null {
  const judged = savings.filter(({ fraction }) => !Number.isNaN(fraction));
  if (judged.length === 0) return null;
  const fractions = judged.map(({ fraction }) => fraction);
  const interval = medianInterval(fractions);
  return {
    tone: tones[sideOf(interval)],
    target: median(judged.map(({ target }) => target)),
    savedFraction: median(fractions),
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    level: interval?.level ?? null,
    better: fractions.filter((fraction) => fraction > 0).length,
    worse: fractions.filter((fraction) => fraction < 0).length,
    total: judged.length,
    unreached: judged.filter(({ reached }) => !reached).length,
    controlUnreached: judged.filter(({ controlCost }) => controlCost === Infinity).length,
    together: maxEqual(judged.filter(({ reached }) => reached).map(({ cost }) => cost)),
  };
}

const maxEqual = (values: readonly number[]): number =>
  values.reduce((most, value) => Math.max(most, values.filter((other) => other === value).length), 0);

const tones = { above: 'gain', below: 'loss', neither: 'none' } as const;

/** "48 %" of a fraction, without a sign. */
export const percent = (fraction: number): string => `${Math.round(Math.abs(100 * fraction))} %`;

/** "48 %" or "−3 %", with a true minus sign. */
export const signedPercent = (fraction: number): string => `${signed(fraction)} %`;

/** "a random jump", "an endpoint line"; unchanged for a name that takes no article. */
export const withArticle = (name: string): string => `${/^[aeiou]/i.test(name) ? 'an' : 'a'} ${name}`;

/** Percentages with a true minus sign; in words if only one of a pair reached the target. */
const signed = (fraction: number, decimals = 0): string =>
  Number.isFinite(fraction)
    ? (100 * fraction)
        .toFixed(decimals)
        .replace(/^-(0(\.0+)?)$/, '$1')
        .replace('-', '−')
    : fraction > 0
      ? 'control never'
      : 'never';

/** A loss with two significant digits, without an exponent if possible. */
export const shortLoss = (loss: number): string =>
  loss === 0
    ? '0'
    : loss >= 1e-4 && loss < 1000
      ? String(Number(loss.toPrecision(2)))
      : loss.toExponential(1);

/** The name of an interval, by the number of values and its level: "95 % CI", "range of 4 seeds, level 87.5 %". */
export const levelText = (level: number, count: number): string =>
  count < fewestForClaims
    ? `range of ${count} seeds, level ${Number((100 * level).toFixed(1))} %`
    : '95 % CI';

/** The same with its ends: "95 % CI 45 to 52 %", "range of 4 seeds 45 to 52 %, level 87.5 %". */
export function withLevel(level: number, count: number, ends: string): string {
  const [name, rest] = levelText(level, count).split(', ');
  return `${name!} ${ends}${rest === undefined ? '' : `, ${rest}`}`;
}

/**
 * "45 to 52" for an interval of fractions; with a decimal if it is narrower than whole percents can show, and "at
 * least 45" if it has no upper end.
 */
export function endsText(low: number, high: number): string {
  const isNarrow = signed(low) === signed(high) && low !== high;
  const decimals = isNarrow || isHidden(low) || isHidden(high) ? 1 : 0;
  const [first, last] = [signed(low, decimals), signed(high, decimals)];
  if (first === last) return first;
  return high === Infinity && Number.isFinite(low) ? `at least ${first}` : `${first} to ${last}`;
}

/** "8" for a fraction in points; with a decimal if it would otherwise round to zero. */
export const pointsText = (share: number): string => signed(share, isHidden(share) ? 1 : 0);

const isHidden = (share: number): boolean => share !== 0 && signed(share) === '0';

/**
 * "95 % CI 45 to 52 %, better in 16 of 16 seeds", for a verdict on `seeds` seeds. `asCost`: the sentence states an
 * extra cost, so the interval does too.
 */
export function evidenceText(verdict: Verdict, seeds: number, asCost = verdict.tone === 'loss'): string {
  const { low, high, level, better, total, unreached, controlUnreached } = verdict;
  const interval =
    low === null || high === null || level === null ? [] : [intervalText(verdict, low, high, level, asCost)];
  return [
    ...interval,
    `better in ${better} of ${total} ${total === 1 ? 'seed' : 'seeds'}`,
    ...(unreached === 0 ? [] : [`${unreached} never reached it`]),
    ...(controlUnreached === 0
      ? []
      : [`${controlUnreached} ${controlUnreached === 1 ? 'control' : 'controls'} never reached it`]),
    ...(total === seeds ? [] : [`${seeds - total} of ${seeds} could not be judged`]),
  ].join(', ');
}

function intervalText(
  { savedFraction, total }: Verdict,
  low: number,
  high: number,
  level: number,
  asCost: boolean,
): string {
  if (asCost && Number.isFinite(savedFraction))
    return Number.isFinite(low)
      ? withLevel(level, total, `${endsText(-high, -low)} % more`)
      : withLevel(level, total, `${percent(high)} more to never`);
  const ends = endsText(low, high);
  return withLevel(level, total, `${ends}${ends.endsWith('never') ? '' : ' %'}`);
}
