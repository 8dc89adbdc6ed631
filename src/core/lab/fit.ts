/** Fits the lab's forecasters in pieces, so that the page stays responsive. */
import { basisSize, type FitSettings, type PairRows, type Terms } from '../forecast/basis.ts';
import { fitRows, fitSquares, needsRows } from '../forecast/fit.ts';
import { scalarTerms } from '../forecast/rivals/scalar.ts';

/** Rows that a penalised fit uses: all horizons are solved together, at many times the cost. */
const penalisedRows = 200;
/** Approximate multiply-adds between two pauses. */
const workPerPause = 200_000;

/** Coefficients over the inputs, one set per horizon. */
export function* fitFarcaster(
  pairs: PairRows,
  settings: FitSettings,
): Generator<undefined, readonly Terms[]> {
  if (!needsRows(settings)) return yield* fitBySums(pairs, settings);
  if (settings.penalty.reading !== 'none' && settings.penalty.weight > 0)
    return fitRows(thinned(pairs, penalisedRows), settings);
  const terms: Terms[] = [];
  for (let h = 0; h < pairs.horizons; h += 1) {
    terms.push(...fitRows(withTarget(pairs, h), settings));
    yield;
  }
  return terms;
}

/** Least squares: inner products of the features once, of features and target for every horizon. */
function* fitBySums(pairs: PairRows, settings: FitSettings): Generator<undefined, readonly Terms[]> {
  const { columns, rows, horizons, features, targets } = pairs;
  const size = basisSize(columns);
  const width = size - 1;
  const gram = new Float64Array(size * size);
  const right = new Float64Array(horizons * width);
  const basis = new Float64Array(width);
  let work = 0;
  for (let row = 0; row < rows; row += 1) {
    const last = features[row * columns + columns - 1]!;
    for (let i = 0; i < columns - 1; i += 1) basis[i] = last - features[row * columns + i]!;
    basis[columns - 1] = features[row * columns]!;
    basis[columns] = 1;
    for (let i = 0; i < width; i += 1)
      for (let j = 0; j < width; j += 1) gram[i * size + j]! += basis[i]! * basis[j]!;
    for (let h = 0; h < horizons; h += 1) {
      const target = targets[row * horizons + h]! - last;
      for (let i = 0; i < width; i += 1) right[h * width + i]! += basis[i]! * target;
    }
    work += width * (width + horizons);
    if (work < workPerPause) continue;
    work = 0;
    yield;
  }
  const terms: Terms[] = [];
  for (let h = 0; h < horizons; h += 1) {
    for (let i = 0; i < width; i += 1) gram[i * size + width] = right[h * width + i]!;
    terms.push(fitSquares(gram, columns, settings));
    if (columns > 8) yield;
  }
  return terms;
}

/**
 * The fitted scalar of every horizon, as coefficients of (w_0, w_n): from the ends [row, 2] and the targets [row,
 * horizon].
 */
export function fitScalars(ends: Float64Array, targets: Float64Array, horizons: number): readonly Terms[] {
  const rows = ends.length / 2;
  const gram = new Float64Array(16);
  const across = new Float64Array(horizons);
  for (let row = 0; row < rows; row += 1) {
    const last = ends[2 * row + 1]!;
    const difference = last - ends[2 * row]!;
    gram[0]! += difference * difference;
    for (let h = 0; h < horizons; h += 1) across[h]! += difference * (targets[row * horizons + h]! - last);
  }
  return Array.from(across, (sum) => {
    gram[3] = sum;
    return scalarTerms(gram);
  });
}

const withTarget = (pairs: PairRows, horizon: number): PairRows => ({
  ...pairs,
  horizons: 1,
  targets: Float64Array.from(
    { length: pairs.rows },
    (_, row) => pairs.targets[row * pairs.horizons + horizon]!,
  ),
});

/** At most this many rows, evenly picked. */
function thinned(pairs: PairRows, most: number): PairRows {
  const { columns, horizons } = pairs;
  if (pairs.rows <= most) return pairs;
  const pick = (values: Float64Array, width: number): Float64Array => {
    const picked = new Float64Array(most * width);
    for (let i = 0; i < most; i += 1) {
      const row = Math.floor((i * pairs.rows) / most);
      picked.set(values.subarray(row * width, (row + 1) * width), i * width);
    }
    return picked;
  };
  return {
    ...pairs,
    rows: most,
    features: pick(pairs.features, columns),
    targets: pick(pairs.targets, horizons),
  };
}
