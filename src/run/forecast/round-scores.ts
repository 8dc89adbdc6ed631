/**
 * The errors of one forecast against the actual weights: collects sums as horizons are reached, and returns them as
 * scores.
 */
import { basisSize, stayTerms } from '../../core/forecast/basis.ts';
import { displacementSums, qualityOf } from '../../core/forecast/quality.ts';
import { endpointTerms } from '../../core/forecast/rivals/lines.ts';
import { currentWeights, type SnapshotId, type Trajectory } from '../../engine/engine.ts';
import { awaitedLater } from '../turns/awaited-later.ts';
import type { ForecastScore, RunEvent } from '../events.ts';
import { basisOver, forAllTensors, lessNow, mixOf, type TensorTerms } from '../mixes.ts';
import type { ForecastingPlan } from '../plan/plan.ts';
import { NetworkScores } from './network-scores.ts';
import { requireRecipe } from './recipes.ts';

/** [replica][horizon]. */
type Forecasts = readonly (readonly TensorTerms[])[];

export class RoundScores {
  readonly #trajectory: Trajectory;
  readonly #plan: ForecastingPlan;
  /** By horizon: [row, replica] of forecast, persistence and the endpoint line; NaN if a replica jumped. */
  readonly #errors: Promise<Float64Array>[] = [];
  /** By horizon: inner products of the basis with the actual weights as target; NaN if a replica jumped. */
  readonly #grams: Promise<Float64Array>[] = [];
  readonly #networks: NetworkScores;

  constructor(trajectory: Trajectory, plan: ForecastingPlan) {
    this.#trajectory = trajectory;
    this.#plan = plan;
    this.#networks = new NetworkScores(trajectory, plan);
  }

  /** The current weights are the target of horizon number `index`; coefficients refer to `snapshots`, then `loaded`. */
  observe(
    index: number,
    snapshots: readonly SnapshotId[],
    loaded: readonly SnapshotId[],
    terms: Forecasts,
    undisturbed: readonly boolean[],
  ): void {
    const { layout, replicas } = this.#plan;
    const alone = [...undisturbed];
    const rivals = this.#rivals(index);
    const mix = mixOf(
      [...snapshots, ...loaded],
      rivals.length + 1,
      replicas.length,
      layout.groupOf.length,
      (row, r) => (row === 0 ? terms[r]![index]! : rivals[row - 1]!),
    );
    this.#errors.push(awaitedLater(this.#trajectory.meanAbsolute(lessNow(mix), alone)));
    this.#grams.push(awaitedLater(this.#trajectory.gram(basisOver(snapshots, currentWeights), alone)));
    this.#networks.observe(index, snapshots[layout.sources.length - 1]!, loaded);
  }

  /**
   * The scores of replicas that did not jump before the horizons reached, then those of every network at its own
   * horizon; empty if there are none.
   */
  async scored(anchor: number, terms: Forecasts): Promise<readonly RunEvent[]> {
    if (this.#errors.length === 0) return [];
    const errors = await Promise.all(this.#errors);
    const grams = await Promise.all(this.#grams);
    const { replicas, forecast } = this.#plan;
    const column = (row: number, replica: number): number[] =>
      errors.map((values) => values[row * replicas.length + replica]!);
    const scores = replicas
      .map((_, replica) => ({ replica, mae: column(0, replica) }))
      .filter(({ mae, replica }) => mae.length > 0 && mae.every(Number.isFinite) && !this.#isNetwork(replica))
      .map(({ mae, replica }): ForecastScore => ({
        replica,
        mae,
        stayMae: column(1, replica),
        lineMae: column(2, replica),
        ...this.#quality(replica, terms[replica]!, grams),
      }));
    const horizons = forecast.horizons.slice(0, errors.length);
    const networks = await this.#networks.scored(anchor, (index, replica) => {
      const [mae, stayMae, lineMae] = [0, 1, 2].map((row) => [
        errors[index]![row * replicas.length + replica]!,
      ]);
      return { mae: mae!, stayMae: stayMae!, lineMae: lineMae! };
    });
    return scores.length === 0 ? networks : [{ type: 'scored', anchor, horizons, scores }, ...networks];
  }

  /** Persistence and the endpoint line. */
  #rivals(index: number): TensorTerms[] {
    const { forecast, layout, sourceCount } = this.#plan;
    const line = endpointTerms(forecast.horizons[index]!, forecast.windowSteps);
    return [stayTerms(2), line].map((terms) => {
      const all = new Float64Array(sourceCount + 1);
      all[0] = terms[0]!;
      all[layout.sources.length - 1]! += terms[1]!;
      return forAllTensors(all, layout.groupOf.length);
    });
  }

  #isNetwork(replica: number): boolean {
    return requireRecipe(this.#plan.layout, this.#plan.replicas[replica]!.arm).recipe.kind === 'network';
  }

  #quality(
    replica: number,
    forecasts: readonly TensorTerms[],
    grams: readonly Float64Array[],
  ): Pick<ForecastScore, 'cosine' | 'normRatio'> {
    const { layout, sourceCount } = this.#plan;
    const columns = layout.sources.length;
    const tensors = layout.groupOf.length;
    const size = basisSize(columns) ** 2;
    const own = new Float64Array(columns + 1);
    const coefficients = new Float64Array(columns + 1);
    const qualities = grams.map((gram, horizon) => {
      const terms = forecasts[horizon]!;
      const parts = layout.groupOf.map((_, tensor) => {
        const from = tensor * (sourceCount + 1);
        for (let column = 0; column < columns; column += 1) own[column] = terms[from + column]!;
        own[columns] = terms[from + sourceCount]!;
        return displacementSums(gram, columns, own, (replica * tensors + tensor) * size, coefficients);
      });
      return [...parts.map((part) => qualityOf([part])), qualityOf(parts)];
    });
    return {
      cosine: qualities.map((parts) => parts.map(({ cosine }) => cosine)),
      normRatio: qualities.map((parts) => parts.map(({ normRatio }) => normRatio)),
    };
  }
}
