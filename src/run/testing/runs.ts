/** Runs small experiments on the reference engine, for tests. */
import { expect } from 'vitest';
import type { Engine } from '../../engine/engine.ts';
import { startSimdEngine } from '../../engine/simd/simd-engine.ts';
import type { ExperimentSpec } from '../../experiment/fields.ts';
import { checkSpec } from '../../experiment/spec.ts';
import { conduct, type Pace } from '../conduct.ts';
import type { JumpOutcome, RunEvent } from '../events.ts';
import { pilotPlan, recordTrajectories, TransferSource, type Trajectories } from '../forecast/pilot.ts';
import { planRun, type RunPlan } from '../plan/plan.ts';

const small: Partial<ExperimentSpec> = {
  samples: 64,
  layers: [6],
  steps: 130,
  seeds: [1, 2, 3],
  learningRate: 0.5,
  arms: ['control', 'farcaster'],
};
const steady: Pace = { allowance: async () => Infinity, spent: () => undefined };

export interface Outcome {
  readonly plan: RunPlan;
  readonly events: RunEvent[];
  readonly end: string;
  /** [step after .. , replica] */
  readonly loss: number[][];
  readonly jumps: (JumpOutcome & { step: number })[];
}

export async function runOf(
  values: Partial<ExperimentSpec>,
  options: {
    pace?: Pace;
    change?: (plan: RunPlan) => RunPlan;
    watch?: (engine: Engine) => Engine;
    poison?: (recorded: Trajectories) => Trajectories;
  } = {},
): Promise<Outcome> {
  const { spec, corrections } = checkSpec({ ...small, ...values });
  expect(corrections).toEqual([]);
  const plan = (options.change ?? ((same) => same))(planRun(spec, null));
  const engine = (options.watch ?? ((same) => same))(await startSimdEngine(plan.setup));
  const events: RunEvent[] = [];
  const transfer = await transferOf(plan, options.poison ?? ((same) => same));
  const end = await conduct(plan, engine, options.pace ?? steady, (event) => events.push(event), transfer);
  return {
    plan,
    events,
    end,
    loss: lossRows(events, plan),
    jumps: ofType(events, 'jumped').flatMap(({ step, outcomes }) =>
      outcomes.map((outcome) => ({ step, ...outcome })),
    ),
  };
}

export function ofType<Type extends RunEvent['type']>(
  events: readonly RunEvent[],
  type: Type,
): Extract<RunEvent, { type: Type }>[] {
  return events.filter((event): event is Extract<RunEvent, { type: Type }> => event.type === type);
}

function lossRows(events: readonly RunEvent[], { replicas }: RunPlan): number[][] {
  return ofType(events, 'progressed').flatMap(({ steps, loss }) =>
    Array.from({ length: steps }, (_, i) =>
      Array.from(loss.subarray(i * replicas.length, (i + 1) * replicas.length)),
    ),
  );
}

export const column = (rows: number[][], replica: number): number[] => rows.map((row) => row[replica]!);

/** The record of other seeds' runs, if the run learns from them; `poison` may change it. */
async function transferOf(
  plan: RunPlan,
  poison: (recorded: Trajectories) => Trajectories,
): Promise<TransferSource | null> {
  const pilot = pilotPlan(plan, null);
  if (pilot === null) return null;
  const engine = await startSimdEngine(pilot.setup);
  const recorded = await recordTrajectories(pilot, engine, async () => true);
  if (recorded === null) throw new Error('nothing was recorded');
  return new TransferSource(plan, pilot, poison(recorded));
}
