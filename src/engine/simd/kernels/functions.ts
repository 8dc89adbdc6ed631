/** exp, log and tanh of core/numeric/float32.ts, four lanes at a time: the same operations in the same order. */
import { expCoefficients, logCoefficients, tanhCoefficients } from '../../../core/numeric/float32.ts';
import { f32x4, i32x4, v128 } from '../assembler/instructions.ts';
import type { Body, Constants, Local, V128 } from './kernel.ts';

type Vector = Local<'v128'>;

const all = (value: number): V128 => v128.ints(value, value, value, value);

/** A polynomial, highest power first, at several points; each coefficient is read once for all of them. */
function polynomials(f: Body, c: Constants, series: readonly number[], points: readonly Vector[]): Vector[] {
  const coefficient = f.v128();
  const sums = points.map(() => f.v128(c.splat(series[0]!)));
  for (const value of series.slice(1)) {
    f.set(coefficient, c.splat(value));
    sums.forEach((sum, i) => f.set(sum, f32x4.add(f32x4.mul(sum, points[i]!), coefficient)));
  }
  return sums;
}

/** x < low ? low : high < x ? high : x, which preserves NaN. */
const within = (c: Constants, x: V128, low: number, high: number): V128 =>
  f32x4.pmin(f32x4.pmax(x, c.splat(low)), c.splat(high));

/** Replaces every vector by e^x. */
export function exponentials(f: Body, c: Constants, vectors: readonly Vector[]): void {
  const { lowest, highest, perLn2, ln2High, ln2Low, wholes, series } = expCoefficients;
  // The lowest bits of this number are the whole number that was added to it.
  const powers = vectors.map((x) => {
    f.set(x, within(c, x, lowest, highest));
    return f.v128(f32x4.add(f32x4.mul(x, c.splat(perLn2)), c.splat(wholes)));
  });
  for (const [i, x] of vectors.entries()) {
    const n = f.v128(f32x4.sub(powers[i]!, c.splat(wholes)));
    const high = f32x4.sub(x, f32x4.mul(n, c.splat(ln2High)));
    f.set(x, f32x4.sub(high, f32x4.mul(n, c.splat(ln2Low))));
  }
  const sums = polynomials(f, c, series, vectors);
  for (const [i, r] of vectors.entries()) {
    const power = i32x4.shl(i32x4.add(powers[i]!, all(127)), 23);
    const sum = f32x4.add(f32x4.add(f32x4.mul(sums[i]!, f32x4.mul(r, r)), r), c.splat(1));
    f.set(r, f32x4.mul(sum, power));
  }
}

/** Replaces every vector by tanh x. */
export function tangents(f: Body, c: Constants, vectors: readonly Vector[]): void {
  const { end, above, below } = tanhCoefficients;
  const squares = vectors.map((x) => {
    f.set(x, within(c, x, -end, end));
    return f.v128(f32x4.mul(x, x));
  });
  const upper = polynomials(f, c, above, squares);
  for (const [i, x] of vectors.entries()) f.set(x, f32x4.mul(x, upper[i]!));
  const lower = polynomials(f, c, below, squares);
  for (const [i, x] of vectors.entries()) f.set(x, f32x4.div(x, lower[i]!));
}

/** log x, in the domain given in core/numeric/float32.ts. */
export function logarithms(f: Body, c: Constants, vectors: readonly Vector[]): readonly Vector[] {
  const { root2, ln2High, ln2Low, series } = logCoefficients;
  const parts = vectors.map((x) => {
    const whole = i32x4.sub(i32x4.shrS(x, 23), all(127));
    const m = f.v128(v128.or(v128.and(x, all(0x007fffff)), all(0x3f800000)));
    const large = f.v128(f32x4.gt(m, c.splat(root2)));
    f.set(m, v128.select(large, f32x4.mul(m, c.splat(0.5)), m));
    f.set(m, f32x4.sub(m, c.splat(1)));
    // A mask of set bits is -1.
    const n = f.v128(f32x4.ofI32(i32x4.sub(whole, large)));
    return { m, n };
  });
  const sums = polynomials(
    f,
    c,
    series,
    parts.map(({ m }) => m),
  );
  for (const [i, { m, n }] of parts.entries()) {
    const [sum, x] = [sums[i]!, vectors[i]!];
    const square = f.v128(f32x4.mul(m, m));
    f.set(sum, f32x4.mul(f32x4.mul(sum, m), square));
    f.set(sum, f32x4.add(sum, f32x4.mul(n, c.splat(ln2Low))));
    f.set(sum, f32x4.sub(sum, f32x4.mul(square, c.splat(0.5))));
    const finite = f32x4.add(f32x4.add(m, sum), f32x4.mul(n, c.splat(ln2High)));
    f.set(sum, f32x4.add(finite, f32x4.sub(x, x)));
  }
  return sums;
}
