/** Training pairs as a regression problem in the difference basis, without the features that the settings fix. */
import { freeFeatures, termsOfBasis, type FitSettings, type PairRows, type Terms } from '../basis.ts';
import { solveLeastSquares } from '../least-squares.ts';

export interface Design {
  readonly columns: number;
  readonly rows: number;
  readonly horizons: number;
  /** Which features of the basis are fitted. */
  readonly free: readonly number[];
  /** [row, free feature]. */
  readonly features: Float64Array;
  /** [horizon, row]: y - w_n. */
  readonly targets: Float64Array;
}

export function designOf(pairs: PairRows, settings: FitSettings): Design {
  const { columns, rows, horizons } = pairs;
  const free = freeFeatures(columns, settings);
  const width = free.length;
  const features = new Float64Array(rows * width);
  const targets = new Float64Array(horizons * rows);
  const basis = new Float64Array(columns + 1);
  basis[columns] = 1;
  for (let row = 0; row < rows; row += 1) {
    const from = row * columns;
    const last = pairs.features[from + columns - 1]!;
    for (let i = 0; i < columns - 1; i += 1) basis[i] = last - pairs.features[from + i]!;
    basis[columns - 1] = pairs.features[from]!;
    for (let f = 0; f < width; f += 1) features[row * width + f] = basis[free[f]!]!;
    for (let h = 0; h < horizons; h += 1) {
      targets[h * rows + row] = pairs.targets[row * horizons + h]! - last;
    }
  }
  return { columns, rows, horizons, free, features, targets };
}

/** A design with at most this many rows, evenly picked. */
export function thinned(design: Design, most: number): Design {
  const { rows, horizons, features, targets, free } = design;
  if (rows <= most) return design;
  const width = free.length;
  const taken = (row: number): number => Math.floor((row * rows) / most);
  return {
    ...design,
    rows: most,
    features: Float64Array.from(
      { length: most * width },
      (_, at) => features[taken(Math.floor(at / width)) * width + (at % width)]!,
    ),
    targets: Float64Array.from(
      { length: horizons * most },
      (_, at) => targets[Math.floor(at / most) * rows + taken(at % most)]!,
    ),
  };
}

/** Targets [row] of one horizon. */
export const targetsOf = ({ targets, rows }: Design, horizon: number): Float64Array =>
  targets.subarray(horizon * rows, (horizon + 1) * rows);

/** The forecast with the given coefficients [free feature], and 0 for the features left out. */
export function termsOfFree({ columns, free }: Design, coefficients: Float64Array): Terms {
  const all = new Float64Array(columns + 1);
  coefficients.forEach((value, f) => {
    all[free[f]!] = value;
  });
  return termsOfBasis(all);
}

/** Least squares of targets [row] on the features, with row weights [row]. */
export function weightedSquares(
  { features, rows, free }: Design,
  targets: Float64Array,
  weights: Float64Array,
): Float64Array {
  const width = free.length;
  const gram = new Float64Array(width * width);
  const right = new Float64Array(width);
  for (let row = 0; row < rows; row += 1) {
    const weight = weights[row]!;
    const target = targets[row]!;
    const from = row * width;
    for (let i = 0; i < width; i += 1) {
      const weighted = weight * features[from + i]!;
      right[i] = right[i]! + weighted * target;
      for (let j = 0; j <= i; j += 1) {
        gram[i * width + j] = gram[i * width + j]! + weighted * features[from + j]!;
      }
    }
  }
  for (let i = 0; i < width; i += 1) {
    for (let j = i + 1; j < width; j += 1) gram[i * width + j] = gram[j * width + i]!;
  }
  return solveLeastSquares(gram, right);
}

/** Writes features x coefficients into `values` [row]. */
export function applyFeatures(
  { features, rows, free }: Design,
  coefficients: Float64Array,
  values: Float64Array,
): void {
  const width = free.length;
  for (let row = 0; row < rows; row += 1) {
    let value = 0;
    for (let i = 0; i < width; i += 1) value += features[row * width + i]! * coefficients[i]!;
    values[row] = value;
  }
}
