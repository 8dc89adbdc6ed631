/** Builds the mixes and columns that the method asks an engine for, and adds up the sums it gives back. */
import { basisColumns, basisSize } from '../core/forecast/basis.ts';
import type { Columns, Mix, SnapshotId } from '../engine/engine.ts';

/** Terms [tensor, snapshots + 1] of one row and replica, constant last. */
export type TensorTerms = Float64Array;

/** A mix over snapshots; `termsOf` gives the terms of every row and replica. */
export function mixOf(
  snapshots: readonly SnapshotId[],
  rows: number,
  replicas: number,
  tensors: number,
  termsOf: (row: number, replica: number) => TensorTerms,
): Mix {
  const width = tensors * (snapshots.length + 1);
  const coefficients = new Float32Array(rows * replicas * width);
  for (let row = 0; row < rows; row += 1) {
    for (let replica = 0; replica < replicas; replica += 1) {
      const terms = termsOf(row, replica);
      const to = (row * replicas + replica) * width;
      for (let i = 0; i < width; i += 1) coefficients[to + i] = terms[i]!;
    }
  }
  return { snapshots, rows, coefficients };
}

/** The same terms [snapshots + 1] for every tensor. */
export function forAllTensors(terms: ArrayLike<number>, tensors: number): TensorTerms {
  const all = new Float64Array(tensors * terms.length);
  for (let tensor = 0; tensor < tensors; tensor += 1) all.set(terms, tensor * terms.length);
  return all;
}

/** Columns of the difference basis over window snapshots, ascending, with `target` as y. */
export const basisOver = (window: readonly SnapshotId[], target: SnapshotId): Columns => ({
  snapshots: [...window, target],
  count: basisSize(window.length),
  coefficients: basisColumns(window.length),
});

/** Sums [replica, tensor, size] of one replica, added up over the tensors that `belongs` names: [size]. */
export function sumOver(
  values: Float64Array,
  replica: number,
  tensors: number,
  size: number,
  belongs: (tensor: number) => boolean,
): Float64Array {
  const sum = new Float64Array(size);
  for (let tensor = 0; tensor < tensors; tensor += 1) {
    if (!belongs(tensor)) continue;
    const at = (replica * tensors + tensor) * size;
    for (let i = 0; i < size; i += 1) sum[i] = sum[i]! + values[at + i]!;
  }
  return sum;
}
