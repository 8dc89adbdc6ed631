/**
 * The jump-gain map: from one plain run, the effect of a jump of every horizon at every anchor, immediately and after
 * some steps of recovery. Every jump is tried on a copy of the run, which then continues unchanged.
 */
import { logDifference } from '../../core/evidence/quantiles.ts';
import { log10 } from '../../core/numeric/functions.ts';
import type { EngineState, Trainer } from '../../engine/engine.ts';
import { agendaOf, type AgendaItem } from '../agenda.ts';
import type { RunEvent } from '../events.ts';
import { jumpTerms } from '../forecast/forecast-terms.ts';
import { ForecastRound } from '../forecast/forecast-round.ts';
import { observeFuture } from '../forecast/oracle.ts';
import type { TransferSource } from '../forecast/pilot.ts';
import type { RunPlan } from '../plan/plan.ts';

export type MapEvent = Extract<RunEvent, { type: 'mapped' }>;

/** Maximum number of anchors of a map, evenly chosen. */
const maxAnchors = 24;

/** Steps of recovery: as many as a window spans, but at most this many. */
const longestRecovery = 50;

export const recoveryOf = ({ forecast }: RunPlan): number => Math.min(longestRecovery, forecast.windowSteps);

/** Emits one event per anchor; stops early when `goOn` returns false. */
export async function mapGains(
  plan: RunPlan,
  engine: Trainer,
  transfer: TransferSource | null,
  emit: (event: MapEvent) => void,
  goOn: () => Promise<boolean>,
): Promise<'finished' | 'stopped'> {
  const anchors = plan.anchors.filter(
    (_, i, { length }) =>
      length <= maxAnchors ||
      Math.floor(((i + 1) * maxAnchors) / length) > Math.floor((i * maxAnchors) / length),
  );
  const rounds = new Map<number, ForecastRound>();
  let step = 0;
  for (const item of itemsOf(plan, anchors)) {
    if (item.step > step) await engine.train(item.step - step);
    step = item.step;
    if (!('anchor' in item)) continue;
    const round =
      rounds.get(item.anchor) ??
      new ForecastRound(item.anchor, { trajectory: engine, plan, transfer, turn: goOn });
    rounds.set(item.anchor, round);
    if (item.kind === 'keep') round.keep(item.offset);
    if (item.kind === 'target') round.observeTarget();
    if (item.kind !== 'anchor') continue;
    if (!(await goOn())) return 'stopped';
    emit(await tryAll(round, engine, plan));
    round.dispose();
    rounds.delete(item.anchor);
  }
  return 'finished';
}

function itemsOf({ spec, forecast, keeps }: RunPlan, anchors: readonly number[]): AgendaItem[] {
  return agendaOf({
    steps: spec.steps,
    anchors,
    keeps,
    windowSteps: forecast.windowSteps,
    horizons: [],
    targets: forecast.inRun?.targetSteps ?? [],
    evaluations: [],
    measures: [],
    ...{ frames: [], saves: [] },
    between: [],
  });
}

async function tryAll(round: ForecastRound, engine: Trainer, plan: RunPlan): Promise<MapEvent> {
  const { forecast, replicas, spec } = plan;
  round.keep(forecast.windowSteps);
  if (spec.source === 'oracle') await observeFuture(engine, plan, round);
  await round.fit();
  const now = await engine.checkpoint();
  const recovery = recoveryOf(plan);
  const everyone = replicas.map(() => true);
  const plain = await lossesFrom(engine, recovery, now);
  const size = forecast.horizons.length * replicas.length;
  const immediate = new Float32Array(size);
  const recovered = new Float32Array(size);
  for (let h = 0; h < forecast.horizons.length; h += 1) {
    const mix = round.mix(1, (_row, r) => jumpTerms(round.termsOf(r, h), plan));
    engine.adopt(mix, everyone, { state: spec.state, advance: null });
    const jumped = await lossesFrom(engine, recovery, now);
    immediate.set(gains(jumped.at, plain.at), h * replicas.length);
    recovered.set(gains(jumped.later, plain.later), h * replicas.length);
  }
  return { type: 'mapped', anchor: round.anchor, recovery, immediate, recovered };
}

/** Losses [replica] now and after some steps; the engine is then restored to `state`. */
async function lossesFrom(
  engine: Trainer,
  steps: number,
  state: EngineState,
): Promise<{ readonly at: Float32Array; readonly later: Float32Array }> {
  const at = await engine.nextLoss();
  await engine.train(steps);
  const later = await engine.nextLoss();
  engine.restore(state);
  return { at, later };
}

/** log10 of the loss with the jump minus that without: below 0 is a gain. */
const gains = (jumped: Float32Array, plain: Float32Array): Float32Array =>
  jumped.map((loss, r) => logDifference(log10(loss), log10(plain[r]!)));
