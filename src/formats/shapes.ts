/** Shapes and ranges from files, checked: nothing in a file is believed. */
import { FormatError, requireRange } from './source.ts';
import type { StoredTensor } from './weight-file.ts';

/** As in NumPy. */
const maxAxes = 64;

/** Numbers in a tensor. Throws a FormatError if `shape` is no list of whole numbers, or more than a file can hold. */
export function countOf(shape: unknown): number {
  if (!Array.isArray(shape) || !shape.every((size) => Number.isSafeInteger(size) && size >= 0))
    throw new FormatError('It is damaged: a shape in it is not a list of whole numbers');
  const sizes = shape as readonly number[];
  if (sizes.length > maxAxes) throw new FormatError('It is damaged: a tensor in it has more than 64 axes');
  if (sizes.includes(0)) return 0;
  const count = sizes.reduce((product, size) => product * size, 1);
  if (!Number.isSafeInteger(count))
    throw new FormatError('It is damaged: a tensor in it is larger than any file');
  return count;
}

/** The tensor of that number, if it has the numbers `from` to `to`. Throws a FormatError. */
export function requireNumbers<T extends StoredTensor>(
  tensors: readonly T[],
  tensor: number,
  from: number,
  to: number,
): T {
  const found = tensors[tensor];
  if (!found) throw new FormatError('It has no tensor of that number');
  requireRange(from, to, found.count);
  return found;
}
