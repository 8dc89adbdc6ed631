/** The fit with L_grad: all horizons at once, L = L_pred + lambda L_grad, by L-BFGS from the persistence forecast. */
import type { Parts } from '../../parts.ts';
import type { FitSettings } from '../basis.ts';
import { thinned, type Design } from './design.ts';
import { PenalisedObjective } from './objective.ts';
import { minimise } from './quasi-newton.ts';
import { whiten } from './whiten.ts';

/**
 * How strongly corners are smoothed, relative to the size of the targets: less in each stage, hardly at all in the
 * last.
 */
const bends = [1e-1, 3e-2, 1e-2, 3e-3, 1e-3, 3e-4, 1e-4, 3e-5, 1e-5];
/** Maximum rounds of each stage. */
const rounds = 60;
/** Smoothing at which a search starts if its starting point already fits. */
const sharpFrom = 3;
/** Maximum number of rows used in every round. */
export const penalisedRows = 2048;
/**
 * Maximum evaluations of the objective in a search with this many stages: at its start, and at the start, each round
 * and the end of each stage.
 */
const valuesOf = (stages: number): number => 1 + stages * (rounds + 2);
/**
 * Maximum evaluations for a search from persistence, and for both searches if there are two; line-search trials are
 * not counted.
 */
export const penalisedValues = {
  one: valuesOf(bends.length),
  both: valuesOf(bends.length) + valuesOf(bends.length - sharpFrom),
} as const;

/** Whether inner products over the rows are enough: then no evaluation reads the rows. */
const bySums = ({ loss, penalty }: FitSettings): boolean => loss === 'squares' && penalty.norm === 2;

/**
 * Multiply-adds charged for a fit of this many features and targets over `rows` rows of one group. Features are
 * whitened and least squares is solved once. Every evaluation then computes residuals and their gradient for a loss
 * that is not squared, and steps and their gradient for norm 1.
 */
export function penalisedMultiplies(
  settings: FitSettings,
  features: number,
  targets: number,
  rows: number,
): number {
  const { loss, penalty } = settings;
  const values = penalty.reading === 'shrinking' ? penalisedValues.both : penalisedValues.one;
  const looks = (loss === 'squares' ? 0 : 1) + (penalty.norm === 1 ? 1 : 0);
  const looked = bySums(settings) ? rows : Math.min(rows, penalisedRows);
  return looked * (features * features + 2 * features * targets * (1 + values * looks));
}

/**
 * Coefficients [horizon][free feature] that minimise L_pred + lambda L_grad (see objective.ts), by L-BFGS on whitened
 * features (orthonormal inner products), starting from persistence, all zeros. Corners are smoothed less in each
 * stage; the stage with the lowest exact loss wins. Only the reading "shrinking" is not convex: it gets a second
 * search that starts from least squares. If there are more than 2,048 rows, that many are picked evenly; for squared
 * loss and norm 2, inner products are used instead. Zeros if nothing moved or a number is not finite.
 */
export function* fitPenalised(whole: Design, settings: FitSettings): Parts<Float64Array[]> {
  const design = bySums(settings) ? whole : thinned(whole, penalisedRows);
  const { horizons, targets, free } = design;
  let square = 0;
  for (const value of targets) square += value * value;
  const scale = Math.sqrt(square / targets.length);
  const white = Number.isFinite(scale) && scale > 0 ? whiten(design) : null;
  if (white === null) return Array.from({ length: horizons }, () => new Float64Array(free.length));

  yield;
  const objective = new PenalisedObjective(design, white, scale, settings);
  const fromStay = yield* search(objective, new Float64Array(horizons * white.width), bends);
  const fromSquares =
    settings.penalty.reading === 'shrinking'
      ? yield* search(objective, objective.squares, bends.slice(sharpFrom))
      : fromStay;
  const best = fromSquares.loss < fromStay.loss ? fromSquares.values : fromStay.values;
  return Array.from({ length: horizons }, (_, h) =>
    white.colour(best.subarray(h * white.width, (h + 1) * white.width)).map((value) => value * scale),
  );
}

/** The best values found from a starting point, and their exact loss. */
function* search(
  objective: PenalisedObjective,
  start: Float64Array,
  stages: readonly number[],
): Parts<{ readonly values: Float64Array; readonly loss: number }> {
  const values = start.slice();
  const unused = new Float64Array(values.length);
  let best = { values: start, loss: objective.at(values, unused, 0) };
  for (const bend of stages) {
    minimise((at, gradient) => objective.at(at, gradient, bend), values, rounds, 0.1);
    const loss = objective.at(values, unused, 0);
    if (loss < best.loss) best = { values: values.slice(), loss };
    yield;
  }
  return best;
}
