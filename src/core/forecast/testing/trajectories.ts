/**
 * Reads trajectories.bin: weights of three small networks, each trained differently, at 25 snapshots four steps apart
 * (made by scripts/oracles.py), for tests against independent fits.
 */
import { basisSize, type FitSettings, type PairRows } from '../basis.ts';

const snapshots = 25;

/** Least squares with all coefficients and no penalty, the default of the tests. */
export const plainFit: FitSettings = {
  loss: 'squares',
  bias: true,
  sumToOne: false,
  penalty: { reading: 'none', norm: 2, weight: 0, margin: 0 },
};

/** Little-endian float32 values [snapshot, weight], as [snapshot][weight]. */
export function parseTrajectories(bytes: Uint8Array): Float32Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const weights = bytes.byteLength / 4 / snapshots;
  return Array.from({ length: snapshots }, (_, s) =>
    Float32Array.from({ length: weights }, (_value, w) => view.getFloat32(4 * (s * weights + w), true)),
  );
}

/** Training pairs with the snapshots of these numbers as inputs and as targets. */
export function pairsOf(
  values: readonly Float32Array[],
  columns: readonly number[],
  targets: readonly number[],
): PairRows {
  const rows = values[0]!.length;
  const gather = (of: readonly number[]): Float64Array =>
    Float64Array.from(
      { length: rows * of.length },
      (_, at) => values[of[at % of.length]!]![Math.floor(at / of.length)]!,
    );
  return {
    columns: columns.length,
    rows,
    horizons: targets.length,
    features: gather(columns),
    targets: gather(targets),
  };
}

/** Inner products [p + 2, p + 2] of the difference basis with the targets of one horizon. */
export function gramOf({ columns, rows, horizons, features, targets }: PairRows, horizon = 0): Float64Array {
  const size = basisSize(columns);
  const gram = new Float64Array(size * size);
  for (let row = 0; row < rows; row += 1) {
    const own = [...features.subarray(row * columns, (row + 1) * columns)];
    const last = own.at(-1)!;
    const basis = [...own.slice(0, -1).map((value) => last - value), own[0]!, 1];
    basis.push(targets[row * horizons + horizon]! - last);
    basis.forEach((a, i) => {
      basis.forEach((b, j) => {
        gram[i * size + j]! += a * b;
      });
    });
  }
  return gram;
}
