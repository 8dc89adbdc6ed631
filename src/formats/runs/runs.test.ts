import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sizeOf } from '../../core/model/layout.ts';
import { FormatError, bytesSource, type ByteSource } from '../source.ts';
import { encodeText } from '../text.ts';
import { arrange } from './order.ts';
import { proposeRuns } from './propose.ts';
import { openRuns, type OpenOptions, type OpenedRuns } from './runs.ts';
import { archiveOf, fileOf, watched, type TestTensor } from './testing/sources.ts';

type Tensors = Readonly<Record<string, TestTensor>>;

const layer: Tensors = {
  'fc1.weight': { shape: [2, 3], values: [1, 2, 3, 4, 5, 6] },
  'fc1.bias': { shape: [2], values: [7, 8] },
};
const shifted = (by: number): Tensors => ({
  'fc1.weight': { shape: [2, 3], values: [1, 2, 3, 4, 5, 6].map((value) => value + by) },
  'fc1.bias': { shape: [2], values: [7 + by, 8 + by] },
});

/** One run of files at steps 0, 10, 20 …, each with its tensors. */
const run = async (...files: readonly (Tensors | ((step: number) => Tensors))[]): Promise<ByteSource[]> =>
  Promise.all(
    files.map((tensors, index) =>
      fileOf(
        `run/step_${10 * index}.safetensors`,
        typeof tensors === 'function' ? tensors(10 * index) : tensors,
      ),
    ),
  );

const open = async (sources: readonly ByteSource[], options: OpenOptions = {}): Promise<OpenedRuns> => {
  const { arrangement, sources: all } = await proposeRuns(sources);
  return openRuns(arrangement, all, options);
};

const refused = async (sources: readonly ByteSource[], options: OpenOptions = {}): Promise<string> => {
  const error: unknown = await open(sources, options).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(FormatError);
  return (error as FormatError).message;
};

const whys = ({ tensors }: OpenedRuns) =>
  Object.fromEntries(tensors.map(({ name, leftOut }) => [name, leftOut]));

