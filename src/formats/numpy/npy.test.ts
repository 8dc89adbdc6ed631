import { describe, expect, it } from 'vitest';
import { openWeights } from '../open-weights.ts';
import { bytesSource, FormatError, type ByteSource } from '../source.ts';
import { zipOf } from '../testing/archives.ts';
import { contentOf, file, truth } from '../testing/files.ts';
import { asNpy } from '../testing/hand-made.ts';
import { openNpy } from './npy.ts';

const types: Readonly<Record<string, string>> = {
  ...{ float16: 'F16', float32: 'F32', float64: 'F64', int64: 'I64', bool: 'BOOL' },
};
const everything = Object.fromEntries(
  Object.entries(truth).map(([name, { dtype, ...rest }]) => [name, { dtype: types[dtype], ...rest }]),
);

const openNpz = async (name: string) => openWeights([file(name)]);

describe('NumPy archives', () => {
  it.each(['all.npz', 'compressed.npz', 'big-endian.npz', 'fortran.npz'])(
    '%s is read exactly',
    async (name) => {
      const weights = await openNpz(name);
      const { tied, ...content } = await contentOf(weights);
      expect(content).toEqual(everything);
      expect(tied).toEqual(content['encoder.kernel']);
      expect(weights).toMatchObject({ format: 'NumPy', step: 1000, notes: [], metadata: {} });
    },
  );

  it('stored column by column are read in turns', async () => {
    const weights = await openNpz('fortran.npz');
    const names = ['head.double', 'encoder.kernel', 'head.double'];
    for (const [turn, name] of names.entries()) {
      const at = weights.tensors.findIndex((tensor) => tensor.name === name);
      expect([...(await weights.read(at, turn, turn + 1))]).toEqual([truth[name]!.values[turn]]);
    }
  });

  it('that are damaged say where', async () => {
    const entry = (name: string, bytes: Uint8Array) => ({ name: `${name}.npy`, bytes });
    const npy = asNpy("{'descr': '<f4', 'fortran_order': False, 'shape': (3,)}", new Uint8Array(12));
    const good = await npy.read(0, npy.size);
    const archive = zipOf([entry('good', good), entry('cut', good.subarray(0, -5))]);
    await expect(openWeights([bytesSource('x.npz', archive)])).rejects.toThrow(
      'The array “cut”: It is truncated: 5 bytes of its numbers are missing',
    );
    await expect(
      openWeights([bytesSource('x.npz', zipOf([entry('none', good.slice(0, 0))]))]),
    ).rejects.toThrow('The array “none”: It is truncated: it ends within its NumPy header');
  });

  it('without an array of real numbers are refused', async () => {
    const npy = asNpy("{'descr': '|O', 'fortran_order': False, 'shape': ()}", new Uint8Array(12));
    const archive = zipOf([{ name: 'a.npy', bytes: await npy.read(0, npy.size) }]);
    await expect(openWeights([bytesSource('x.npz', archive)])).rejects.toThrow(
      'It holds no array of real numbers',
    );
  });

  it('leave out what is no array of real numbers, and say so', async () => {
    const weights = await openNpz('refused.npz');
    expect(weights.tensors.map(({ name }) => name)).toEqual(['kernel']);
    expect(weights.notes).toEqual([
      'Not arrays of real numbers, and left out: “object”, “complex”, “text” and 4 more',
      'Not arrays of NumPy, and left out: “readme.txt”',
    ]);
  });
});

describe('NumPy arrays', () => {
  it.each(['version-2.npy', 'version-3.npy'])('%s is read', async (name) => {
    const weights = await openNpy(file(name));
    expect(await contentOf(weights)).toEqual({ [name.slice(0, -4)]: everything['head.double'] });
  });

  it('stored column by column are given row by row, in pieces, from one reading', async () => {
    const source = file('cube-fortran.npy');
    let reads = 0;
    const weights = await openNpy({ ...source, read: (from, to) => ((reads += 1), source.read(from, to)) });
    const opened = reads;
    const counting = Array.from({ length: 24 }, (_, i) => i);
    for (const [from, to] of [
      [0, 5],
      [5, 7],
      [7, 20],
    ] as const)
      expect([...(await weights.read(0, from, to))]).toEqual(counting.slice(from, to));
    // The caller may write into what it gets.
    (await weights.read(0, 0, 20)).fill(0);
    expect([...(await weights.read(0, 0, 24))]).toEqual(counting);
    expect(reads - opened).toBe(1);
    // Nothing is held once its end was read.
    await weights.read(0, 0, 1);
    expect(reads - opened).toBe(2);
  });

  it('stored column by column are refused if they are too many to be held', async () => {
    const size = 2 ** 28 + 100;
    const start = asNpy(
      `{'descr': '|i1', 'fortran_order': True, 'shape': (2, ${2 ** 27 + 1})}`,
      new Uint8Array(0),
    );
    const source: ByteSource = { ...start, size: start.size + size };
    const weights = await openNpy(source);
    await expect(weights.read(0, 0, 1)).rejects.toThrow(
      'It has an array of more than 268 million numbers that is stored column by column: save it with numpy.ascontiguousarray',
    );
  });

  it('with bytes behind them are read, and it is said', async () => {
    const weights = await openNpy(
      asNpy("{'descr': '<i2', 'fortran_order': False, 'shape': (1,)}", new Uint8Array(5)),
    );
    expect(weights.notes).toEqual(['3 bytes after the array were left out']);
    expect(weights.tensors).toMatchObject([{ name: 'made', dtype: 'I16', shape: [1], count: 1 }]);
  });
});

