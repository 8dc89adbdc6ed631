/** Linear combinations of weight vectors and their inner products, one replica at a time, in float64. */
import type { Columns, Mix } from '../engine.ts';
import type { ParameterLayout } from '../../core/model/layout.ts';

/** Position of one replica's numbers in vectors [replica, parameter]. */
export interface MixSources {
  /** All replicas, [replica, parameter] each. */
  readonly vectors: readonly Float32Array[];
  readonly layout: ParameterLayout;
  readonly replicas: number;
}

/**
 * sums[p] += coefficient * vector[base + p] for from <= p < to. A coefficient of 0 skips the vector, even if it is
 * not finite.
 */
function add(
  sums: Float64Array,
  coefficient: number,
  vector: Float32Array,
  base: number,
  from: number,
  to: number,
): void {
  if (coefficient === 0) return;
  for (let p = from; p < to; p += 1) sums[p] = sums[p]! + coefficient * vector[base + p]!;
}

/** Computes row `row` of a combination for one replica into `sums` [parameter]. */
export function computeMix(
  mix: Mix,
  { vectors, layout, replicas }: MixSources,
  row: number,
  replica: number,
  sums: Float64Array,
): void {
  const { tensors, count: parameters } = layout;
  const terms = vectors.length + 1;
  const base = replica * parameters;
  for (let t = 0; t < tensors.length; t += 1) {
    const { offset, length } = tensors[t]!;
    const at = ((row * replicas + replica) * tensors.length + t) * terms;
    sums.fill(mix.coefficients[at + terms - 1]!, offset, offset + length);
    for (let s = 0; s < vectors.length; s += 1) {
      add(sums, mix.coefficients[at + s]!, vectors[s]!, base, offset, offset + length);
    }
  }
}

/**
 * Inner products of columns over every tensor of one replica, into `gram` [tensor, count, count], starting at `at`.
 * `values` is scratch space for the columns, `count` vectors of [parameter].
 */
export function computeGram(
  columns: Columns,
  { vectors, layout }: MixSources,
  replica: number,
  values: readonly Float64Array[],
  gram: Float64Array,
  at: number,
): void {
  const { count, coefficients } = columns;
  const { tensors, count: parameters } = layout;
  const terms = vectors.length + 1;
  for (let c = 0; c < count; c += 1) {
    values[c]!.fill(coefficients[c * terms + terms - 1]!);
    for (let s = 0; s < vectors.length; s += 1) {
      add(values[c]!, coefficients[c * terms + s]!, vectors[s]!, replica * parameters, 0, parameters);
    }
  }
  for (let t = 0; t < tensors.length; t += 1) {
    const { offset, length } = tensors[t]!;
    products(values, offset, offset + length, gram, at + t * count * count, count);
  }
}

/**
 * Writes gram[i, j] = sum_p values[i][p] values[j][p] over from <= p < to, [count, count] from `at`: even and odd
 * products go to two separate sums, which are added at the end.
 */
function products(
  values: readonly Float64Array[],
  from: number,
  to: number,
  gram: Float64Array,
  at: number,
  count: number,
): void {
  for (let i = 0; i < count; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      const a = values[i]!;
      const b = values[j]!;
      let even = 0;
      let odd = 0;
      let p = from;
      for (; p + 1 < to; p += 2) {
        even += a[p]! * b[p]!;
        odd += a[p + 1]! * b[p + 1]!;
      }
      if (p < to) even += a[p]! * b[p]!;
      gram[at + i * count + j] = even + odd;
      gram[at + j * count + i] = even + odd;
    }
  }
}

/** Mean of |sums|: even and odd values go to two separate sums, which are added at the end. */
export function meanAbsolute(sums: Float64Array): number {
  let even = 0;
  let odd = 0;
  for (let p = 0; p < sums.length; p += 2) {
    even += Math.abs(sums[p]!);
    if (p + 1 < sums.length) odd += Math.abs(sums[p + 1]!);
  }
  return (even + odd) / sums.length;
}
