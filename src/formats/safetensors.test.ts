import { describe, expect, it } from 'vitest';
import { bytesFrom } from './numbers.ts';
import { openSafetensors, writeSafetensors, type TensorToWrite } from './safetensors.ts';
import { bytesSource, FormatError, type ByteSource } from './source.ts';
import { contentOf, file, truth } from './testing/files.ts';
import { asSafetensors, safetensorsOf } from './testing/hand-made.ts';

const problem = async (source: ByteSource): Promise<string> => {
  const error = await openSafetensors(source).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(FormatError);
  return (error as FormatError).message;
};

const types: Readonly<Record<string, string>> = {
  ...{ float16: 'F16', float32: 'F32', float64: 'F64', int64: 'I64', bool: 'BOOL' },
};

describe('safetensors', () => {
  it('written by the library of the format are read exactly', async () => {
    const weights = await openSafetensors(file('all.safetensors'));
    const expected = Object.entries(truth).map(([name, { shape, dtype, values }]) => [
      name,
      { shape, dtype: types[dtype], values },
    ]);
    const { 'encoder.brain': brain, ...content } = await contentOf(weights);
    expect(content).toEqual(Object.fromEntries(expected));
    // Eighths up to 100 fit in bfloat16 only rounded.
    expect(brain).toMatchObject({ dtype: 'BF16', shape: [3, 4] });
    expect(brain!.values.slice(0, 6)).toEqual([Infinity, -Infinity, -0, 2 ** -24, -11.75, -9]);
    expect(weights).toMatchObject({ format: 'safetensors', step: 1000, notes: [] });
    expect(weights.metadata).toEqual({ format: 'pt', step: '1000' });
  });

  it('are read in pieces, each the caller’s own', async () => {
    const weights = await openSafetensors(file('all.safetensors'));
    const at = weights.tensors.findIndex(({ name }) => name === 'encoder.kernel');
    const piece = await weights.read(at, 4, 6);
    expect([...piece]).toEqual([-11.75, -9]);
    piece.fill(0);
    expect([...(await weights.read(at, 4, 6))]).toEqual([-11.75, -9]);
    expect([...(await weights.read(at, 12, 12))]).toEqual([]);
    await expect(weights.read(at, 4, 13)).rejects.toThrow(FormatError);
    await expect(weights.read(99, 0, 0)).rejects.toThrow(FormatError);
  });

  it('give tensors in the order of their numbers, whatever their names', async () => {
    const weights = await openSafetensors(
      safetensorsOf({
        b: { dtype: 'U8', shape: [2], data_offsets: [1, 3] },
        7: { dtype: 'U8', shape: [], data_offsets: [3, 4] },
        ['__proto__']: { dtype: 'U8', shape: [1], data_offsets: [0, 1] },
      }),
    );
    expect(weights.tensors.map(({ name }) => name)).toEqual(['__proto__', 'b', '7']);
    expect([...(await weights.read(1, 0, 2))]).toEqual([1, 2]);
  });

  it('may have tensors without numbers anywhere', async () => {
    const empty = (at: number) => ({ dtype: 'U8', shape: [0], data_offsets: [at, at] });
    const full = { dtype: 'U8', shape: [4], data_offsets: [0, 4] };
    const weights = await openSafetensors(safetensorsOf({ full, first: empty(0), last: empty(4) }));
    expect(weights.tensors.map(({ name }) => name)).toEqual(['first', 'full', 'last']);
  });

  it('of types that are not read leave these out, and say so', async () => {
    const weights = await openSafetensors(
      safetensorsOf({
        a: { dtype: 'F8_E4M3', shape: [3], data_offsets: [0, 3] },
        b: { dtype: 'U8', shape: [1], data_offsets: [3, 4] },
      }),
    );
    expect(weights.tensors.map(({ name }) => name)).toEqual(['b']);
    expect([...(await weights.read(0, 0, 1))]).toEqual([3]);
    expect(weights.notes).toEqual(['The tensor of a type that is not read (F8_E4M3) was left out: “a”']);
  });

  it('with a hundred thousand tensors are opened', async () => {
    const entries = Array.from({ length: 100_000 }, (_, i) => [
      `layers.${i}.weight`,
      { dtype: 'U8', shape: [1], data_offsets: [i, i + 1] },
    ]);
    const weights = await openSafetensors(safetensorsOf(Object.fromEntries(entries) as object, 100_000));
    expect(weights.tensors).toHaveLength(100_000);
    expect([...(await weights.read(99_999, 0, 1))]).toEqual([99_999 % 256]);
  });
});

