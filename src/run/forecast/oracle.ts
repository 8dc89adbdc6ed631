/**
 * The oracle: trains on from the anchor without a jump to observe every replica's own future, uses it as the fit's
 * targets, and restores the state exactly. An upper bound, not a usable method; its extra training is not charged.
 */
import type { Trainer } from '../../engine/engine.ts';
import type { ForecastRound } from './forecast-round.ts';
import type { RunPlan } from '../plan/plan.ts';

export async function observeFuture(
  engine: Trainer,
  { forecast }: RunPlan,
  round: ForecastRound,
): Promise<void> {
  const now = await engine.checkpoint();
  let done = 0;
  for (const horizon of forecast.horizons) {
    await engine.train(horizon - done);
    done = horizon;
    round.observeTarget();
  }
  engine.restore(now);
}
