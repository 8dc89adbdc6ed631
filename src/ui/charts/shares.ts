/** Shares as people read them, where one may be infinite. Formats only. */
import { fixed } from '../primitives/numbers.ts';

/** What stands for a share that no number can be given for: who of the two never got there. */
export const never = (share: number): string => (share > 0 ? 'control never' : 'never');

/** "52 %", with a true minus sign; in words where it is infinite. */
export const share = (fraction: number, decimals = 0): string =>
  Number.isFinite(fraction) ? `${fixed(100 * fraction, decimals)} %` : never(fraction);
