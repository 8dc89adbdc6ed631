import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bytesSource } from '../source.ts';
import { watched, zipOf } from '../testing/archives.ts';
import type { WeightFile } from '../weight-file.ts';
import { readZip } from '../zip.ts';
import { isPyTorch, openPyTorch } from './pytorch.ts';

const file = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../testing/files/${name}`, import.meta.url)));
const open = async (name: string) => openPyTorch(await readZip(bytesSource(name, file(name))));

const eighths = (...numbers: number[]) => numbers.map((number) => number / 8);
const upTo = (count: number) => eighths(...Array(count).keys());

async function numbersOf(weights: WeightFile): Promise<Record<string, number[]>> {
  const numbers = weights.tensors.map(async ({ name, count }, i) => [
    name,
    [...(await weights.read(i, 0, count))],
  ]);
  return Object.fromEntries(await Promise.all(numbers)) as Record<string, number[]>;
}

test('a state dict: every type of number, transposed, sliced, permuted', async () => {
  const weights = await open('state-dict.pt');
  expect(weights.format).toBe('PyTorch');
  expect(weights.step).toBeNull();
  expect(weights.tensors.map(({ name, dtype, shape }) => [name, dtype, shape])).toEqual([
    ['embedding.weight', 'F32', [4, 3]],
    ['half', 'F16', [5]],
    ['brain', 'BF16', [5]],
    ['double', 'F64', [2, 2]],
    ['transposed', 'F32', [3, 2]],
    ['permuted', 'F32', [4, 2, 3]],
    ['slice', 'F32', [3]],
    ['head.weight', 'F32', [4, 3]],
    ['head.transposed', 'F32', [3, 4]],
    ['parameter', 'F32', [3]],
    ['counter', 'I64', [2]],
    ['mask', 'BOOL', [2]],
    ['scalar', 'F32', []],
    ['empty', 'F32', [0, 3]],
  ]);
  const permuted = Array.from({ length: 24 }, (_, i) => {
    const [a, b, c] = [Math.floor(i / 6), Math.floor(i / 3) % 2, i % 3];
    return b * 12 + c * 4 + a;
  });
  expect(await numbersOf(weights)).toEqual({
    'embedding.weight': upTo(12),
    half: upTo(5),
    brain: upTo(5),
    double: upTo(4),
    transposed: eighths(0, 3, 1, 4, 2, 5),
    permuted: eighths(...permuted),
    slice: eighths(2, 4, 6),
    'head.weight': upTo(12),
    'head.transposed': eighths(0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11),
    parameter: upTo(3),
    counter: [-2, 3],
    mask: [1, 0],
    scalar: [0.5],
    empty: [],
  });
  expect(weights.notes).toEqual([
    'Left out, because their numbers are of a type that is not read or are repeated: “expanded” and “complex”',
  ]);
});

test('tied tensors share, also transposed ones; others do not', async () => {
  const { tensors } = await open('state-dict.pt');
  const tied = tensors.filter(({ sharedWith }) => sharedWith === tensors[0]!.sharedWith);
  expect(tied.map(({ name }) => name)).toEqual(['embedding.weight', 'head.weight', 'head.transposed']);
  expect(new Set(tensors.map(({ sharedWith }) => sharedWith)).size).toBe(tensors.length - 2);
});

test('pieces are read by position', async () => {
  const source = watched('state-dict.pt', file('state-dict.pt'));
  const weights = await openPyTorch(await readZip(source));
  source.reads.length = 0;
  expect([...(await weights.read(0, 3, 5))]).toEqual(eighths(3, 4));
  expect(source.reads.map(([from, to]) => to - from)).toEqual([8]);
  expect([...(await weights.read(4, 2, 4))]).toEqual(eighths(1, 4));
  await expect(weights.read(0, 3, 13)).rejects.toThrow('truncated');
});

const linear = { '0.weight': upTo(6), '0.bias': upTo(3), '1.weight': upTo(3), '1.bias': upTo(3) };

test.each([
  ['checkpoint.pt', 1200, 'The weights are those of “model_state_dict”; left out: “optimizer_state_dict”'],
  ['lightning.ckpt', 900, 'The weights are those of “state_dict”; left out: “optimizer_states”'],
  ['module.pt', null, 'Read as data, nothing of it was run: “torch.nn.modules.container.Sequential”'],
])('weights and step of %s', async (name, step, note) => {
  const weights = await open(name);
  expect(await numbersOf(weights)).toMatchObject(linear);
  expect(weights.tensors.map(({ name }) => name)).toEqual([
    ...Object.keys(linear),
    ...['1.running_mean', '1.running_var', '1.num_batches_tracked'],
  ]);
  expect(weights.step).toBe(step);
  expect(weights.notes.join()).toContain(note);
});

test('what a checkpoint says beside its tensors', async () => {
  expect((await open('checkpoint.pt')).metadata).toEqual({
    epoch: '3',
    loss: '0.25',
    step: '1200',
    note: 'the best one',
  });
});

test.each([
  ['optimizer.pt', 'It holds the state of an optimizer, not weights'],
  ['script.pt', 'It is a TorchScript program'],
])('refused: %s', async (name, sentence) => {
  await expect(open(name)).rejects.toThrow(sentence);
});

test('an archive of something else is no checkpoint', async () => {
  expect(
    isPyTorch(
      await readZip(bytesSource('a.zip', zipOf([{ name: 'a/b/data.pkl', bytes: new Uint8Array(1) }]))),
    ),
  ).toBe(false);
});
