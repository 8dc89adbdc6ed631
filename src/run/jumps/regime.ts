/**
 * The regime condition of Leap+Verify (arXiv 2602.19580): a jump is considered only if activations hardly changed
 * direction over the window, at two forecasts in a row. The paper's probes are 100 sentences; ours are the first 100
 * validation examples, with the model's features as activations.
 */
import {
  activationCosine,
  maxProbes,
  regimeOf,
  stableConfirmed,
  type Regime,
} from '../../core/forecast/rivals/regime.ts';
import { gather, rowsOf } from '../../core/model/gather.ts';
import { featureNode } from '../../core/model/model.ts';
import { Pass } from '../../core/model/pass.ts';
import type { Parts } from '../../core/parts.ts';
import { currentWeights, type SnapshotId, type Trajectory } from '../../engine/engine.ts';
import { inParts, type Turn } from '../turns/in-parts.ts';
import type { RunPlan } from '../plan/plan.ts';

export class RegimeWatch {
  readonly #plan: RunPlan;
  readonly #everything: Uint32Array;
  readonly #pass: Pass;
  /** By replica, in order of forecasts. */
  readonly #checks: Regime[][];

  constructor(plan: RunPlan) {
    this.#plan = plan;
    this.#everything = Uint32Array.from({ length: plan.setup.model.parameters.count }, (_, p) => p);
    this.#pass = new Pass(plan.setup.model, maxProbes);
    this.#checks = plan.replicas.map(() => []);
  }

  /** [replica]: whether the regime is stable now, for the second time in a row; `first` is the window's start. */
  async stable(trajectory: Trajectory, first: SnapshotId, turn: Turn): Promise<boolean[]> {
    const values = await trajectory.sample([first, currentWeights], this.#everything);
    const stable: boolean[] = [];
    const total = this.#plan.replicas.length;
    await inParts(this.#checking(values, stable), () => turn(stable.length / total));
    return stable;
  }

  /** `values` [then and now, replica, parameter]. Yields after each replica. */
  *#checking(values: Float32Array, stable: boolean[]): Parts<void> {
    const { replicas, model } = this.#plan.setup;
    const { count } = model.parameters;
    const node = featureNode(model);
    const width = this.#pass.sizes[node]!;
    for (const [r, { dataSet }] of replicas.entries()) {
      const probes = this.#load(dataSet);
      const [then, now] = [r, replicas.length + r].map((at) => {
        const weights = values.subarray(at * count, (at + 1) * count);
        return rowsOf(this.#pass.until(node, weights, probes), width, probes);
      });
      const checks = this.#checks[r]!;
      checks.push(regimeOf(activationCosine(then!, now!, width)));
      stable.push(stableConfirmed(checks));
      yield;
    }
  }

  /** Loads the probes into the pass; returns their number. */
  #load(dataSet: number): number {
    const { inputs, features, sets } = this.#plan.setup.data;
    const { start, count } = sets[dataSet]!.guard;
    const probes = Math.min(count, maxProbes);
    gather(inputs, features, start, null, probes, this.#pass.inputs);
    return probes;
  }
}
