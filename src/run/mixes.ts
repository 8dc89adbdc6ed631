/** Builds the mixes and columns that the method asks an engine for. */
import { fitColumns, type Coefficients } from '../core/forecast/farcaster.ts';
import { currentWeights, type Columns, type Mix, type SnapshotId } from '../engine/engine.ts';

/** A mix with the same coefficients for every tensor; `termsOf` gives them, constant last. */
export function mixOf(
  snapshots: readonly SnapshotId[],
  rows: number,
  replicas: number,
  tensors: number,
  termsOf: (row: number, replica: number) => readonly number[],
): Mix {
  const terms = snapshots.length + 1;
  const coefficients = new Float32Array(rows * replicas * tensors * terms);
  let at = 0;
  for (let row = 0; row < rows; row += 1) {
    for (let replica = 0; replica < replicas; replica += 1) {
      const values = termsOf(row, replica);
      for (let tensor = 0; tensor < tensors; tensor += 1, at += terms) coefficients.set(values, at);
    }
  }
  return { snapshots, rows, coefficients };
}

/** Terms of a forecast over (first, last). */
export const forecastTerms = ({ first, last, constant }: Coefficients): readonly number[] => [
  first,
  last,
  constant,
];

/** Terms of a forecast's error over (first, last, now): forecast less what came. */
export const errorTerms = ({ first, last, constant }: Coefficients): readonly number[] => [
  first,
  last,
  -1,
  constant,
];

/** Columns (h_k - h_0, h_0, 1, y - h_k) of the fit, with the present weights as y. */
export const fitColumnsOf = (first: SnapshotId, subSpan: SnapshotId): Columns => ({
  snapshots: [first, subSpan, currentWeights],
  count: fitColumns,
  // prettier-ignore
  coefficients: Float64Array.of(
    -1, 1, 0, 0,
    1, 0, 0, 0,
    0, 0, 0, 1,
    0, -1, 1, 0,
  ),
});

/** Sums [replica, tensor, size] over tensors into one [size] per replica: one group for all weights, as in the paper. */
export function sumOverTensors(
  values: Float64Array,
  replica: number,
  tensors: number,
  size: number,
): Float64Array {
  const sum = new Float64Array(size);
  for (let tensor = 0; tensor < tensors; tensor += 1) {
    const at = (replica * tensors + tensor) * size;
    for (let i = 0; i < size; i += 1) sum[i] = sum[i]! + values[at + i]!;
  }
  return sum;
}
