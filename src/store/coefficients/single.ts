/** Numbers of single precision, in which engines compute, in the fewest decimal digits that mean them. Pure. */

/** Whether a number has a finite neighbour of single precision. */
export const fitsSingle = (value: number): boolean => Number.isFinite(Math.fround(value));

/** The number with the fewest digits (9 at most) that is the same in single precision as the one given, which must be finite; 0 for -0. */
export function shortSingle(value: number): number {
  const single = Math.fround(value);
  for (let digits = 1; digits < 9; digits += 1) {
    const short = Number(single.toPrecision(digits));
    if (Math.fround(short) === single) return short;
  }
  return Number(single.toPrecision(9));
}

/** Whether writing it short gives up digits that single precision cannot hold. */
export const losesDigits = (value: number): boolean =>
  Math.fround(value) !== value && shortSingle(value) !== value;