describe('what is wrong with a NumPy array', () => {
  const array = (descr: string, shape = '(1,)', order = 'False') =>
    asNpy(`{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${shape}, }\n`, new Uint8Array(8));
  const unreadable = 'It is damaged: its NumPy header cannot be read';

  it.each<[string, ByteSource, string]>([
    ['objects', array("'|O'"), 'It holds Python objects: they are never loaded here'],
    ['complex numbers', array("'<c8'"), 'It holds complex numbers'],
    ['text', array("'<U7'"), 'It holds text'],
    ['bytes', array("'|S1'"), 'It holds text'],
    ['dates', array("'<M8[D]'"), 'It holds dates'],
    ['durations', array("'<m8[ns]'"), 'It holds durations'],
    ['raw bytes', array("'|V2'"), 'It holds raw bytes, as bfloat16 is saved by NumPy: save it as float32'],
    [
      'long doubles',
      array("'<f16'"),
      'It holds floating-point numbers of more than 64 bits: save it as float64',
    ],
    [
      'fields',
      array("[('a', '<f4'), ('b', '<i4', (2,))]"),
      'It holds records of several fields: save each as an array',
    ],
    ['an unknown type', array("'<x4'"), 'It holds numbers of a type that is not read'],
    ['a property of objects as type', array("'toString'"), 'It holds numbers of a type that is not read'],
    ['no file', bytesSource('x', new Uint8Array(11)), 'It is truncated: it ends within its NumPy header'],
    ['another file', bytesSource('x', new Uint8Array(12)), 'It is not an array of NumPy'],
    [
      'version 4',
      asNpy('{}', new Uint8Array(8), 4),
      'It is written in version 4 of NumPy’s format; 1 to 3 are read',
    ],
    ['too few numbers', array("'<f4'", '(3,)'), 'It is truncated: 4 bytes of its numbers are missing'],
    [
      'more numbers than any file has',
      array("'<f4'", `(${2 ** 31}, ${2 ** 31})`),
      'It is damaged: a tensor in it is larger than any file',
    ],
    [
      'a negative axis',
      array("'<f4'", '(-1,)'),
      'It is damaged: a shape in it is not a list of whole numbers',
    ],
    [
      'a number as shape',
      array("'<f4'", '(3)'),
      'It is damaged: a shape in it is not a list of whole numbers',
    ],
    [
      'no order',
      array("'<f4'", '(1,)', '1'),
      'It is damaged: its NumPy header does not say what its numbers are',
    ],
    [
      'a list',
      asNpy('[1]', new Uint8Array(8)),
      'It is damaged: its NumPy header does not say what its numbers are',
    ],
    ['a call', array("__import__('os').system('true')"), unreadable],
    ['arithmetic', array("'<f4'", '(1+1,)'), unreadable],
    ['a fraction', array("'<f4'", '(1.5,)'), unreadable],
    ['no end', asNpy("{'descr': '<f4'", new Uint8Array(8)), unreadable],
    ['no commas', asNpy("{'descr': '<f4' 'shape': (1,)}", new Uint8Array(8)), unreadable],
    ['more than one value', asNpy('{} {}', new Uint8Array(8)), unreadable],
    ['depth', asNpy('['.repeat(60_000), new Uint8Array(8)), unreadable],
  ])('%s is refused', async (_, source, sentence) => {
    const error = await openNpy(source).then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(FormatError);
    expect((error as FormatError).message).toBe(sentence);
  });

  it('a header that claims to be long is not read', async () => {
    const source = asNpy('{}', new Uint8Array(8), 2);
    new DataView((await source.read(0, source.size)).buffer).setUint32(8, 2 ** 31, true);
    await expect(openNpy(source)).rejects.toThrow('It is damaged: its header claims to be longer than 1 MB');
  });

  it('the shapes of old Python, with long numbers, are read', async () => {
    const weights = await openNpy(
      asNpy("{'shape': (2L, 1L), 'fortran_order': True, 'descr': \"=i1\"}", Uint8Array.of(1, 2)),
    );
    expect(await contentOf(weights)).toEqual({ made: { dtype: 'I8', shape: [2, 1], values: [1, 2] } });
  });
});