describe('what is wrong with safetensors', () => {
  const u8 = (from: number, to: number) => ({ dtype: 'U8', shape: [to - from], data_offsets: [from, to] });
  it.each<[string, ByteSource, string]>([
    [
      'nothing',
      bytesSource('x', new Uint8Array(7)),
      'It is truncated: it ends before the length of its header',
    ],
    [
      'a header of 2^63 bytes',
      bytesSource('x', new Uint8Array([0, 0, 0, 0, 0, 0, 0, 128, 123])),
      'It is damaged: its header claims to be longer than 100 MB',
    ],
    [
      'a header longer than the file',
      bytesSource('x', new Uint8Array([3, 0, 0, 0, 0, 0, 0, 0, 123, 125])),
      'It is truncated: it ends within its header',
    ],
    ['no JSON', asSafetensors('{"a":'), 'It is damaged: what should be JSON in it is not'],
    ['deep JSON', asSafetensors('['.repeat(1_000_000)), 'It is damaged: what should be JSON in it is not'],
    ['a list', asSafetensors('[]'), 'It is damaged: its header is not a list of tensors'],
    ['text for a tensor', asSafetensors('{"a":"b"}'), 'It is damaged: its header is not a list of tensors'],
    [
      'one name twice',
      asSafetensors(`{"a":${JSON.stringify(u8(0, 2))},"\\u0061":${JSON.stringify(u8(2, 4))}}`),
      'It is damaged: two of its tensors have the same name',
    ],
    [
      'numbers as metadata',
      safetensorsOf({ __metadata__: { a: 1 } }),
      'It is damaged: its metadata are not text',
    ],
    [
      'no type',
      safetensorsOf({ a: { shape: [4], data_offsets: [0, 4] } }),
      'It is damaged: its header does not say what and where the tensor “a” is',
    ],
    [
      'places beyond 2^53',
      asSafetensors('{"a":{"dtype":"U8","shape":[0],"data_offsets":[9007199254740992,9007199254740993]}}'),
      'It is damaged: its header does not say what and where the tensor “a” is',
    ],
    [
      'negative places',
      safetensorsOf({ a: { dtype: 'U8', shape: [4], data_offsets: [-4, 0] } }),
      'It is damaged: its header does not say what and where the tensor “a” is',
    ],
    [
      'an end before the start',
      safetensorsOf({ a: u8(0, 4), b: { dtype: 'U8', shape: [1], data_offsets: [4, 3] } }),
      'It is damaged: its header does not say what and where the tensor “b” is',
    ],
    [
      'overlap',
      safetensorsOf({ a: u8(0, 3), b: u8(2, 4) }),
      'It is damaged: the tensor “b” overlaps another',
    ],
    ['a gap', safetensorsOf({ a: u8(0, 1), b: u8(2, 4) }), 'It is damaged: the tensor “b” comes after a gap'],
    [
      'bytes after the last',
      safetensorsOf({ a: u8(0, 3) }),
      'It is damaged: 1 bytes of it belong to no tensor',
    ],
    ['too few bytes', safetensorsOf({ a: u8(0, 9) }), 'It is truncated: 5 bytes of its tensors are missing'],
    [
      'another size than the shape',
      safetensorsOf({ a: { dtype: 'F32', shape: [2], data_offsets: [0, 4] } }),
      'It is damaged: the tensor “a” has another size than its shape says',
    ],
    [
      'a shape whose product overflows',
      safetensorsOf({ a: { dtype: 'U8', shape: [2 ** 31, 2 ** 31, 4], data_offsets: [0, 4] } }),
      'It is damaged: a tensor in it is larger than any file',
    ],
    [
      'half an axis',
      safetensorsOf({ a: { dtype: 'U8', shape: [0.5, 8], data_offsets: [0, 4] } }),
      'It is damaged: a shape in it is not a list of whole numbers',
    ],
    [
      'too many axes',
      safetensorsOf({ a: { dtype: 'U8', shape: Array(65).fill(1), data_offsets: [0, 4] } }),
      'It is damaged: a tensor in it has more than 64 axes',
    ],
  ])('%s is refused', async (_, source, sentence) => {
    expect(await problem(source)).toBe(sentence);
  });

  it('bytes that are not UTF-8 are refused', async () => {
    const source = bytesSource('x', new Uint8Array([2, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0xff]));
    expect(await problem(source)).toBe('It is damaged: what should be text in it is not UTF-8');
  });
});

