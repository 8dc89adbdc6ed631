/**
 * Prepares a run: plans it, tunes its learning rates, records and learns from other seeds' runs, as the experiment
 * requires. Owns the order and the names of the phases; engines and progress callbacks are passed in.
 */
import type { TaskData } from '../../core/data/task-data.ts';
import type { Engine, EngineSetup } from '../../engine/engine.ts';
import type { ExperimentSpec } from '../../experiment/fields.ts';
import type { Tuning } from '../events.ts';
import { planningPilot, recordTrajectories, TransferSource } from '../forecast/pilot.ts';
import { inParts, type Turn } from '../turns/in-parts.ts';
import { planningRun, type RunPlan, type Told } from './plan.ts';
import type { TuningRun } from '../tuning/choose-rates.ts';
import { atTunedRates, decidingTuning, planningTuning, recordTuning } from '../tuning/tuning-runs.ts';

/** What is being prepared, in words. All phases but the first occur only in experiments that learn from other runs. */
export const phases = {
  plan: 'Drawing data and weights',
  tune: 'Tuning the learning rates',
  record: 'Recording runs to learn from',
  train: 'Training forecasters',
} as const;

export type Phase = keyof typeof phases;

export interface PreparationServices {
  readonly startEngine: (setup: EngineSetup) => Promise<Engine>;
  /**
   * Called every few hundredths of a second with the fraction of a phase that is done (null: unknown). Returns
   * whether to continue.
   */
  readonly goOn: (phase: Phase, share: number | null) => Promise<boolean>;
}

export interface PreparationRequest {
  readonly spec: ExperimentSpec;
  /** Learning rates of the experiments that train together. */
  readonly rates: readonly number[];
  readonly told: Told;
  /** The contents of the file of a task that is not synthetic. */
  readonly data: TaskData | null;
}

export interface Preparation {
  readonly plan: RunPlan;
  readonly tuning: Tuning | null;
  readonly transfer: TransferSource | null;
}

/** Null, or an error, once `goOn` returns false. */
export async function prepareRun(
  asked: PreparationRequest,
  services: PreparationServices,
): Promise<Preparation | null> {
  const { spec, rates, told, data } = asked;
  const planning = (): Promise<boolean> => services.goOn('plan', null);
  const planned = await inParts(planningRun(spec, data, rates, told), planning);
  const isTuned = spec.tune !== 'off' && rates.length === 1;
  const tuning = isTuned ? await tune(asked, services) : null;
  if (isTuned && tuning === null) return null;
  const plan = tuning === null ? planned : atTunedRates(planned, tuning);
  const pilot = await inParts(planningPilot(plan, data), planning);
  if (pilot === null) return { plan, tuning, transfer: null };
  const record: Turn = (share) => services.goOn('record', share);
  const recorded = await withEngine(services, pilot.setup, (engine) =>
    recordTrajectories(pilot, engine, record),
  );
  if (recorded === null) return null;
  const transfer = new TransferSource(plan, pilot, recorded);
  await transfer.trainNetworks((share) => services.goOn('train', share));
  return { plan, tuning, transfer };
}

/** Trains the experiment on other seeds at several rates. */
async function tune(
  { spec, data }: PreparationRequest,
  services: PreparationServices,
): Promise<Tuning | null> {
  const plans = await inParts(planningTuning(spec, data), () => services.goOn('tune', 0));
  const runs: TuningRun[] = [];
  for (const [done, plan] of plans.entries()) {
    const goOn: Turn = (share) => services.goOn('tune', (done + share) / plans.length);
    const recorded = await withEngine(services, plan.setup, (engine) => recordTuning(plan, engine, goOn));
    if (recorded === null) return null;
    runs.push(...recorded);
  }
  return inParts(decidingTuning(spec, plans, runs), () => services.goOn('tune', 1));
}

async function withEngine<Answer>(
  { startEngine }: PreparationServices,
  setup: EngineSetup,
  use: (engine: Engine) => Promise<Answer>,
): Promise<Answer> {
  const engine = await startEngine(setup);
  try {
    return await use(engine);
  } finally {
    engine.dispose();
  }
}
