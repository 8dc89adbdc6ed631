/** Validation of arguments to engines, the same for all of them. */
import type { AdoptionChange, EngineSetup } from './engine.ts';

/** Throws a RangeError unless these are weights [replica, parameter] of the setup's model. */
export const requireWeights = ({ model, replicas }: EngineSetup, weights: Float32Array): void =>
  requireLength(model.parameters.count * replicas.length, weights);

/** Throws a RangeError unless the number of weights is right. */
export function requireLength(wanted: number, { length }: Float32Array): void {
  if (length !== wanted) throw new RangeError(`${length} weights instead of ${wanted}`);
}

/** Throws a RangeError if the model has no such parameter. */
export function requireParameters({ model }: EngineSetup, parameters: Uint32Array): void {
  const wrong = parameters.find((parameter) => parameter >= model.parameters.count);
  if (wrong !== undefined) throw new RangeError(`there is no parameter ${wrong}`);
}

/** Throws a RangeError if a replica that adopts weights should advance its schedule by an invalid number of steps. */
export function requireAdvance({ advance }: AdoptionChange, accept: readonly boolean[]): void {
  if (advance === null) return;
  accept.forEach((adopts, r) => {
    const steps = advance[r];
    if (adopts && (steps === undefined || !Number.isSafeInteger(steps) || steps < 0))
      throw new RangeError(`a schedule cannot move on by ${steps} steps`);
  });
}

/**
 * Numbers [row, replica, number], `width` for each, with NaN in the replicas that are not active; if `active` is left
 * out, all are.
 */
export function ofActive(
  values: Float64Array,
  active: readonly boolean[] | undefined,
  width: number,
): Float64Array {
  if (active === undefined || active.every(Boolean)) return values;
  return values.map((value, i) => (active[Math.floor(i / width) % active.length] === true ? value : NaN));
}
