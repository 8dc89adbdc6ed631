import { describe, expect, it } from 'vitest';
import { openWeights } from './open-weights.ts';
import { joined } from './shards.ts';
import { bytesSource, FormatError, type ByteSource } from './source.ts';
import { contentOf, file } from './testing/files.ts';
import { safetensorsOf } from './testing/hand-made.ts';
import { encodeText } from './text.ts';

const called = (name: string, source: ByteSource): ByteSource => ({ ...source, name });
const text = (name: string, content: string) => bytesSource(name, encodeText(content));
const shards = ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors'].map(file);
const index = file('model.safetensors.index.json');

const problem = async (files: readonly ByteSource[]): Promise<string> => {
  const error = await openWeights(files).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(FormatError);
  return (error as FormatError).message;
};

describe('a checkpoint', () => {
  it.each([
    ['all.safetensors', 'safetensors'],
    ['all.npz', 'NumPy'],
    ['kernel.npy', 'NumPy'],
    ['state-dict.pt', 'PyTorch'],
    ['model.keras', 'Keras archive'],
    ['keras3.weights.h5', 'Keras'],
    ['keras2.h5', 'Keras'],
  ])('is opened by what it holds, not by its name: %s', async (name, format) => {
    const weights = await openWeights([called('mislabelled.csv', file(name))]);
    expect(weights.format).toBe(format);
  });

  it('of Keras may begin behind bytes of the user', async () => {
    const plain = file('keras2.h5');
    const behind = new Uint8Array(512 + plain.size);
    behind.set(await plain.read(0, plain.size), 512);
    const weights = await openWeights([bytesSource('x', behind)]);
    expect(await contentOf(weights)).toEqual(await contentOf(await openWeights([plain])));
  });

  it('in shards is the same as in one file, with the index, without, and in any order', async () => {
    const { tensors, ...whole } = await openWeights([file('all.safetensors')]);
    const content = await contentOf({ ...whole, tensors });
    const other = text('config.json', '{"hidden_size": 768}');
    for (const files of [[index, ...shards], [...shards].reverse(), [shards[1]!, other, index, shards[0]!]]) {
      const weights = await openWeights(files);
      expect(weights.format).toBe('safetensors');
      expect(weights.notes).toEqual([]);
      expect(weights.step).toBe(1000);
      expect(await contentOf(weights)).toEqual(content);
    }
  });

  it('with an index does not open files that it does not name', async () => {
    const broken = bytesSource('optimizer.bin', new Uint8Array(20));
    const weights = await openWeights([broken, index, ...shards]);
    expect(weights.tensors).toHaveLength(11);
  });

  it('says what the index has and its files have not', async () => {
    const map = '{"weight_map": {"encoder.bias": "a.safetensors", "lost": "a.safetensors"}}';
    const weights = await openWeights([text('i.json', map), called('a.safetensors', shards[0]!)]);
    expect(weights.notes).toEqual(['In the index, but not read from its files: “lost”']);
  });

  it('of arrays in a file each has their names', async () => {
    const weights = await openWeights([
      called('run/a.npy', file('kernel.npy')),
      called('run/b.npy', file('version-2.npy')),
    ]);
    expect(weights.tensors.map(({ name, shape }) => [name, shape])).toEqual([
      ['a', [3, 4]],
      ['b', [2, 2]],
    ]);
    expect([...(await weights.read(1, 0, 4))]).toEqual([
      ...(await (await openWeights([file('version-2.npy')])).read(0, 0, 4)),
    ]);
    await expect(weights.read(2, 0, 0)).rejects.toThrow(FormatError);
  });

  it('of several files keeps apart what is tied within each', async () => {
    const one = await openWeights([file('kernel.npy')]);
    const tied = (name: string) => ({ ...one.tensors[0]!, name, sharedWith: '0' });
    const { tensors } = joined([
      [file('kernel.npy'), { ...one, tensors: [tied('a'), tied('b')] }],
      [file('kernel.npy'), { ...one, tensors: [tied('c'), { ...tied('d'), sharedWith: null }] }],
    ]);
    const [a, b, c, d] = tensors.map(({ sharedWith }) => sharedWith);
    expect(b).toBe(a);
    expect(c).not.toBe(a);
    expect(d).toBe(null);
  });

  it('of several files has their notes with their names', async () => {
    const one = { dtype: 'U8', shape: [4], data_offsets: [0, 4] };
    const weights = await openWeights([
      called('a.safetensors', safetensorsOf({ a: one })),
      called('b.safetensors', safetensorsOf({ b: { ...one, dtype: 'F8_E5M2' } })),
    ]);
    expect(weights.notes).toEqual([
      'b.safetensors: The tensor of a type that is not read (F8_E5M2) was left out: “b”',
    ]);
  });
});

