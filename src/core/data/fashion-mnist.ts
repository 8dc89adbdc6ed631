/** The shipped Fashion-MNIST subset: where it lies, what it must hash to, and how its bytes are read. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Split } from './data-set.ts';

/** Facts of the file; public/data/README.md tells how it was made. */
export const fashionMnist = {
  /** Relative to the page. */
  file: 'data/fashion-mnist.deflated',
  /** Compressed size: servers that pack once more do not tell it. */
  bytes: 3_497_388,
  /** SHA-256 of the decompressed bytes. */
  sha256: 'cb9c9a934a529af951d699141b2fd89c91e00e50fb59b917d8aac3d7af4b3e98',
  features: 28 * 28,
  classes: 10,
  counts: { train: 6000, guard: 1000, test: 1000 },
} as const;

export interface LabelledImages {
  /** [image, pixel], 0..255. */
  readonly pixels: Uint8Array;
  /** [image] class numbers. */
  readonly labels: Uint8Array;
  readonly features: number;
  readonly classes: number;
  readonly counts: Readonly<Record<Split, number>>;
}

/** Checks length and hash of the decompressed file. Throws an Error that names what differs. */
export function requireFashionMnist(bytes: Uint8Array): LabelledImages {
  const { features, classes, counts } = fashionMnist;
  const images = counts.train + counts.guard + counts.test;
  const length = images * (features + 1);
  if (bytes.length !== length)
    throw new Error(`Fashion-MNIST has ${bytes.length} bytes where ${length} were expected`);
  if (bytesToHex(sha256(bytes)) !== fashionMnist.sha256)
    throw new Error('Fashion-MNIST does not have the expected SHA-256');
  return {
    pixels: bytes.subarray(0, images * features),
    labels: bytes.subarray(images * features),
    features,
    classes,
    counts,
  };
}
