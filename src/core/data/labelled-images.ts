/** Labelled images in a file: their form, and how the bytes are checked and read. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { FileTask } from '../../experiment/tasks.ts';
import type { Split } from './data-set.ts';

export interface LabelledImages {
  /** [image, pixel], 0..255. */
  readonly pixels: Uint8Array;
  /** [image] class numbers. */
  readonly labels: Uint8Array;
  readonly features: number;
  readonly classes: number;
  readonly counts: Readonly<Record<Split, number>>;
}

/** Checks length and hash of a task's decompressed file. Throws an Error that names the difference. */
export function requireImages(
  { label, features, outputs, counts, sha256: expected }: FileTask,
  bytes: Uint8Array,
): LabelledImages {
  const images = counts.train + counts.guard + counts.test;
  const length = images * (features + 1);
  if (bytes.length !== length)
    throw new Error(`${label} has ${bytes.length} bytes where ${length} were expected`);
  if (bytesToHex(sha256(bytes)) !== expected) throw new Error(`${label} does not have the expected SHA-256`);
  return {
    pixels: bytes.subarray(0, images * features),
    labels: bytes.subarray(images * features),
    features,
    classes: outputs,
    counts,
  };
}