describe('the step of a checkpoint', () => {
  const scalar = (dtype: string, size: number, shape: readonly number[] = []) => ({
    dtype,
    shape,
    data_offsets: [0, size],
  });
  it.each<[string, object, number, number | null]>([
    ['text beside the tensors', { __metadata__: { iteration: '2000000000' } }, 0, 2_000_000_000],
    ['the first of several texts', { __metadata__: { global_step: '7', step: '5' } }, 0, 5],
    ['text that is no whole number', { __metadata__: { step: '1.5' } }, 0, null],
    ['a single whole number', { global_step: scalar('U16', 2) }, 2, 256],
    ['several', { step: scalar('U8', 4, [4]) }, 4, null],
    ['a fraction', { step: scalar('F32', 4) }, 4, null],
    ['a number of another name', { steps: scalar('U8', 1) }, 1, null],
  ])('is read from %s', async (_, header, size, step) => {
    expect((await openWeights([safetensorsOf(header, size)])).step).toBe(step);
  });

  it('is not read from a number that float32 would round', async () => {
    // 0, 1, 2, 3 are the bytes of 50462976.
    expect((await openWeights([safetensorsOf({ step: scalar('U32', 4) })])).step).toBe(null);
  });
});

describe('what is wrong with a checkpoint', () => {
  const twice = { a: { dtype: 'U8', shape: [4], data_offsets: [0, 4] } };
  it.each<[string, readonly ByteSource[], string]>([
    ['no file', [], 'There is no file'],
    ['an empty file', [text('x', '')], 'It is empty'],
    [
      'a pointer',
      [text('x', 'version https://git-lfs.github.com/spec/v1\noid sha256:0')],
      'It is a pointer of Git LFS, not the file itself: run git lfs pull',
    ],
    [
      'a web page',
      [text('x', '\n<!DOCTYPE html>')],
      'It is a web page, not weights: the download went wrong',
    ],
    ['a packed file', [bytesSource('x', Uint8Array.of(0x1f, 0x8b, 8))], 'It is compressed: unpack it first'],
    [
      'anything',
      [text('x', 'weights')],
      'It is of no format that is read here: safetensors, PyTorch (.pt, .pth, .bin), NumPy (.npy, .npz), Keras (.keras, .h5)',
    ],
    ['JSON', [text('x', '{}')], 'It is JSON without a “weight_map”, so no index of shards'],
    [
      'JSON for a file',
      [text('x', '{"weight_map": {"a": 1}}')],
      'It is damaged: it does not say which file the tensor “a” is in',
    ],
    [
      'an index alone',
      [index],
      '2 files are missing that belong to it: “model-00001-of-00002.safetensors” and “model-00002-of-00002.safetensors”',
    ],
    [
      'a shard that is missing',
      [index, shards[1]!],
      'A file is missing that belongs to it: “model-00001-of-00002.safetensors”',
    ],
    ['two indexes', [index, index, ...shards], 'There are 2 indexes of shards; a checkpoint has one'],
    [
      'a shard that is missing, without an index',
      [called('a-00003-of-00003.x', shards[1]!), called('a-00001-of-00003.x', shards[0]!)],
      'A file is missing that belongs to it: “a-00002-of-00003.x”',
    ],
    [
      'two tensors of a name',
      [safetensorsOf(twice), safetensorsOf(twice)],
      'Two of its files hold a tensor “a”',
    ],
    [
      'a broken one of several',
      [file('kernel.npy'), text('run/x.bin', 'x')],
      'x.bin: It is of no format that is read here: safetensors, PyTorch (.pt, .pth, .bin), NumPy (.npy, .npz), Keras (.keras, .h5)',
    ],
  ])('%s is refused', async (_, files, sentence) => {
    expect(await problem(files)).toBe(sentence);
  });

  it('a single shard of several is refused with the name of the others', async () => {
    expect(await problem([shards[0]!])).toBe(
      'A file is missing that belongs to it: “model-00002-of-00002.safetensors”',
    );
  });
});
