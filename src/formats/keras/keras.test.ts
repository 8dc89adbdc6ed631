import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { bytesSource, FormatError, type ByteSource } from '../source.ts';
import { watched } from '../testing/archives.ts';
import { readZip } from '../zip.ts';
import { closeHdf5 } from './hdf5.ts';
import { isKeras, openKeras, openKerasArchive } from './keras.ts';

const file = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../testing/files/${name}`, import.meta.url)));
const open = async (name: string) => openKeras(bytesSource(name, file(name)));
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i / 8);

test('weights of Keras 3: chunked, packed, of half precision, big-endian', async () => {
  const weights = await open('keras3.weights.h5');
  expect(weights.format).toBe('Keras');
  expect(weights.step).toBe(70);
  expect(weights.notes).toEqual(['The state of the optimizer was left out']);
  expect(weights.tensors.map(({ name, dtype, shape }) => [name, dtype, shape])).toEqual([
    ['layers/dense/vars/0', 'F32', [3, 4]],
    ['layers/dense/vars/1', 'F16', [4]],
    ['layers/dense_1/vars/0', 'F32', [40, 30]],
    ['layers/dense_1/vars/1', 'F64', [30]],
    ['layers/dense_2/vars/0', 'BF16', [3]],
    ['layers/dropout/vars/seed', 'U32', [2]],
  ]);
  const numbers = await Promise.all(weights.tensors.map(({ count }, i) => weights.read(i, 0, count)));
  expect(numbers.map((values) => [...values])).toEqual([
    upTo(12),
    upTo(4),
    upTo(1200),
    upTo(30),
    upTo(3),
    [1, 2],
  ]);
});

test('any piece of a tensor of several dimensions', async () => {
  const weights = await open('keras3.weights.h5');
  const all = upTo(1200);
  const range = fc
    .tuple(fc.nat(1200), fc.nat(1200))
    .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
  await fc.assert(
    fc.asyncProperty(range, async ([from, to]) => {
      expect([...(await weights.read(2, from, to))]).toEqual(all.slice(from, to));
    }),
    { numRuns: 60, examples: [[[29, 31]], [[30, 60]], [[31, 59]], [[0, 0]], [[45, 45]], [[1199, 1200]]] },
  );
});

test('weights of Keras 2, without the state of the optimizer', async () => {
  const weights = await open('keras2.h5');
  expect(weights.step).toBe(70);
  expect(weights.tensors.map(({ name }) => name)).toEqual([
    ...['model_weights/dense/dense/bias:0', 'model_weights/dense/dense/kernel:0'],
    ...['model_weights/out/out/bias:0', 'model_weights/out/out/kernel:0'],
  ]);
  expect([...(await weights.read(3, 0, 6))]).toEqual(upTo(6));
});

test('a .keras archive', async () => {
  const zip = await readZip(bytesSource('model.keras', file('model.keras')));
  expect(isKeras(zip)).toBe(true);
  const weights = await openKerasArchive(zip);
  expect([...(await weights.read(0, 0, 4))]).toEqual(upTo(4));
});

test('files are read in pieces, two at a time too', async () => {
  const far = (name: string): ByteSource => ({ ...watched(name, file(name)), size: file(name).length });
  const pairs = await Promise.all([openKeras(far('keras2.h5')), openKeras(far('keras3.weights.h5'))]);
  const [a, b] = await Promise.all(pairs.map((weights) => weights.read(1, 0, 4)));
  expect([...a!]).toEqual(upTo(4));
  expect([...b!]).toEqual(upTo(4));
});

test('cut files are refused, and those after them are read', async () => {
  const bytes = file('keras3.weights.h5');
  for (let length = 0; length < bytes.length; length += 701)
    await expect(openKeras(bytesSource('a.h5', bytes.subarray(0, length)))).rejects.toThrow(FormatError);
  expect((await open('keras3.weights.h5')).tensors).toHaveLength(6);
});

test('two copies of this module share one library without taking each other’s files', async () => {
  const first = await open('keras2.h5');
  vi.resetModules();
  const again = await import('./keras.ts');
  const second = await again.openKeras(bytesSource('keras3.weights.h5', file('keras3.weights.h5')));
  expect([...(await second.read(0, 0, 12))]).toEqual(upTo(12));
  expect(second.step).toBe(70);
  await expect(first.read(0, 0, 1)).resolves.toHaveLength(1);
});

test('the library closes files: those used longest ago, and all when asked; they are read on', async () => {
  const { ready } = await import('h5wasm');
  const { FS } = await ready;
  const names = () =>
    (FS as unknown as { readdir(path: string): string[] })
      .readdir('/')
      .filter((name) => name.endsWith('.h5'));
  await closeHdf5();
  // Other copies of the module may have other files.
  const others = names().length;
  const all = [];
  for (let i = 0; i < 70; i += 1) all.push(await open('keras3.weights.h5'));
  expect(names()).toHaveLength(others + 64);
  expect([...(await all[0]!.read(0, 0, 12))]).toEqual(upTo(12));
  expect(names()).toHaveLength(others + 64);
  await closeHdf5();
  expect(names()).toHaveLength(others);
  expect([...(await all[69]!.read(1, 0, 4))]).toEqual(upTo(4));
  await expect(openKeras(bytesSource('a.h5', file('keras3.weights.h5').slice(0, 600)))).rejects.toThrow(
    FormatError,
  );
  await closeHdf5();
  expect(names()).toHaveLength(others);
});
