import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultSpec, fields, type ExperimentSpec } from '../../experiment/fields.ts';
import { readLink, writeLink } from '../../experiment/link/link.ts';
import { checkSpec } from '../../experiment/spec.ts';
import {
  maxFileLength,
  readCoefficients,
  writeCoefficients,
  type CoefficientFile,
  losesDigits,
  shortSingle,
} from './coefficient-file.ts';
import { frozenOf } from './open-coefficients.ts';

const ascending = (min: number, max: number, minLength: number, maxLength: number) =>
  fc
    .uniqueArray(fc.integer({ min, max }), { minLength, maxLength })
    .map((values) => values.sort((a, b) => a - b));

const anyNumber = fc.oneof(
  fc.float({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ noNaN: true, min: -1e30, max: 1e30 }),
);
const coefficient = anyNumber.map((x) => x + 0);

const layout = fc.record({
  horizons: ascending(1, 1000, 1, 64),
  inputs: ascending(0, 200, 2, 32).filter((inputs) => inputs.at(-1)! >= fields.window.min),
  groups: fc.constantFrom('shared', 'layer', 'kind'),
  layers: fc.integer({ min: 1, max: 7 }),
});

const anyFile: fc.Arbitrary<CoefficientFile> = layout.chain(({ horizons, inputs, groups, layers }) => {
  const width = inputs.length + 1;
  const row = fc.array(coefficient, { minLength: width, maxLength: width });
  const count = { shared: 1, kind: 2, layer: layers }[groups];
  const set = fc.record({
    name: fc.string({ maxLength: 80, unit: 'binary' }),
    values: fc.array(row, { minLength: horizons.length, maxLength: horizons.length }),
  });
  const from = fc.record({
    experiment: fc.string({ maxLength: 16 }),
    link: fc.webUrl({ withFragments: true }),
    arm: fc.constantFrom('farcaster', 'control', 'nobody'),
    seed: fc.nat(fields.seeds.maxSeed),
    step: fc.nat(20000),
  });
  return fc.record(
    {
      columns: fc.constantFrom('ends', 'four', 'last', 'all'),
      window: fc.constant(inputs.at(-1)!),
      stride: fc.integer({ min: 1, max: 100 }),
      inputs: fc.constant(inputs),
      horizons: fc.constant(horizons),
      groups: fc.constant(groups),
      sets: fc.array(set, { minLength: count, maxLength: count }),
      from,
    },
    { requiredKeys: ['columns', 'window', 'stride', 'inputs', 'horizons', 'groups', 'sets'] },
  );
});

const small: CoefficientFile = {
  columns: 'ends',
  window: 20,
  stride: 1,
  inputs: [0, 20],
  horizons: [10, 40],
  groups: 'shared',
  sets: [
    {
      name: 'all weights',
      values: [
        [-0.1, 1.1, 0],
        [-0.5, 1.5, 0.25],
      ],
    },
  ],
};

/** One part of a good file replaced by anything. */
const damaged = fc
  .tuple(
    fc.constantFrom(...Object.keys(small), 'format', 'version', 'from', 'name', 'values'),
    fc.oneof(fc.jsonValue(), fc.constantFrom<unknown>(-1, 0.5, 1e39, [], {}, [[]])),
  )
  .map(([key, value]) => {
    const raw = JSON.parse(writeCoefficients(small)) as Record<string, unknown>;
    if (key === 'name' || key === 'values') raw['sets'] = [{ ...small.sets[0], [key]: value }];
    else raw[key] = value;
    return JSON.stringify(raw);
  });

describe('a file of coefficients', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(anyFile, (file) => {
        const text = writeCoefficients(file);
        expect(text.length).toBeLessThan(maxFileLength * 2);
        if (text.length <= maxFileLength) expect(readCoefficients(text)).toEqual({ ok: true, file });
      }),
      { numRuns: 60 },
    );
  });

  it('never throws, whatever it holds, and tells what is wrong in one line', () => {
    const junk = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      damaged,
      fc.nat(400).map((at) => writeCoefficients(small).slice(0, at)),
      fc.nat(400).map((at) => writeCoefficients(small).slice(at)),
    );
    fc.assert(
      fc.property(junk, (text) => {
        const read = readCoefficients(text);
        if (read.ok) {
          // What passes is a file: it is written as it was read.
          expect(readCoefficients(writeCoefficients(read.file))).toEqual(read);
          return;
        }
        expect(read.problem).toMatch(/^\S[^\n]*\.$/);
      }),
      { numRuns: 400 },
    );
  });

  it('that fits an experiment goes through its link, to the number', () => {
    const fitting = fc
      .record({
        horizons: ascending(1, 1000, 1, 16),
        groups: fc.constantFrom('shared', 'layer', 'kind'),
        numbers: fc.array(coefficient, { minLength: 144, maxLength: 144 }),
      })
      .map(({ horizons, groups, numbers }): CoefficientFile => {
        const count = { shared: 1, kind: 2, layer: 3 }[groups];
        const sets = Array.from({ length: count }, (_, s) => ({
          name: `${s}`,
          values: horizons.map((_h, h) => numbers.slice(9 * h + 3 * s, 9 * h + 3 * s + 3)),
        }));
        return { ...small, horizons, groups, sets };
      });
    fc.assert(
      fc.property(fitting, (file) => {
        const fit = frozenOf(file, defaultSpec);
        if (!fit.ok) throw new Error(fit.problem);
        const { spec, corrections } = checkSpec(fit.values);
        expect(corrections).toEqual([]);
        const read = readLink(writeLink(spec));
        expect(read).toMatchObject({ ok: true, corrections: [], spec: { ...spec, ...fit.values } });
        // In single precision they are the numbers of the file.
        const sent = fit.values.frozen.filter((_, i) => i % 4 > 0).map(Math.fround);
        const meant = file.horizons.flatMap((_, h) => file.sets.flatMap(({ values }) => values[h]!));
        expect(sent).toEqual(meant.map((value) => Math.fround(value) + 0));
        const rounded = fit.notes.some((note) => note.includes('single precision'));
        expect(rounded).toBe(meant.some(losesDigits));
      }),
      { numRuns: 200 },
    );
  });
});

