/** The state every engine starts from. */
import { optimizers } from '../core/network/optimizers.ts';
import type { EngineSetup, EngineState } from './engine.ts';

export const initialState = ({ weights, optimizer }: EngineSetup): EngineState => ({
  step: 0,
  weights: weights.slice(),
  moments: Array.from({ length: optimizers[optimizer.name].moments }, () => new Float32Array(weights.length)),
});
