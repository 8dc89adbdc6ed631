/** Affine mixes of weight vectors and their inner products, one replica at a time, in float64. */
import type { Columns, Mix } from '../engine.ts';
import type { NetworkLayout } from '../../core/network/layout.ts';

/** Writes mix row `row` of one replica into `target` [parameter]. `sources` hold all replicas, [replica, parameter]. */
export function writeMix(
  mix: Mix,
  sources: readonly Float32Array[],
  network: NetworkLayout,
  replicas: number,
  row: number,
  replica: number,
  target: Float32Array,
  targetBase: number,
): void {
  const { tensors, parameterCount } = network;
  const terms = sources.length + 1;
  const base = replica * parameterCount;
  tensors.forEach(({ offset, length }, tensor) => {
    const c = ((row * replicas + replica) * tensors.length + tensor) * terms;
    for (let p = offset; p < offset + length; p += 1) {
      let sum = mix.coefficients[c + terms - 1]!;
      for (let s = 0; s < sources.length; s += 1) sum += mix.coefficients[c + s]! * sources[s]![base + p]!;
      target[targetBase + p] = sum;
    }
  });
}

/** Inner products of columns over one tensor of one replica, into `gram` [count, count] at `at`. */
export function tensorGram(
  columns: Columns,
  sources: readonly Float32Array[],
  start: number,
  end: number,
  values: Float64Array,
  gram: Float64Array,
  at: number,
): void {
  const { count, coefficients } = columns;
  const terms = sources.length + 1;
  for (let p = start; p < end; p += 1) {
    for (let i = 0; i < count; i += 1) {
      let sum = coefficients[i * terms + terms - 1]!;
      for (let s = 0; s < sources.length; s += 1) sum += coefficients[i * terms + s]! * sources[s]![p]!;
      values[i] = sum;
      for (let j = 0; j <= i; j += 1) gram[at + i * count + j] = gram[at + i * count + j]! + sum * values[j]!;
    }
  }
  for (let i = 0; i < count; i += 1)
    for (let j = 0; j < i; j += 1) gram[at + j * count + i] = gram[at + i * count + j]!;
}
