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
import { currentWeights, type Engine, type SnapshotId } from '../../engine/engine.ts';
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
  async stable(engine: Engine, first: SnapshotId): Promise<boolean[]> {
    const { network, activation, replicas } = this.#plan.setup;
    const values = await engine.sample([first, currentWeights], this.#everything);
    const { parameterCount } = network;
    return replicas.map(({ dataSet }, r) => {
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
      return stableConfirmed(checks);
    });
  }

  #probes(dataSet: number): Float32Array {
    const { inputs, features, sets } = this.#plan.setup.data;
    const { start, count } = sets[dataSet]!.guard;
    return inputs.subarray(start * features, (start + Math.min(count, mostProbes)) * features);
  }
}
