/** Validation of arguments to engines and the forms of their answers, the same for all of them. */
import type { AdoptionChange, Columns, EngineSetup } from './engine.ts';

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

/** Numbers of one replica in an answer to `gram`: a matrix for each group or, without groups, for each tensor. */
export const gramWidth = ({ count, groupOf }: Columns, tensors: number): number =>
  count * count * (groupOf === undefined ? tensors : 1 + Math.max(-1, ...groupOf));

/** Adds up the matrices [tensor, size] of one replica, in the order of the tensors: `sums` [group, size] from `to` on. */
export function addByGroup(
  matrices: Float64Array,
  groupOf: readonly number[],
  size: number,
  sums: Float64Array,
  to: number,
): void {
  sums.fill(0, to, to + size * (1 + Math.max(-1, ...groupOf)));
  for (let tensor = 0; tensor < groupOf.length; tensor += 1) {
    const at = to + groupOf[tensor]! * size;
    for (let i = 0; i < size; i += 1) sums[at + i]! += matrices[tensor * size + i]!;
  }
}

/** The answer to `gram`, from the matrices of all tensors [replica, tensor, count, count]. */
export function gramOfColumns(matrices: Float64Array, columns: Columns, tensors: number): Float64Array {
  const { count, groupOf } = columns;
  if (groupOf === undefined) return matrices;
  const size = count * count;
  const width = gramWidth(columns, tensors);
  const replicas = matrices.length / (tensors * size);
  const gram = new Float64Array(replicas * width);
  for (let r = 0; r < replicas; r += 1) {
    const own = matrices.subarray(r * tensors * size, (r + 1) * tensors * size);
    addByGroup(own, groupOf, size, gram, r * width);
  }
  return gram;
}
