/** The forecast of a trained network for all weights of its replicas, loaded as a snapshot. */
import type { SnapshotId, Trajectory } from '../../engine/engine.ts';
import { inParts, type Turn } from '../turns/in-parts.ts';
import { networkHorizon } from '../jumps/decide.ts';
import type { TransferSource } from './pilot.ts';
import type { ForecastingPlan } from '../plan/plan.ts';
import type { PlannedRecipe } from './recipes.ts';

/**
 * Reads the inputs of every weight, applies the network that was not trained on the replica's own seed, and loads the
 * result.
 */
export async function networkForecast(
  trajectory: Trajectory,
  plan: ForecastingPlan,
  planned: PlannedRecipe,
  transfer: TransferSource | null,
  own: readonly number[],
  columns: readonly SnapshotId[],
  turn: Turn,
): Promise<SnapshotId> {
  const { recipe } = planned;
  if (transfer === null || recipe.kind !== 'network') throw new Error('no runs of other seeds were recorded');
  const { count: parameterCount } = plan.parameters;
  const everything = Uint32Array.from({ length: parameterCount }, (_, p) => p);
  const values = await trajectory.sample(columns, everything);
  const { replicas, forecast } = plan;
  const horizon = networkHorizon(recipe, forecast.horizons, forecast.windowSteps);
  const answers = new Float32Array(replicas.length * parameterCount);
  const inputs = new Float32Array(parameterCount * columns.length);
  for (const [done, r] of own.entries()) {
    const going = (): Promise<boolean> => turn(done / own.length);
    for (let c = 0; c < columns.length; c += 1) {
      const from = (c * replicas.length + r) * parameterCount;
      for (let p = 0; p < parameterCount; p += 1) inputs[p * columns.length + c] = values[from + p]!;
    }
    const network = await inParts(transfer.network(replicas[r]!, planned, horizon), going);
    answers.set(await inParts(network.predicting(inputs), going), r * parameterCount);
  }
  return trajectory.load(answers);
}
