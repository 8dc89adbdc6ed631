/** How the evidence formats its numbers. Formats only. */
import type { PairedMean } from '../../core/evidence/statistics.ts';
import type { SeedSpread } from '../../core/evidence/quantiles.ts';
import { never, share } from '../../ui/charts/shares.ts';
import { fixed, fixedPower } from '../../ui/primitives/numbers.ts';

/** A dash in a table where there is no number. */
export const none = '–';

/** "−8": a difference of shares in percentage points. */
export const points = (difference: number): string =>
  Number.isFinite(difference) ? fixed(100 * difference, 0) : difference > 0 ? 'only it' : 'only the other';

/** "50 … 54 %". */
export const shareInterval = (low: number | null, high: number | null): string =>
  low === null || high === null || (!Number.isFinite(low) && low === high)
    ? none
    : `${Number.isFinite(low) ? fixed(100 * low, 0) : never(low)} … ${share(high)}`;

/** "−0.31 (−0.35 … −0.27)", scaled by `unit`. */
export function difference(paired: PairedMean | null, decimals: number, unit = 1): string {
  if (paired === null) return none;
  const { mean, interval } = paired;
  const middle = fixed(unit * mean, decimals);
  if (interval === null) return middle;
  return `${middle} (${fixed(unit * interval.low, decimals)} … ${fixed(unit * interval.high, decimals)})`;
}

/** "−0.31 (−0.35 … −0.27)": median and middle half of differences of logarithms, infinite where one loss is 0. */
export function spread({ median, low, high }: SeedSpread, decimals: number): string {
  const middle = fixedPower(median, decimals);
  if (low === null || high === null) return middle;
  return `${middle} (${fixedPower(low, decimals)} … ${fixedPower(high, decimals)})`;
}
