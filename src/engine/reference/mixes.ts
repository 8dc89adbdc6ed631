/** Affine mixes of weight vectors and their inner products, one replica at a time, in float64. */
import type { Columns, Mix } from '../engine.ts';
import type { ParameterLayout } from '../../core/model/layout.ts';

/** Where the numbers of one replica lie in vectors [replica, parameter]. */
export interface MixSources {
  /** All replicas, [replica, parameter] each. */
  readonly vectors: readonly Float32Array[];
  readonly layout: ParameterLayout;
  readonly replicas: number;
}

/** sums[p] += coefficient * vector[base + p] for from <= p < to. A coefficient of 0 leaves even what is not finite out. */
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

/** Computes mix row `row` of one replica into `sums` [parameter]. */
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
 * Inner products of columns over every tensor of one replica, into `gram` [tensor, count, count] from
 * `at`. `values` holds the columns meanwhile, `count` vectors of [parameter].
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
  const products = count % 2 === 0 ? pairProducts : singleProducts;
  for (let t = 0; t < tensors.length; t += 1) {
    const { offset, length } = tensors[t]!;
    products(values, offset, offset + length, gram, at + t * count * count, count);
  }
}

/** Writes gram[i, j] = sum_p values[i][p] values[j][p] over from <= p < to, [count, count] from `at`. */
type Products = (
  values: readonly Float64Array[],
  from: number,
  to: number,
  gram: Float64Array,
  at: number,
  count: number,
) => void;

const singleProducts: Products = (values, from, to, gram, at, count) => {
  for (let i = 0; i < count; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      const a = values[i]!;
      const b = values[j]!;
      let sum = 0;
      for (let p = from; p < to; p += 1) sum += a[p]! * b[p]!;
      gram[at + i * count + j] = sum;
      gram[at + j * count + i] = sum;
    }
  }
};

/** The same sums in the same order, two columns by two at a time: half the reads. */
const pairProducts: Products = (values, from, to, gram, at, count) => {
  for (let i = 0; i < count; i += 2) {
    const a = values[i]!;
    const b = values[i + 1]!;
    for (let j = 0; j <= i; j += 2) {
      const c = values[j]!;
      const d = values[j + 1]!;
      let ac = 0;
      let ad = 0;
      let bc = 0;
      let bd = 0;
      for (let p = from; p < to; p += 1) {
        const left = a[p]!;
        const right = b[p]!;
        const first = c[p]!;
        const second = d[p]!;
        ac += left * first;
        ad += left * second;
        bc += right * first;
        bd += right * second;
      }
      const row = at + i * count + j;
      gram[row] = ac;
      gram[row + 1] = ad;
      gram[row + count] = bc;
      gram[row + count + 1] = bd;
      const mirrored = at + j * count + i;
      gram[mirrored] = ac;
      gram[mirrored + 1] = bc;
      gram[mirrored + count] = ad;
      gram[mirrored + count + 1] = bd;
    }
  }
};
