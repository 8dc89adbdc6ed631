/** Fits the 1-layer farcaster (arXiv 2505.02714): least squares from inner products, every other loss from rows. */
import { atOnce, type Parts } from '../parts.ts';
import {
  basisSize,
  freeFeatures,
  termsOfBasis,
  type FitSettings,
  type PairRows,
  type Terms,
} from './basis.ts';
import { designOf, targetsOf, termsOfFree, weightedSquares, type Design } from './fits/design.ts';
import { fitPenalised, penalisedMultiplies } from './fits/penalised.ts';
import { fitAbsolute, fitHuber, robustMultiplies } from './fits/robust.ts';
import { leastSquaresSolver } from './least-squares.ts';

/**
 * Least squares for one horizon from inner products [p + 2, p + 2] of the basis (see basis.ts), summed over the
 * weights of one group; ignores the penalty. Persistence if the sums are not finite or nothing moved.
 */
export const fitSquares = (gram: Float64Array, columns: number, settings: FitSettings): Terms =>
  fitAllSquares(gram, columns, settings)[0]!;

/** The same for horizons [horizon, p + 2, p + 2] of one window, whose sums differ only in the parts with the target. */
export function fitAllSquares(grams: Float64Array, columns: number, settings: FitSettings): Terms[] {
  const size = basisSize(columns);
  const free = freeFeatures(columns, settings);
  const left = new Float64Array(free.length * free.length);
  free.forEach((i, a) => {
    free.forEach((j, b) => {
      left[a * free.length + b] = grams[i * size + j]!;
    });
  });
  const solve = leastSquaresSolver(left, free.length);
  const right = new Float64Array(free.length);
  const coefficients = new Float64Array(columns + 1);
  return Array.from({ length: grams.length / (size * size) }, (_, horizon) => {
    const from = horizon * size * size;
    for (let a = 0; a < free.length; a += 1) right[a] = grams[from + free[a]! * size + size - 1]!;
    const solution = solve(right);
    for (let a = 0; a < free.length; a += 1) coefficients[free[a]!] = solution[a]!;
    return termsOfBasis(coefficients);
  });
}

/** Whether the settings couple the horizons, which are then fitted together. */
export const penalised = ({ penalty }: FitSettings): boolean =>
  penalty.reading !== 'none' && penalty.weight > 0;

/** Whether a fit needs rows; otherwise `fitSquares` on inner products gives the same result. */
export const needsRows = (settings: FitSettings): boolean =>
  settings.loss !== 'squares' || penalised(settings);

/**
 * Fits every horizon to rows, with the loss and penalty of the settings; one forecast per horizon. With a penalty,
 * the horizons are coupled and must be equally spaced. Persistence if any number is not finite. Yields after each
 * round, or every few rounds, of a search.
 */
export function* fittingRows(pairs: PairRows, settings: FitSettings): Parts<Terms[]> {
  const design = designOf(pairs, settings);
  yield;
  const coefficients = penalised(settings)
    ? yield* fitPenalised(design, settings)
    : yield* fitEach(design, settings.loss);
  return coefficients.map((values) => termsOfFree(design, values));
}

/** The same without pauses. */
export const fitRows = (pairs: PairRows, settings: FitSettings): Terms[] =>
  atOnce(fittingRows(pairs, settings));

/** Coefficients [horizon][free feature]. */
function* fitEach(design: Design, loss: FitSettings['loss']): Parts<Float64Array[]> {
  const coefficients: Float64Array[] = [];
  for (let h = 0; h < design.horizons; h += 1) {
    coefficients.push(yield* fitTargets(design, targetsOf(design, h), loss));
    yield;
  }
  return coefficients;
}

function* fitTargets(design: Design, targets: Float64Array, loss: FitSettings['loss']): Parts<Float64Array> {
  switch (loss) {
    case 'squares':
      return weightedSquares(design, targets, new Float64Array(design.rows).fill(1));
    case 'absolute':
      return yield* fitAbsolute(design, targets);
    case 'huber':
      return yield* fitHuber(design, targets);
  }
}

/** The data of a fit. */
export interface FitSize {
  /** Numbers of inputs and of horizons. */
  readonly columns: number;
  readonly horizons: number;
  /** Number of weights that inner products are summed over, if those are enough. */
  readonly weights: number;
  /** [group]: number of weights used as rows, if rows are needed. */
  readonly rows: readonly number[];
}

/** Maximum multiply-adds of a fit, over all groups. Solving for a few coefficients is not counted. */
export function fitMultiplies(settings: FitSettings, { columns, horizons, weights, rows }: FitSize): number {
  const features = freeFeatures(columns, settings).length;
  const { loss } = settings;
  const overRows = (multiplies: (count: number) => number): number =>
    rows.reduce((sum, count) => sum + multiplies(count), 0);
  if (penalised(settings))
    return overRows((count) => penalisedMultiplies(settings, features, horizons, count));
  if (loss !== 'squares') return overRows((count) => count * robustMultiplies(loss, features, horizons));
  return weights * ((features * (features + 1)) / 2 + features * horizons);
}
