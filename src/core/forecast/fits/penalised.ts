/** The fit with L_grad: all horizons at once, L = L_pred + lambda L_grad, by L-BFGS from "stay". */
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
/** Rounds at most, of a search from standing still and of both where there are two: what the ledger charges. */
export const penalisedRounds = {
  one: bends.length * rounds,
  both: (2 * bends.length - sharpFrom) * rounds,
} as const;

/**
 * Coefficients [horizon][free feature] that minimise L_pred + lambda L_grad (see objective.ts), by
 * L-BFGS on whitened features (their inner products are the identity) from the persistence start, all
 * zeros. Corners are rounded off, less from stage to stage; the stage with the least exact loss counts.
 * The reading "shrinking" alone is not convex: for it a second search starts from least squares. Of
 * more than 2,048 rows so many are looked at, evenly spread; for squares and norm 2 their sums do. Zeros where nothing moved or numbers are not finite.
 */
export function fitPenalised(whole: Design, settings: FitSettings): Float64Array[] {
  const bySums = settings.loss === 'squares' && settings.penalty.norm === 2;
  const design = bySums ? whole : thinned(whole, penalisedRows);
  const { horizons, targets, free } = design;
  let square = 0;
  for (const value of targets) square += value * value;
  const scale = Math.sqrt(square / targets.length);
  const white = Number.isFinite(scale) && scale > 0 ? whiten(design) : null;
  if (white === null) return Array.from({ length: horizons }, () => new Float64Array(free.length));

  const objective = new PenalisedObjective(design, white, scale, settings);
  const fromStay = search(objective, new Float64Array(horizons * white.width), bends);
  const fromSquares =
    settings.penalty.reading === 'shrinking'
      ? search(objective, objective.squares, bends.slice(sharpFrom))
      : fromStay;
  const best = fromSquares.loss < fromStay.loss ? fromSquares.values : fromStay.values;
  return Array.from({ length: horizons }, (_, h) =>
    white.colour(best.subarray(h * white.width, (h + 1) * white.width)).map((value) => value * scale),
  );
}

/** The best values found from a start, and their exact loss. */
function search(
  objective: PenalisedObjective,
  start: Float64Array,
  stages: readonly number[],
): { readonly values: Float64Array; readonly loss: number } {
  const values = start.slice();
  const unused = new Float64Array(values.length);
  let best = { values: start, loss: objective.at(values, unused, 0) };
  for (const bend of stages) {
    minimise((at, gradient) => objective.at(at, gradient, bend), values, rounds, 0.1);
    const loss = objective.at(values, unused, 0);
    if (loss < best.loss) best = { values: values.slice(), loss };
  }
  return best;
}
