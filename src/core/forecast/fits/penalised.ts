/** The fit with L_grad: all horizons at once, L = L_pred + lambda L_grad, by L-BFGS from "stay". */
import type { Parts } from '../../parts.ts';
import type { FitSettings } from '../basis.ts';
import { thinned, type Design } from './design.ts';
import { PenalisedObjective } from './objective.ts';
import { minimise } from './quasi-newton.ts';
import { whiten } from './whiten.ts';

/** How far corners are rounded off, in units of the targets' size: ever less, the last hardly at all. */
const bends = [1e-1, 3e-2, 1e-2, 3e-3, 1e-3, 3e-4, 1e-4, 3e-5, 1e-5];
/** Rounds of each. */
const rounds = 60;
/** A search from a forecast that fits already starts with corners this sharp. */
const sharpFrom = 3;
/** Rows looked at in every round, at most. */
export const penalisedRows = 2048;
/** Values of the objective in a search of so many stages: at its start, and at the start, every round and the end of each. */
const valuesOf = (stages: number): number => 1 + stages * (rounds + 2);
/** Values at most, of a search from standing still and of both where there are two; step lengths tried are not counted. */
export const penalisedValues = {
  one: valuesOf(bends.length),
  both: valuesOf(bends.length) + valuesOf(bends.length - sharpFrom),
} as const;

/** Whether sums over the rows are enough, once taken: no value of the objective looks at rows. */
const bySums = ({ loss, penalty }: FitSettings): boolean => loss === 'squares' && penalty.norm === 2;

/**
 * What the ledger charges: multiply-adds of a fit of so many features to so many targets over `rows` rows of one group.
 * Features are whitened and least squares solved once. Every value of the objective then takes residuals and their
 * gradient for a loss that is not squared, steps and their gradient for norm 1.
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
 * Coefficients [horizon][free feature] that minimise L_pred + lambda L_grad (see objective.ts), by
 * L-BFGS on whitened features (their inner products are the identity) from the persistence start, all
 * zeros. Corners are rounded off, less from stage to stage; the stage with the least exact loss counts.
 * The reading "shrinking" alone is not convex: for it a second search starts from least squares. Of
 * more than 2,048 rows so many are looked at, evenly spread; for squares and norm 2 their sums do. Zeros where nothing moved or numbers are not finite.
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

/** The best values found from a start, and their exact loss. */
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