describe('safetensors written', () => {
  const written = async (tensors: readonly TensorToWrite[], metadata?: Record<string, string>) => {
    const pieces: Uint8Array[] = [];
    for await (const piece of writeSafetensors(tensors, metadata)) pieces.push(piece);
    return bytesSource('x', new Uint8Array(Buffer.concat(pieces)));
  };
  const tensor = (name: string, dtype: 'F64' | 'F32' | 'F16' | 'BF16', values: number[]): TensorToWrite => ({
    name,
    dtype,
    shape: [values.length],
    bytes: () => values.map((value) => bytesFrom(Float32Array.of(value), dtype)),
  });

  it('are read as they were written, wider numbers first, all at multiples of their width', async () => {
    const source = await written(
      [
        tensor('half', 'F16', [0.5, -1, 3]),
        tensor('brain', 'BF16', [2]),
        { name: 'mask', dtype: 'BOOL', shape: [1, 1], bytes: () => [new Uint8Array([1])] },
        tensor('__proto__', 'F32', [1, 2, 3]),
        tensor('“ü”\n', 'F64', [0.1]),
        { name: 'none', dtype: 'F32', shape: [0, 2], bytes: () => [] },
      ],
      { step: '12', author: 'someone' },
    );
    const header = new DataView((await source.read(0, 8)).slice().buffer).getUint32(0, true);
    expect(header % 8).toBe(0);
    const weights = await openSafetensors(source);
    expect(weights).toMatchObject({ metadata: { step: '12', author: 'someone' }, step: 12, notes: [] });
    expect(Object.entries(await contentOf(weights)).map(([name, { values }]) => [name, values])).toEqual([
      ['“ü”\n', [Math.fround(0.1)]],
      ['none', []],
      ['half', [0.5, -1, 3]],
      ['brain', [2]],
      ['mask', [1]],
    ]);
    // An own property of that name cannot be seen in the object above.
    expect(weights.tensors.map(({ name }) => name)).toContain('__proto__');
  });

  it('hold the header alone before the first numbers are requested', async () => {
    const asked: string[] = [];
    const counted = ['a', 'b'].map((name) => {
      const made = tensor(name, 'F32', [1]);
      return { ...made, bytes: () => (asked.push(name), made.bytes()) };
    });
    const pieces = writeSafetensors(counted);
    await pieces.next();
    expect(asked).toEqual([]);
    await pieces.next();
    expect(asked).toEqual(['a']);
  });

  it.each<[string, readonly TensorToWrite[], string]>([
    ['one name twice', [tensor('a', 'F32', [1]), tensor('a', 'F32', [1])], 'The name “a” is taken'],
    ['the name of the metadata', [tensor('__metadata__', 'F32', [1])], 'The name “__metadata__” is taken'],
    [
      'too few numbers',
      [{ ...tensor('a', 'F32', [1]), shape: [2] }],
      'The tensor “a” has not the 8 bytes that its shape says',
    ],
    [
      'too many',
      [{ ...tensor('a', 'F32', [1, 2]), shape: [1] }],
      'The tensor “a” has not the 4 bytes that its shape says',
    ],
  ])('with %s are refused', async (_, tensors, message) => {
    await expect(written(tensors)).rejects.toThrow(message);
  });
});
