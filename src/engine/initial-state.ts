/** The state every engine starts from. */
import { optimizers } from '../core/model/optimizers.ts';
import { ReplicaClocks } from './clocks.ts';
import type { EngineSetup, EngineState } from './engine.ts';

export const initialState = (setup: EngineSetup): EngineState => ({
  step: 0,
  weights: setup.weights.slice(),
  moments: Array.from(
    { length: optimizers[setup.optimizer.name].moments },
    () => new Float32Array(setup.weights.length),
  ),
  clocks: new ReplicaClocks(setup).numbers(),
});
