/**
 * The regime gate of Leap+Verify (arXiv 2602.19580): a jump is considered only where activations barely
 * turned over the window, at two forecasts in a row. The paper's probes are 100 sentences; ours are the first
 * 100 guard examples, its activations the last hidden layer's.
 */
import {
  activationCosine,
  mostProbes,
  regimeOf,
  stableConfirmed,
  type Regime,
} from '../../core/forecast/rivals/regime.ts';
import { hiddenActivations } from '../../core/network/hidden.ts';
import type { Parts } from '../../core/parts.ts';
import { currentWeights, type Engine, type SnapshotId } from '../../engine/engine.ts';
import { inParts, type Turn } from '../in-parts.ts';
import type { RunPlan } from '../plan.ts';

export class RegimeWatch {
  readonly #plan: RunPlan;
  readonly #everything: Uint32Array;
  /** By replica, in order of forecasts. */
  readonly #checks: Regime[][];

  constructor(plan: RunPlan) {
    this.#plan = plan;
    this.#everything = Uint32Array.from({ length: plan.setup.network.parameterCount }, (_, p) => p);
    this.#checks = plan.replicas.map(() => []);
  }

  /** [replica]: whether the regime is stable now, for the second time running; `first` is the window's start. */
  async stable(engine: Engine, first: SnapshotId, turn: Turn): Promise<boolean[]> {
    const values = await engine.sample([first, currentWeights], this.#everything);
    const stable: boolean[] = [];
    const total = this.#plan.replicas.length;
    await inParts(this.#checking(values, stable), () => turn(stable.length / total));
    return stable;
  }

  /** `values` [then and now, replica, parameter]; a replica a part. */
  *#checking(values: Float32Array, stable: boolean[]): Parts<void> {
    const { network, activation, replicas } = this.#plan.setup;
    const { parameterCount } = network;
    for (const [r, { dataSet }] of replicas.entries()) {
      const inputs = this.#probes(dataSet);
      const [then, now] = [r, replicas.length + r].map((at) =>
        hiddenActivations(
          values.subarray(at * parameterCount, (at + 1) * parameterCount),
          network,
          activation,
          inputs,
        ),
      );
      const units = network.widths.at(network.layers.length > 1 ? -2 : -1)!;
      const checks = this.#checks[r]!;
      checks.push(regimeOf(activationCosine(then!, now!, units)));
      stable.push(stableConfirmed(checks));
      yield;
    }
  }

  #probes(dataSet: number): Float32Array {
    const { inputs, features, sets } = this.#plan.setup.data;
    const { start, count } = sets[dataSet]!.guard;
    return inputs.subarray(start * features, (start + Math.min(count, mostProbes)) * features);
  }
}
