/** Checks of what a caller hands to an engine, the same for all of them. */
import type { EngineSetup } from './engine.ts';

/** Throws a RangeError unless these are weights [replica, parameter] of the setup's network. */
export function requireWeights({ network, replicas }: EngineSetup, weights: Float32Array): void {
  const wanted = network.parameterCount * replicas.length;
  if (weights.length !== wanted) throw new RangeError(`${weights.length} weights instead of ${wanted}`);
}

/** Throws a RangeError where the network has no such parameter. */
export function requireParameters({ network }: EngineSetup, parameters: Uint32Array): void {
  const wrong = parameters.find((parameter) => parameter >= network.parameterCount);
  if (wrong !== undefined) throw new RangeError(`there is no parameter ${wrong}`);
}