describe('files of a run', () => {
  test('are weights in a row, read in any range', async () => {
    const { recorded, notes, tensors } = await open(await run(shifted(0), shifted(100), shifted(200)));
    expect(recorded.steps).toEqual([0, 10, 20]);
    expect(recorded.runs).toEqual([{ name: 'run', jumps: [] }]);
    expect(recorded.parameters.tensors).toEqual([
      { name: 'fc1.weight', role: 'kernel', block: 1, shape: [2, 3], offset: 0, length: 6 },
      { name: 'fc1.bias', role: 'bias', block: 1, shape: [2], offset: 6, length: 2 },
    ]);
    expect(notes).toEqual([]);
    expect(tensors.map(({ name, dtype, role }) => [name, dtype, role])).toEqual([
      ['fc1.weight', 'F32', 'kernel'],
      ['fc1.bias', 'F32', 'bias'],
    ]);
    const all = [101, 102, 103, 104, 105, 106, 107, 108];
    for (let from = 0; from <= 8; from += 1)
      for (let to = from; to <= 8; to += 1)
        expect([...(await recorded.read(0, 1, from, to))]).toEqual(all.slice(from, to));
    await expect(recorded.read(0, 1, 0, 9)).rejects.toBeInstanceOf(RangeError);
    await expect(recorded.read(0, 3, 0, 1)).rejects.toBeInstanceOf(RangeError);
    await expect(recorded.read(1, 0, 0, 1)).rejects.toBeInstanceOf(RangeError);
  });

  test('may have their tensors in any order', async () => {
    const turned = Object.fromEntries(Object.entries(shifted(5)).reverse());
    const { recorded } = await open(await run(layer, turned, turned));
    expect([...(await recorded.read(0, 1, 5, 8))]).toEqual([11, 12, 13]);
  });

  test('may be of several types of numbers', async () => {
    const half = (dtype: TestTensor['dtype']): Tensors =>
      Object.fromEntries(Object.entries(layer).map(([name, tensor]) => [name, { ...tensor, dtype: dtype! }]));
    const opened = await open(await run(half('F64'), half('BF16'), half('F16')));
    for (const at of [0, 1, 2])
      expect([...(await opened.recorded.read(0, at, 0, 8))]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(opened.notes).toEqual([
      'Of several types in different checkpoints: “fc1.weight” and “fc1.bias”',
      'Numbers of 64 bits are rounded to 32',
    ]);
  });

  test('have what is no weight beside them, left out by a rule', async () => {
    const beside: Tensors = {
      'bn.running_mean': { shape: [2], values: 0 },
      'bn.num_batches_tracked': { shape: [], values: [3], dtype: 'I64' },
      'embeddings.position_ids': { shape: [1, 4], values: 0, dtype: 'I64' },
      'h.0.attn.bias': { shape: [1, 1, 2, 2], values: 1 },
      'rotary.inv_freq': { shape: [2], values: 1 },
      mask: { shape: [2], values: 1, dtype: 'BOOL' },
      empty: { shape: [0, 3], values: 0 },
    };
    const opened = await open(
      await run({ ...layer, ...beside }, { ...layer, ...beside }, { ...layer, ...beside }),
    );
    expect(whys(opened)).toEqual({
      'fc1.weight': null,
      'fc1.bias': null,
      'bn.running_mean': 'not trained, by its name',
      'bn.num_batches_tracked': 'whole numbers, not weights',
      'embeddings.position_ids': 'whole numbers, not weights',
      'h.0.attn.bias': 'not trained, by its name',
      'rotary.inv_freq': 'not trained, by its name',
      mask: 'true and false, not weights',
      empty: 'empty',
    });
    expect(opened.notes).toEqual([]);
  });

  test('differ, and that is said', async () => {
    const first: Tensors = {
      ...layer,
      gone: { shape: [1], values: 1 },
      grows: { shape: [2], values: 1 },
      typed: { shape: [1], values: 1 },
    };
    const later: Tensors = {
      ...layer,
      grows: { shape: [3], values: 1 },
      typed: { shape: [1], values: 1, dtype: 'I64' },
      fresh: { shape: [1], values: 1 },
    };
    const opened = await open(await run(first, later, later));
    expect(whys(opened)).toEqual({
      'fc1.weight': null,
      'fc1.bias': null,
      gone: 'not in 2 checkpoints, such as “run/step_10.safetensors”',
      grows: 'of another shape in “run/step_10.safetensors”',
      typed: 'no weights in “run/step_10.safetensors”: whole numbers',
      fresh: 'not in “run/step_0.safetensors”',
    });
    expect(opened.notes).toEqual([
      'Not in all checkpoints, so left out: “gone” and “fresh”',
      'Not of the same shape in all checkpoints, so left out: “grows”',
    ]);
    expect([...(await opened.recorded.read(0, 2, 0, 8))]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test('may be of a wrapped model', async () => {
    const wrap = (tensors: Tensors, prefix: string): Tensors =>
      Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [prefix + name, tensor]));
    const opened = await open(
      await run(layer, wrap(shifted(1), 'module.'), wrap(shifted(2), '_orig_mod.module.')),
    );
    expect(opened.recorded.parameters.tensors.map(({ name }) => name)).toEqual(['fc1.weight', 'fc1.bias']);
    expect([...(await opened.recorded.read(0, 2, 5, 7))]).toEqual([8, 9]);
    expect(opened.notes).toEqual([
      'The prefixes “module.” and “_orig_mod.” of names were left out: in “run/step_10.safetensors” and “run/step_20.safetensors”',
    ]);
  });

  test('are filtered by names and roles', async () => {
    const net: Tensors = {
      ...layer,
      'h.0.ln.weight': { shape: [2], values: 1 },
      'wte.weight': { shape: [4, 2], values: 1 },
    };
    const names = async (options: OpenOptions) =>
      (await open(await run(net, net, net), options)).recorded.parameters.tensors.map(
        ({ name, role }) => `${name} ${role}`,
      );
    expect(await names({})).toEqual([
      'fc1.weight kernel',
      'fc1.bias bias',
      'h.0.ln.weight scale',
      'wte.weight embedding',
    ]);
    expect(await names({ names: 'fc1.*' })).toEqual(['fc1.weight kernel', 'fc1.bias bias']);
    expect(await names({ names: '*.weight, !h.*' })).toEqual(['fc1.weight kernel', 'wte.weight embedding']);
    expect(await names({ names: '!*.weight' })).toEqual(['fc1.bias bias']);
    expect(await names({ roles: ['scale', 'bias'] })).toEqual(['fc1.bias bias', 'h.0.ln.weight scale']);
    expect(await names({ names: '*1*e*t' })).toEqual(['fc1.weight kernel']);
    expect(await refused(await run(net, net, net), { names: 'nothing' })).toBe(
      'The filter leaves no weights',
    );
  });

  test('that cannot be read are left out, and said', async () => {
    const files = await run(layer, layer, layer, layer);
    files[1] = bytesSource(files[1]!.name, (await files[1]!.read(0, files[1]!.size)).subarray(0, 150));
    const { recorded, notes } = await open(files);
    expect(recorded.steps).toEqual([0, 20, 30]);
    expect(notes).toEqual([
      expect.stringMatching(/^A checkpoint was left out\. “run\/step_10\.safetensors”: It is truncated/),
      'Checkpoints are not evenly spaced: 10 to 20 steps apart',
    ]);
    const broken = files.map(({ name }) => bytesSource(name, new Uint8Array(9)));
    expect(await refused(broken)).toMatch(/^No checkpoint can be read\. “run\/step_0\.safetensors”: It /);
  });

  test('that vanish later are named', async () => {
    const big: Tensors = { big: { shape: [100_000], values: 3 } };
    let vanished = false;
    const sources = (await run(big, big, big)).map((source) => ({
      ...source,
      read: async (from: number, to: number) => {
        if (vanished) throw new FormatError('It can no longer be read');
        return source.read(from, to);
      },
    }));
    const { recorded } = await open(sources);
    vanished = true;
    await expect(recorded.read(0, 1, 0, 100_000)).rejects.toThrow(
      /^“run\/step_10\.safetensors”: It can no longer be read$/,
    );
  });
});

describe('several runs', () => {
  const runs = async (steps: Readonly<Record<string, readonly number[]>>): Promise<ByteSource[]> =>
    Promise.all(
      Object.entries(steps).flatMap(([name, own]) =>
        own.map((step) => fileOf(`${name}/step_${step}.safetensors`, shifted(step))),
      ),
    );

  test('are compared at the steps that all have', async () => {
    const { recorded, notes } = await open(await runs({ seed1: [0, 5, 10, 20], seed0: [0, 10, 20, 30] }));
    expect([recorded.steps, recorded.runs.map(({ name }) => name)]).toEqual([
      [0, 10, 20],
      ['seed0', 'seed1'],
    ]);
    expect([...(await recorded.read(1, 2, 0, 1))]).toEqual([21]);
    expect(notes).toEqual(['Only the 3 steps that all 2 runs have are used, of up to 4']);
  });

  test.each([
    [
      { a: [0, 1, 2], b: [3, 4, 5] },
      'The 2 runs have no step in common, at least five are needed: use fewer runs, or correct their steps',
    ],
    [
      { a: [0, 1, 2], b: [0, 4, 5] },
      'The 2 runs have only one step in common, at least five are needed: use fewer runs, or correct their steps',
    ],
    [
      { a: [0, 1, 2], b: [0, 2] },
      'The 2 runs have only two steps in common, at least five are needed: use fewer runs, or correct their steps',
    ],
    [{ a: [0] }, 'There is only one checkpoint of a run: at least five are needed to forecast and compare'],
    [
      { a: [0, 4] },
      'There are only two checkpoints of a run: at least five are needed to forecast and compare',
    ],
    [{}, 'There is no checkpoint: at least five are needed to forecast and compare'],
  ])('that cannot be compared are refused: %o', async (steps, sentence) => {
    expect(await refused(await runs(steps))).toBe(sentence);
  });

  test('follow an arrangement that a person edited', async () => {
    const sources = await runs({ a: [0, 1, 2, 3, 4] });
    const { runs: proposed, losses } = arrange(sources.map(({ name }) => name));
    const checkpoints = proposed[0]!.checkpoints;
    const edited = checkpoints.map((each, index) => ({ ...each, step: 100 - each.step, used: index !== 1 }));
    const { recorded } = await openRuns({ runs: [{ name: 'mine', checkpoints: edited }], losses }, sources);
    expect([recorded.steps, recorded.runs[0]!.name]).toEqual([[96, 97, 98, 100], 'mine']);
    expect([...(await recorded.read(0, 3, 0, 1))]).toEqual([1]);
    const both = openRuns(
      { runs: [{ name: 'mine', checkpoints: edited.map((each) => ({ ...each, step: 5 })) }], losses },
      sources,
    );
    await expect(both).rejects.toThrow('Two checkpoints of the run “mine” are at step 5');
    const half = openRuns(
      { runs: [{ name: 'mine', checkpoints: edited.map((each) => ({ ...each, step: 0.5 })) }], losses },
      sources,
    );
    await expect(half).rejects.toThrow('The steps of the run “mine” are not all whole numbers from 0');
  });
});

test.each([
  [
    'different networks',
    [layer, { other: { shape: [2], values: 1 } }, layer],
    '“run/step_10.safetensors” has no weights in common with “run/step_0.safetensors”: they are of different networks',
  ],
  ['no tensors', [{}, {}, {}], 'The checkpoints have no tensors'],
  [
    'no weights',
    [1, 2, 3].map(() => ({ ids: { shape: [2], values: 1, dtype: 'I64' as const } })),
    'The checkpoints have no weights: no tensor of them is trained',
  ],
  [
    'nothing in common to all',
    [
      { a: { shape: [1], values: 1 }, b: { shape: [1], values: 1 } },
      { a: { shape: [1], values: 1 }, c: { shape: [1], values: 1 } },
      { b: { shape: [1], values: 1 }, c: { shape: [1], values: 1 } },
    ],
    'No tensor has the same shape in all checkpoints: they are of different networks',
  ],
] as [string, Tensors[], string][])(
  'checkpoints of %s are refused in one sentence',
  async (_, files, sentence) => {
    expect(await refused(await run(...files))).toBe(sentence);
  },
);

test('losses beside the weights are read for the run in their folder', async () => {
  const csv = (name: string, text: string) => bytesSource(name, encodeText(text));
  const files = await Promise.all(
    ['a', 'b'].flatMap((folder) =>
      [0, 10, 20].map((step) => fileOf(`${folder}/step_${step}.safetensors`, layer)),
    ),
  );
  const { losses, notes } = await open([
    ...files,
    csv('a/loss.csv', 'step,loss,val_loss\n0,2.5,\n10,1.5,1.75\n'),
    csv('all.csv', 'step,loss\n0,1\n'),
    csv('b/loss.csv', 'nonsense'),
  ]);
  expect(losses).toEqual([
    { file: 'a/loss.csv', run: 'a', losses: { steps: [0, 10], loss: [2.5, 1.5], validation: [NaN, 1.75] } },
    { file: 'all.csv', run: null, losses: { steps: [0], loss: [1], validation: [NaN] } },
  ]);
  expect(notes).toEqual([expect.stringMatching(/^Losses were left out\. “b\/loss\.csv”: /)]);
});

test('an archive of checkpoints is unpacked; files in it are named after it', async () => {
  const archive = await archiveOf('saved.zip', await run(shifted(0), shifted(1), shifted(2)));
  const { recorded, notes } = await open([archive]);
  expect([recorded.steps, recorded.runs[0]!.name, notes]).toEqual([[0, 10, 20], 'run', []]);
  expect([...(await recorded.read(0, 2, 0, 2))]).toEqual([3, 4]);
  const two = await proposeRuns([archive, archive]);
  expect(two.arrangement.ignored.map(({ why }) => why)).toEqual(
    Array(3).fill('Another file has the same name'),
  );
});

test('a step in the files counts more than their names', async () => {
  const files = await Promise.all(
    [3, 1, 2].map((step, index) => fileOf(`m_${index}.safetensors`, layer, { step: String(step) })),
  );
  const { recorded } = await open(files);
  expect(recorded.steps).toEqual([1, 2, 3]);
});

test('small tensors next to each other are read together', async () => {
  const tensors: Tensors = Object.fromEntries(
    Array.from({ length: 2000 }, (_, index) => [`t${index}`, { shape: [3], values: index }]),
  );
  const files = (await run(tensors, tensors, tensors)).map(watched);
  const { recorded } = await open(files);
  const before = files[1]!.reads;
  const weights = await recorded.read(0, 1, 0, 6000);
  expect([...weights.subarray(5990)]).toEqual([1996, 1997, 1997, 1997, 1998, 1998, 1998, 1999, 1999, 1999]);
  expect(files[1]!.reads - before).toBeLessThan(4);
});

test('thirty thousand tensors are handled', async () => {
  const tensors: Tensors = Object.fromEntries(
    Array.from({ length: 30_000 }, (_, index) => [`block.${index}.weight`, { shape: [1], values: 1 }]),
  );
  const file = await fileOf('step_0.safetensors', tensors);
  const bytes = await file.read(0, file.size);
  const { recorded } = await open([0, 1, 2].map((step) => bytesSource(`step_${step}.safetensors`, bytes)));
  expect([recorded.parameters.count, recorded.parameters.tensors.at(-1)!.block]).toEqual([30_000, 30_000]);
  expect([...(await recorded.read(0, 2, 20_000, 20_002))]).toEqual([1, 1]);
});

test('any range of any set of tensors is what the tensors are, one after the other', async () => {
  const shapes = fc.array(fc.tuple(fc.constantFrom([], [1], [2, 3], [5], [40]), fc.boolean()), {
    minLength: 1,
    maxLength: 6,
  });
  await fc.assert(
    fc.asyncProperty(shapes, fc.nat(), fc.nat(), async (all, a, b) => {
      let next = 0;
      const tensors: Tensors = Object.fromEntries(
        all.map(([shape, whole], index) => {
          const count = sizeOf(shape);
          return [
            `t${index}.w`,
            { shape, dtype: whole ? 'I64' : 'F32', values: Array.from({ length: count }, () => next++) },
          ];
        }),
      );
      const weights = Object.values(tensors).flatMap(({ dtype, values }) =>
        dtype === 'F32' ? (values as number[]) : [],
      );
      if (weights.length === 0) return;
      const { recorded } = await open(await run(tensors, tensors, tensors));
      const [from, to] = [a % (weights.length + 1), b % (weights.length + 1)].sort((x, y) => x - y) as [
        number,
        number,
      ];
      expect([...(await recorded.read(0, 1, from, to))]).toEqual(weights.slice(from, to));
    }),
    { numRuns: 40 },
  );
});
