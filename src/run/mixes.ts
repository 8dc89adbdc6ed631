/** Builds the linear combinations and columns passed to an engine. */
import { basisColumns, basisSize } from '../core/forecast/basis.ts';
import { currentWeights, type Columns, type Mix, type SnapshotId } from '../engine/engine.ts';

/** Coefficients [tensor, snapshots + 1] of one row and replica, constant last. */
export type TensorTerms = Float64Array;

/**
 * A linear combination of snapshots; `termsOf` gives the coefficients of every row and replica, null for a replica that
 * the engine will not compute it for.
 */
export function mixOf(
  snapshots: readonly SnapshotId[],
  rows: number,
  replicas: number,
  tensors: number,
  termsOf: (row: number, replica: number) => TensorTerms | null,
): Mix {
  const width = tensors * (snapshots.length + 1);
  const coefficients = new Float32Array(rows * replicas * width);
  for (let row = 0; row < rows; row += 1) {
    for (let replica = 0; replica < replicas; replica += 1) {
      const terms = termsOf(row, replica);
      if (terms === null) continue;
      const to = (row * replicas + replica) * width;
      for (let i = 0; i < width; i += 1) coefficients[to + i] = terms[i]!;
    }
  }
  // Copied, because the caller's list may change before an engine that is being started, or restarted, uses it.
  return { snapshots: [...snapshots], rows, coefficients };
}

/** The same combination minus the current weights. */
export function lessNow({ snapshots, rows, coefficients }: Mix): Mix {
  const sources = snapshots.length;
  const all = new Float32Array((coefficients.length / (sources + 1)) * (sources + 2));
  for (let from = 0, to = 0; from < coefficients.length; from += sources + 1, to += sources + 2) {
    for (let s = 0; s < sources; s += 1) all[to + s] = coefficients[from + s]!;
    all[to + sources] = -1;
    all[to + sources + 1] = coefficients[from + sources]!;
  }
  return { snapshots: [...snapshots, currentWeights], rows, coefficients: all };
}

/** The same coefficients [snapshots + 1] for every tensor. */
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

/** [replica]: whether it is in the list. */
export const among = (replicas: readonly number[], count: number): boolean[] =>
  Array.from({ length: count }, (_, r) => replicas.includes(r));
