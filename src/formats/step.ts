/** The optimizer step that a file names itself: as text beside its tensors, or as a tensor of one whole number. */
import type { WeightFile } from './weight-file.ts';

const names = ['step', 'global_step', 'iteration'];

/** Null if there is none. Rejects with a FormatError if it cannot be read. */
export async function stepOf({
  metadata,
  tensors,
  read,
}: Pick<WeightFile, 'metadata' | 'tensors' | 'read'>): Promise<number | null> {
  const text = names.map((name) => (Object.hasOwn(metadata, name) ? metadata[name]! : '')).find(isWhole);
  if (text !== undefined) return Number(text);
  const tensor = tensors.findIndex(
    ({ name, dtype, count }) => names.includes(name) && count === 1 && /^[IU]/.test(dtype),
  );
  const step = tensor < 0 ? -1 : (await read(tensor, 0, 1))[0]!;
  // From 2^24 on it would be rounded.
  return step >= 0 && step < 2 ** 24 ? step : null;
}

const isWhole = (text: string): boolean => /^\d{1,15}$/.test(text);
