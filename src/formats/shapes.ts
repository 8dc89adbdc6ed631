/** Shapes and ranges from files, checked: nothing in a file is believed. */
import { FormatError, requireRange } from './source.ts';
import type { StoredTensor } from './weight-file.ts';

/** Numbers in a tensor. Throws a FormatError if `shape` is no list of whole numbers, or more than a file can hold. */
export function countOf(shape: unknown): number {
  if (!Array.isArray(shape) || !shape.every((size) => Number.isSafeInteger(size) && size >= 0))
    throw new FormatError('It is damaged: a shape in it is not a list of whole numbers');
  const sizes = shape as readonly number[];
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

const stepNames = ['step', 'global_step', 'iteration'];

/** The optimizer step in text beside the tensors, if it is there. */
export function stepIn(metadata: Readonly<Record<string, string>>): number | null {
  for (const name of stepNames) {
    const text = Object.hasOwn(metadata, name) ? metadata[name]! : '';
    if (/^\d{1,15}$/.test(text)) return Number(text);
  }
  return null;
}

/** Which tensor is a single whole number with the name of a step; -1 if none is. */
export const stepTensor = (tensors: readonly StoredTensor[]): number =>
  tensors.findIndex(
    ({ name, dtype, count }) => stepNames.includes(name) && count === 1 && /^[IU]/.test(dtype),
  );
