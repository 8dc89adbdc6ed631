/** Scores of network forecasts, each at its one horizon, where its sums are taken. */
import { qualityOf } from '../../core/forecast/quality.ts';
import { currentWeights, type SnapshotId, type Trajectory } from '../../engine/engine.ts';
import { awaitedLater } from '../turns/awaited-later.ts';
import type { ForecastScore, RunEvent } from '../events.ts';
import { networkHorizon } from '../jumps/decide.ts';
import { among } from '../mixes.ts';
import type { ForecastingPlan } from '../plan/plan.ts';
import { requireRecipe } from './recipes.ts';

/** Mean absolute errors of one replica at one horizon. */
type Errors = Pick<ForecastScore, 'mae' | 'stayMae' | 'lineMae'>;

/** yhat - w_n and actual - w_n over (w_n, yhat, actual, constant), to be given to `gram`. */
// prettier-ignore
const displacements: Readonly<Float64Array> = Float64Array.of(
  -1, 1, 0, 0,
  -1, 0, 1, 0,
);

interface Aim {
  /** Index of the horizon. */
  readonly index: number;
  readonly replicas: readonly number[];
}

export class NetworkScores {
  readonly #trajectory: Trajectory;
  readonly #plan: ForecastingPlan;
  /** By network, in the order in which their forecasts are loaded. */
  readonly #aims: readonly Aim[];
  /** By network whose horizon was reached: inner products [replica, tensor, 2, 2] of the two displacements. */
  readonly #grams = new Map<number, Promise<Float64Array>>();

  constructor(trajectory: Trajectory, plan: ForecastingPlan) {
    this.#trajectory = trajectory;
    this.#plan = plan;
    const { horizons, windowSteps } = plan.forecast;
    this.#aims = plan.spec.arms.flatMap((arm): Aim[] => {
      const { recipe } = requireRecipe(plan.layout, arm);
      if (recipe.kind !== 'network') return [];
      const replicas = plan.replicas.flatMap((replica, r) => (replica.arm === arm ? [r] : []));
      return [{ index: networkHorizon(recipe, horizons, windowSteps), replicas }];
    });
  }

  /** The current weights are the target of horizon number `index`; `loaded` are the networks' forecasts. */
  observe(index: number, anchor: SnapshotId, loaded: readonly SnapshotId[]): void {
    this.#aims.forEach((aim, network) => {
      if (aim.index !== index) return;
      const snapshots = [anchor, loaded[network]!, currentWeights];
      const columns = { snapshots, count: 2, coefficients: Float64Array.from(displacements) };
      const gram = this.#trajectory.gram(columns, among(aim.replicas, this.#plan.replicas.length));
      this.#grams.set(network, awaitedLater(gram));
    });
  }

  /**
   * A list of scores for every network whose horizon was reached, of its replicas that did not jump before it.
   * `errorsAt` gives a replica's errors at a horizon, NaN if it jumped.
   */
  async scored(
    anchor: number,
    errorsAt: (index: number, replica: number) => Errors,
  ): Promise<readonly RunEvent[]> {
    const grams = new Map<number, Float64Array>();
    for (const [network, gram] of this.#grams) grams.set(network, await gram);
    return this.#aims.flatMap(({ index, replicas }, network): RunEvent[] => {
      const gram = grams.get(network);
      if (gram === undefined) return [];
      const scores = replicas
        .map((replica) => ({ replica, ...errorsAt(index, replica), ...this.#quality(gram, replica) }))
        .filter(({ mae }) => mae.every(Number.isFinite));
      const horizons = [this.#plan.forecast.horizons[index]!];
      return scores.length === 0 ? [] : [{ type: 'scored', anchor, horizons, scores }];
    });
  }

  #quality(gram: Float64Array, replica: number): Pick<ForecastScore, 'cosine' | 'normRatio'> {
    const tensors = this.#plan.layout.groupOf.length;
    const parts = this.#plan.layout.groupOf.map((_, tensor) => {
      const at = 4 * (replica * tensors + tensor);
      return { forecast: gram[at]!, inner: gram[at + 1]!, actual: gram[at + 3]! };
    });
    const qualities = [...parts.map((part) => qualityOf([part])), qualityOf(parts)];
    return {
      cosine: [qualities.map(({ cosine }) => cosine)],
      normRatio: [qualities.map(({ normRatio }) => normRatio)],
    };
  }
}
