/** Inner products by tensor or by group of tensors: how many matrices there are, and how they are added up. */
import type { Columns } from './engine.ts';

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