describe('what is wrong with a file', () => {
  const changed = (values: Record<string, unknown>): string =>
    JSON.stringify({ ...(JSON.parse(writeCoefficients(small)) as object), ...values });
  const cell = (value: unknown): string =>
    changed({
      sets: [
        {
          name: 'all weights',
          values: [
            [-0.1, 1.1, 0],
            [-0.5, value, 0.25],
          ],
        },
      ],
    });

  it.each([
    ['nothing', '', 'It is not JSON.'],
    ['text', 'A0,An,b', 'It is not JSON.'],
    ['a list', '[1, 2]', 'It is JSON, but no file of coefficients.'],
    ['another file', '{"a":1}', '“format” is missing.'],
    [
      'another format',
      changed({ format: 'x' }),
      '“format” is not “farcast-coefficients”: this is no file of coefficients.',
    ],
    ['a later version', changed({ version: 2 }), '“version” is not 1, the only one that this page reads.'],
    ['a number left out', cell(null), '“sets.0.values.1.1” is not a number.'],
    [
      'infinity',
      cell(0).replace('-0.5,0,', '-0.5,1e999,'),
      '“sets.0.values.1.1” is not a finite number of single precision.',
    ],
    ['too large a number', cell(1e39), '“sets.0.values.1.1” is not a finite number of single precision.'],
    [
      'a horizon too far',
      changed({ horizons: [10, 1001] }),
      '“horizons.1” is not a whole number from 1 to 1000.',
    ],
    ['horizons out of order', changed({ horizons: [40, 10] }), '“horizons” do not ascend.'],
    ['a horizon too many', changed({ horizons: [10, 20, 40] }), '“sets.0.values” has 2 rows for 3 horizons.'],
    [
      'an input too many',
      changed({ inputs: [0, 10, 20] }),
      '“sets.0.values.0” has 3 numbers, not 3 inputs and a constant.',
    ],
    [
      'inputs that end early',
      changed({ inputs: [0, 19] }),
      '“inputs” do not ascend to the window’s last snapshot, 20.',
    ],
    ['a group too few', changed({ groups: 'kind' }), '“sets” has length 1 where “groups” requires 2.'],
    ['unknown columns', changed({ columns: 'some' }), '“columns” is not one of ends, four, last, all.'],
    ['too much', ' '.repeat(maxFileLength + 1), 'It is 257 kB long; files of coefficients have at most 256.'],
  ])('%s is told', (_, text, problem) => {
    expect(readCoefficients(text)).toEqual({ ok: false, problem });
  });

  it.each<[string, Partial<CoefficientFile>, Partial<ExperimentSpec>, string]>([
    [
      'columns',
      { inputs: [0, 7, 20] },
      {},
      'They are for the snapshots 0, 7, 20 of a window; frozen ones can only be for its first and its last.',
    ],
    [
      'the newest columns',
      { inputs: [19, 20] },
      {},
      'They are for the snapshots 19, 20 of a window; frozen ones can only be for its first and its last.',
    ],
    [
      'the window',
      {},
      { window: 30 },
      'They are for a window of 20 snapshots; the window of this experiment has 30.',
    ],
    [
      'layers',
      { groups: 'layer', sets: [...small.sets, ...small.sets] },
      {},
      'They are for the 2 layers of another network; this one has 3.',
    ],
    [
      'how many there are',
      { horizons: Array.from({ length: 49 }, (_, h) => h + 1) },
      {},
      'With 49 horizons for 1 group of weights they are 196 numbers; a link carries 192.',
    ],
  ])('does not fit the experiment: %s', (_, values, spec, problem) => {
    expect(frozenOf({ ...small, ...values }, { ...defaultSpec, ...spec })).toEqual({ ok: false, problem });
  });
});

describe('numbers of single precision', () => {
  it('are written short, and mean the same', () => {
    expect([0.1, Math.fround(0.1), 1.1, -0.5, 0, 16777217, 3.4028234e38, 1e-45].map(shortSingle)).toEqual([
      0.1, 0.1, 1.1, -0.5, 0, 16777216, 3.4028235e38, 1e-45,
    ]);
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (single) => {
        const short = shortSingle(single);
        expect(Math.fround(short)).toBe(single + 0); // -0 is written as 0
        expect(shortSingle(short)).toBe(short);
        expect(losesDigits(single)).toBe(false);
        expect(losesDigits(short)).toBe(false);
      }),
    );
    expect(losesDigits(1 / 3)).toBe(true);
  });
});
