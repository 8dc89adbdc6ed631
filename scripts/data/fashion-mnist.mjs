// Owns the balanced subset of Fashion-MNIST that the app ships. Reads the idx files of Debian's package
// dataset-fashion-mnist, or of the folder in FASHION_MNIST_DIR.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const SOURCE = process.env.FASHION_MNIST_DIR ?? '/usr/share/datasets/fashion-mnist';
const CLASSES = 10;
const PIXELS = 28 * 28;

/**
 * Reads one idx file, gzipped or plain, and returns its bytes after the header.
 * @param {string} name @param {number} magic @param {number} headerBytes @returns {Buffer}
 */
function readIdx(name, magic, headerBytes) {
  const plain = join(SOURCE, name);
  const file = existsSync(plain) ? readFileSync(plain) : gunzipSync(readFileSync(`${plain}.gz`));
  if (file.readUInt32BE(0) !== magic) throw new Error(`${name} is not the idx file it should be`);
  return file.subarray(headerBytes);
}

/** @param {'train' | 't10k'} part */
function readPart(part) {
  const images = readIdx(`${part}-images-idx3-ubyte`, 0x803, 16);
  const labels = readIdx(`${part}-labels-idx1-ubyte`, 0x801, 8);
  if (images.length !== labels.length * PIXELS) throw new Error(`${part}: images and labels disagree`);
  return { images, labels };
}

/**
 * Takes, of each class, the examples number `from` to `to` in file order; classes follow round robin.
 * @param {{ images: Buffer, labels: Buffer }} part @param {number} from @param {number} to
 */
function pick({ images, labels }, from, to) {
  /** @type {number[][]} */
  const ofClass = Array.from({ length: CLASSES }, () => []);
  labels.forEach((label, index) => ofClass[label]?.push(index));
  const chosen = Array.from({ length: to - from }, (_, i) =>
    ofClass.map((indices) => {
      const index = indices[from + i];
      if (index === undefined) throw new Error('a class has too few examples');
      return index;
    }),
  ).flat();
  return {
    images: chosen.map((index) => images.subarray(index * PIXELS, (index + 1) * PIXELS)),
    labels: chosen.map((index) => labels[index] ?? 0),
  };
}

/** Images, then labels. */
export function fashionMnist() {
  const train = readPart('train');
  const parts = [pick(train, 0, 600), pick(train, 600, 700), pick(readPart('t10k'), 0, 100)];
  return Buffer.concat([
    ...parts.flatMap((part) => part.images),
    ...parts.map((part) => Uint8Array.from(part.labels)),
  ]);
}
