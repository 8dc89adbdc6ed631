/**
 * The check of how sensitive an experiment is to rounding. Controls of a few seeds are trained twice on the reference
 * engine, unchanged and with every weight changed by one unit in the last place, up to the step of the verdict's
 * target. Independent of the run: it affects no arm, and gives the same result on every machine and for every engine.
 */
import { controlArm } from '../experiment/arms.ts';
import { batchSize } from '../core/batches.ts';
import { networkWork } from '../core/cost.ts';
import { lossSpread, oneUlpOut } from '../core/evidence/rounding.ts';
import { targetStep } from '../core/evidence/savings.ts';
import type { EngineFactory, EngineSetup } from '../engine/engine.ts';
import type { RunEvent } from './events.ts';
import type { RunPlan } from './plan/plan.ts';

export type Perturbed = Extract<RunEvent, { type: 'perturbed' }>;

/** Maximum number of seeds checked, in the order of the experiment. */
const maxSeeds = 4;

/** Maximum multiply-adds of the check, a few seconds on one core. */
const maxWork = 4e9;

/** Multiply-adds between two checks whether to continue. */
const blockWork = 5e7;

/** Multiply-adds of one step of one control. */
function stepWork({ setup, spec }: RunPlan): number {
  const examples = setup.data.sets[setup.replicas[0]!.dataSet]!.train.count;
  return networkWork(setup.model).step * batchSize({ examples, batch: spec.batch });
}

/** Indexes of the controls that are checked: the first ones, as many as can be trained twice in reasonable time. */
export function perturbedControls(plan: RunPlan): number[] {
  const affordable = Math.floor(maxWork / (2 * stepWork(plan) * targetStep(plan.spec.steps)));
  return plan.replicas
    .flatMap(({ arm, point }, replica) => (arm === controlArm && point === 0 ? [replica] : []))
    .slice(0, Math.min(maxSeeds, affordable));
}

/** Every control twice, one after the other; the second starts one unit in the last place away. */
function pairsOf({ setup }: RunPlan, controls: readonly number[]): EngineSetup {
  const { count: parameterCount } = setup.model.parameters;
  const weights = new Float32Array(2 * controls.length * parameterCount);
  controls.forEach((replica, i) => {
    const own = setup.weights.subarray(replica * parameterCount, (replica + 1) * parameterCount);
    weights.set(own, 2 * i * parameterCount);
    weights.set(oneUlpOut(own), (2 * i + 1) * parameterCount);
  });
  const replicas = controls.flatMap((replica) => [setup.replicas[replica]!, setup.replicas[replica]!]);
  return { ...setup, replicas, weights, watched: new Uint32Array(0) };
}

/** How far the pairs diverge. Null when `goOn`, called with the fraction done every few steps, returns false. */
export async function perturb(
  plan: RunPlan,
  start: EngineFactory,
  goOn: (fraction: number) => Promise<boolean>,
): Promise<Perturbed | null> {
  const controls = perturbedControls(plan);
  if (controls.length === 0)
    return { type: 'perturbed', seeds: [], spread: [], unchecked: 'it would take too long' };
  const block = Math.max(1, Math.floor(blockWork / (2 * controls.length * stepWork(plan))));
  const target = targetStep(plan.spec.steps);
  const spread = controls.map(() => 0);
  const engine = await start(pairsOf(plan, controls));
  try {
    for (let done = 0; done < target; done += block) {
      if (!(await goOn(done / target))) return null;
      const { loss } = await engine.train(Math.min(block, target - done));
      widen(spread, loss);
    }
    // The target itself is the loss after the last of these steps.
    widen(spread, await engine.nextLoss());
  } finally {
    engine.dispose();
  }
  const seeds = controls.map((replica) => plan.replicas[replica]!.seed);
  return { type: 'perturbed', seeds, spread, unchecked: null };
}

/** Updates the largest spread of every pair with losses [step, pair, 2]. */
function widen(spread: number[], loss: Float32Array): void {
  for (let at = 0; at < loss.length; at += 2) {
    const pair = (at / 2) % spread.length;
    spread[pair] = Math.max(spread[pair]!, lossSpread(loss[at]!, loss[at + 1]!));
  }
}
