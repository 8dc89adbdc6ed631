/**
 * Training pairs that one round collects while training continues: the inputs of a window and the actual weights at
 * each target, as inner products if those are enough, otherwise as rows of weights.
 */
import { basisSize, type FitSettings, type PairRows, type Terms } from '../../core/forecast/basis.ts';
import { fitAllSquares, fittingRows } from '../../core/forecast/fit.ts';
import type { Parts } from '../../core/parts.ts';
import { currentWeights, type Columns, type SnapshotId, type Trajectory } from '../../engine/engine.ts';
import { awaitedLater } from '../turns/awaited-later.ts';
import { inParts, type Turn } from '../turns/in-parts.ts';
import { basisOver } from '../mixes.ts';
import type { ForecastingPlan } from '../plan/plan.ts';

/** Coefficients over a recipe's own inputs, by horizon and group. */
export type GroupTerms = readonly (readonly Terms[])[];

export class GatheredPairs {
  readonly #trajectory: Trajectory;
  readonly #plan: ForecastingPlan;
  readonly #active: readonly boolean[];
  readonly #columns: readonly SnapshotId[];
  readonly #asRows: boolean;
  /** The basis over the inputs, with the current weights as target; sums are taken by group. */
  readonly #basis: Columns;
  /** Of the inputs, [input, replica, row]. */
  readonly #features: Promise<Float32Array> | null;
  /** By target: sums [replica, group, size, size] of active replicas, or values [1, replica, row]. */
  readonly #targets: Promise<Float64Array | Float32Array>[] = [];

  /**
   * Only for the marked replicas. Rows of the inputs are read at once, because their snapshots may be released
   * afterwards.
   */
  constructor(
    trajectory: Trajectory,
    plan: ForecastingPlan,
    active: readonly boolean[],
    columns: readonly SnapshotId[],
    asRows: boolean,
  ) {
    this.#trajectory = trajectory;
    this.#plan = plan;
    this.#active = active;
    this.#columns = columns;
    this.#asRows = asRows;
    this.#basis = { ...basisOver(columns, currentWeights), groupOf: plan.layout.groupOf };
    this.#features = asRows ? awaitedLater(trajectory.sample(columns, plan.rows)) : null;
  }

  /** The current weights are the next target. */
  observe(): void {
    this.#targets.push(
      awaitedLater<Float64Array | Float32Array>(
        this.#asRows
          ? this.#trajectory.sample([currentWeights], this.#plan.rows)
          : this.#trajectory.gram(this.#basis, this.#active),
      ),
    );
  }

  /** Fits a recipe for every requested active replica, once all targets have been observed. */
  async fit(replicas: readonly number[], settings: FitSettings, turn: Turn): Promise<GroupTerms[]> {
    const targets = await Promise.all(this.#targets);
    const features = await this.#features;
    const fitted: GroupTerms[] = [];
    const fitting = this.#fitting(fitted, replicas, features, targets, settings);
    await inParts(fitting, () => turn(fitted.length / replicas.length));
    return fitted;
  }

  /** Yields after each replica, or within one. */
  *#fitting(
    fitted: GroupTerms[],
    replicas: readonly number[],
    features: Float32Array | null,
    targets: readonly (Float64Array | Float32Array)[],
    settings: FitSettings,
  ): Parts<void> {
    for (const replica of replicas) {
      fitted.push(
        features === null
          ? this.#fromSums(targets as Float64Array[], replica, settings)
          : yield* this.#fromRows(features, targets as Float32Array[], replica, settings),
      );
      yield;
    }
  }

  #fromSums(sums: readonly Float64Array[], replica: number, settings: FitSettings): GroupTerms {
    const { groups } = this.#plan.layout;
    const columns = this.#columns.length;
    const size = basisSize(columns) ** 2;
    const byGroup = groups.map((_, group) => {
      const from = (replica * groups.length + group) * size;
      const own = new Float64Array(sums.length * size);
      sums.forEach((values, target) => {
        own.set(values.subarray(from, from + size), target * size);
      });
      return fitAllSquares(own, columns, settings);
    });
    return sums.map((_, horizon) => byGroup.map((terms) => terms[horizon]!));
  }

  *#fromRows(
    features: Float32Array,
    targets: readonly Float32Array[],
    replica: number,
    settings: FitSettings,
  ): Parts<GroupTerms> {
    const { layout, rows, rowGroups, replicas } = this.#plan;
    const value = (values: Float32Array, column: number, row: number): number =>
      values[(column * replicas.length + replica) * rows.length + row]!;
    const byGroup: Terms[][] = [];
    for (const group of layout.groups.keys()) {
      const own = Array.from(rows.keys()).filter((row) => rowGroups[row] === group);
      const pairs = pairRows(
        own.length,
        this.#columns.length,
        targets.length,
        (row, column) => value(features, column, own[row]!),
        (row, horizon) => value(targets[horizon]!, 0, own[row]!),
      );
      byGroup.push(yield* fittingRows(pairs, settings));
    }
    return targets.map((_, horizon) => byGroup.map((terms) => terms[horizon]!));
  }
}

/** Fills training pairs from two look-up functions. */
export function pairRows(
  rows: number,
  columns: number,
  horizons: number,
  feature: (row: number, column: number) => number,
  target: (row: number, horizon: number) => number,
): PairRows {
  const pairs = {
    rows,
    columns,
    horizons,
    features: new Float64Array(rows * columns),
    targets: new Float64Array(rows * horizons),
  };
  for (let row = 0; row < rows; row += 1) {
    for (let c = 0; c < columns; c += 1) pairs.features[row * columns + c] = feature(row, c);
    for (let h = 0; h < horizons; h += 1) pairs.targets[row * horizons + h] = target(row, h);
  }
  return pairs;
}
