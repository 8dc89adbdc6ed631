/**
 * Generates units one by one and collects from their paths the rows that a fit or a score needs, one row per weight.
 */
import type { Population } from './population.ts';

/** Steps, from the window's start, at which a path is read. */
export interface Places {
  readonly columns: readonly number[];
  readonly targets: readonly number[];
  /** Further steps to read, for rivals and rates. */
  readonly marks: readonly number[];
}

export interface Rows {
  readonly rows: number;
  /** [row, column]. */
  readonly features: Float64Array;
  /** [row, target]. */
  readonly targets: Float64Array;
  /** [row, mark]. */
  readonly marks: Float64Array;
  /** The whole paths of the first units, [step, weight] each. */
  readonly paths: readonly Float64Array[];
}

/** Steps of paths generated between two pauses. */
const stepsPerPause = 4096;
/** A weight beyond this magnitude counts as diverged. */
const tooFar = 1e9;

/** Collects the rows of the given units; null if a path diverged. Pauses now and then for its caller. */
export function* gather(
  population: Population,
  units: readonly number[],
  steps: number,
  places: Places,
  keep: number,
): Generator<undefined, Rows | null> {
  const { weights, trace } = population;
  const rows = units.length * weights;
  const columns = places.columns.length;
  const features = new Float64Array(rows * columns);
  const targets = new Float64Array(rows * places.targets.length);
  const marks = new Float64Array(rows * places.marks.length);
  const path = new Float64Array((steps + 1) * weights);
  const paths: Float64Array[] = [];
  let traced = 0;
  for (const [u, unit] of units.entries()) {
    trace(unit, path);
    if (!path.every((value) => Math.abs(value) < tooFar)) return null;
    if (u < keep) paths.push(path.slice());
    for (let weight = 0; weight < weights; weight += 1) {
      const row = u * weights + weight;
      read(path, weights, weight, places.columns, features, row);
      read(path, weights, weight, places.targets, targets, row);
      read(path, weights, weight, places.marks, marks, row);
    }
    traced += path.length;
    if (traced < stepsPerPause) continue;
    traced = 0;
    yield;
  }
  return { rows, features, targets, marks, paths };
}

function read(
  path: Float64Array,
  weights: number,
  weight: number,
  steps: readonly number[],
  out: Float64Array,
  row: number,
): void {
  const from = row * steps.length;
  for (let i = 0; i < steps.length; i += 1) out[from + i] = path[steps[i]! * weights + weight]!;
}
