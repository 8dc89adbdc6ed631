/** Checks of what a caller hands to an engine, the same for all of them. */
import type { EngineSetup } from './engine.ts';

/** Throws a RangeError unless these are weights [replica, parameter] of the setup's model. */
export function requireWeights({ model, replicas }: EngineSetup, weights: Float32Array): void {
  const wanted = model.parameters.count * replicas.length;
  if (weights.length !== wanted) throw new RangeError(`${weights.length} weights instead of ${wanted}`);
}

/** Throws a RangeError where the model has no such parameter. */
export function requireParameters({ model }: EngineSetup, parameters: Uint32Array): void {
  const wrong = parameters.find((parameter) => parameter >= model.parameters.count);
  if (wrong !== undefined) throw new RangeError(`there is no parameter ${wrong}`);
}
