/** Numbers of the evidence as people read them. Formats only. */
import type { PairedMean } from '../../core/evidence/statistics.ts';
import type { SeedSpread } from '../../core/evidence/quantiles.ts';
import { fixed, fixedPower } from '../primitives/numbers.ts';

/** A dash in a table, where there is no number. */
export const none = '–';

/** "52 %", with a true minus sign. */
export const share = (fraction: number, decimals = 0): string => `${fixed(100 * fraction, decimals)} %`;

/** "50 … 54 %". */
export const shareInterval = (low: number | null, high: number | null): string =>
  low === null || high === null ? none : `${fixed(100 * low, 0)} … ${fixed(100 * high, 0)} %`;

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
