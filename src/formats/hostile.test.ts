import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openWeights } from './open-weights.ts';
import { FormatError } from './source.ts';
import { watched } from './testing/archives.ts';
import { file } from './testing/files.ts';
import { hostile, kinds, type Kind } from './testing/hostile.ts';
import type { WeightFile } from './weight-file.ts';

/** A kind that takes nothing at random has one file. */
const seedsOf = (kind: Kind) => (kind.length > 0 ? 3 : 1);
const whole = new Map<string, Uint8Array>();
const names = [
  ...[
    'all.safetensors',
    'all.npz',
    'compressed.npz',
    'kernel.npy',
    'state-dict.pt',
    'checkpoint.pt',
    'module.pt',
  ],
  ...['runs-on-loading.pt', 'before-1.6.pt', 'script.pt', 'keras3.weights.h5', 'keras2.h5', 'model.keras'],
];
await Promise.all(
  names.map(async (name) => {
    const source = file(name);
    whole.set(name, await source.read(0, source.size));
  }),
);

/** Bytes of arrays that were newly made. */
let allocated = 0;
beforeEach(() => {
  allocated = 0;
  for (const name of ['Uint8Array', 'Float32Array', 'Uint32Array', 'Float64Array'] as const)
    vi.stubGlobal(
      name,
      new Proxy(globalThis[name], {
        construct: (made, given: [unknown], target) => {
          if (typeof given[0] === 'number') allocated += given[0] * made.BYTES_PER_ELEMENT;
          return Reflect.construct(made, given, target) as object;
        },
      }),
    );
});
afterEach(() => {
  vi.unstubAllGlobals();
});

/** Reads some numbers at both ends of some tensors. */
async function requireReadable(weights: WeightFile): Promise<void> {
  const { tensors, metadata, notes, step } = weights;
  expect(new Set(tensors.map(({ name }) => name)).size).toBe(tensors.length);
  expect(step === null || (Number.isSafeInteger(step) && step >= 0)).toBe(true);
  for (const text of [...notes, ...Object.values(metadata)]) expect(typeof text).toBe('string');
  for (const [i, { shape, count }] of tensors.slice(0, 20).entries()) {
    expect(count).toBe(shape.reduce((product, size) => product * size, 1));
    for (const [from, to] of [
      [0, Math.min(count, 1000)],
      [Math.max(count - 10, 0), count],
    ] as const)
      expect(await weights.read(i, from, to)).toHaveLength(to - from);
  }
}

test('there are hundreds of hostile files', () => {
  expect(kinds.reduce((sum, [, kind]) => sum + seedsOf(kind), 0)).toBeGreaterThan(300);
  expect(new Set(kinds.map(([name]) => name)).size).toBe(kinds.length);
});

test.each(kinds)('%s', async (_, kind) => {
  for (let seed = 1; seed <= seedsOf(kind); seed += 1) {
    const { name, bytes } = hostile(kind, seed, (of) => whole.get(of)!);
    const source = watched(name, bytes);
    allocated = 0;
    try {
      await requireReadable(await openWeights([source]));
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      expect(error.message).toMatch(/^\S[^\n]{5,400}[^.]$/);
    }
    expect(source.reads.filter(([from, to]) => !(from >= 0 && from <= to && to <= bytes.length))).toEqual([]);
    // What is packed may grow by the limit of deflate; the rest is a small multiple of the file.
    expect(allocated).toBeLessThan(1100 * bytes.length + 2 ** 22);
  }
});
