import { describe, expect, test } from 'vitest';
import { defaultSpec, fieldNames, fieldOf, fields, type ExperimentSpec } from './fields.ts';
import { checkValue, formatValue, readText } from './kinds.ts';
import { canonicalText } from './link/link.ts';
import { currentVersion } from './link/versions.ts';
import { withTaskNeeds } from './networks.ts';
import { presets, presetSpec } from './presets.ts';
import { isRelevant } from './relevance.ts';
import { trainingExamples } from './rules.ts';
import { changedFields, checkSpec, correctionText } from './spec.ts';

const optimizerNames = Object.keys(fields.optimizer.options) as ExperimentSpec['optimizer'][];

const specWith = (values: Partial<ExperimentSpec>): ExperimentSpec => ({ ...defaultSpec, ...values });

describe('the field table', () => {
  test.each(fieldNames)('%s is complete and its default valid', (name) => {
    const field = fieldOf(name);
    expect(checkValue(field, field.default)).toEqual({ value: field.default, problem: null });
    expect(readText(field, formatValue(field, field.default))).toEqual(field.default);
    expect(field.label).not.toBe('');
    expect(field.help).toMatch(/\.$/);
    expect(field.key).toMatch(/^[a-z][a-z0-9]*$/);
    expect(field.since).toBeGreaterThanOrEqual(1);
    expect(field.since).toBeLessThanOrEqual(currentVersion);
  });

  test('link keys are distinct, and none is the version', () => {
    const keys = ['v', ...fieldNames.map((name) => fields[name].key)];
    expect(new Set(keys).size).toBe(keys.length);
  });

  test.each(fieldNames.filter((name) => fieldOf(name).kind === 'number'))('%s has whole steps', (name) => {
    const field = fieldOf(name);
    if (field.kind !== 'number') return;
    expect(field.min).toBeLessThan(field.max);
    expect(field.step).toBeGreaterThan(0);
    if (field.integer) expect([field.min, field.max, field.step].every(Number.isInteger)).toBe(true);
    if (field.zero !== undefined) expect(field.min).toBeLessThanOrEqual(0);
    // The logarithmic scale starts at the minimum; if a word stands for 0, at the increment.
    if (field.logarithmic === true && field.zero === undefined) expect(field.min).toBeGreaterThan(0);
  });
});

describe('checking', () => {
  test('no values give the default experiment', () => {
    expect(checkSpec({})).toEqual({ spec: defaultSpec, corrections: [] });
  });

  test('absent fields come from the base, foreign ones are left out', () => {
    const base = specWith({ noise: 0.2 });
    const { spec, corrections } = checkSpec({ samples: 64, colour: 'red' }, base);
    expect(spec).toEqual({ ...base, samples: 64 });
    expect(corrections).toEqual([]);
  });

  test('an inherited value is no value', () => {
    const raw = Object.create({ noise: 0.2 }) as Record<string, unknown>;
    expect(checkSpec(raw).spec.noise).toBe(defaultSpec.noise);
  });

  test('a value that is present but undefined is corrected', () => {
    const { spec, corrections } = checkSpec({ noise: undefined });
    expect(spec).toEqual(defaultSpec);
    expect(corrections).toEqual([{ field: 'noise', message: '“undefined” is not a number' }]);
  });

  test('a correction says what was used instead', () => {
    const { spec, corrections } = checkSpec({ batch: -8 });
    expect(corrections.map((correction) => correctionText(correction, spec))).toEqual([
      'Batch: -8 is below the minimum 0; full used.',
    ]);
  });
});

describe('rules between fields', () => {
  test.each<[string, Partial<ExperimentSpec>, Partial<ExperimentSpec>]>([
    ['a batch is at most the training split', { samples: 32, batch: 33 }, { batch: 0 }],
    ['images train in mini-batches', { task: 'fashion-mnist', batch: 0 }, { batch: 64 }],
    ['a sub-span has two snapshots', { window: 5, split: 3 }, { split: 2 }],
    [
      'a window fits before the first jump',
      { window: 20, stride: 3, warmup: 59, period: 61 },
      { warmup: 60 },
    ],
    ['a window fits between two jumps', { window: 20, stride: 3, warmup: 60, period: 60 }, { period: 61 }],
    [
      'frozen coefficients are rows of four with a whole horizon',
      { source: 'frozen', frozen: [1.5, 1, 2, 3, 10, 0, 1, 0, 0, 1, 2, 3, 20, 1] },
      { frozen: [10, 0, 1, 0] },
    ],
    [
      'frozen coefficients have the right number of groups',
      { source: 'frozen', groups: 'kind', frozen: [10, 0, 1, 0, 10, 1, 1, 1, 10, 2, 2, 2, 20, 3, 3, 3] },
      { frozen: [10, 2, 2, 2, 20, 3, 3, 3] },
    ],
    ['rates are not tuned for fits on other seeds', { tune: 'each', source: 'transfer' }, { tune: 'off' }],
    ['nor for networks', { tune: 'each', arms: ['control', 'wnn'] }, { tune: 'off' }],
    ['a swept rate is not tuned', { tune: 'each', sweep: 'learningRate' }, { tune: 'off' }],
    ['nor one swept across', { tune: 'each', sweep: 'noise', across: 'learningRate' }, { tune: 'off' }],
  ])('%s', (_, values, mended) => {
    const { spec, corrections } = checkSpec(values);
    expect(spec).toEqual(specWith({ ...values, ...mended }));
    expect(corrections.map(({ field }) => field)).toEqual(Object.keys(mended));
    expect(corrections[0]!.message).not.toBe('');
  });

  test.each<[string, Partial<ExperimentSpec>]>([
    ['a batch of the whole training split', { samples: 32, batch: 32 }],
    ['a batch larger than the absent examples of images', { task: 'fashion-mnist', samples: 32, batch: 512 }],
    ['the largest split', { window: 20, split: 10 }],
    [
      'frozen coefficients of every layer, or of all together',
      {
        source: 'frozen',
        groups: 'layer',
        layers: [8],
        frozen: [20, 0, 1, 0, 10, 0, 1, 0, 10, 1, 1, 1],
      },
    ],
    ['tuning where another setting is swept', { tune: 'each', sweep: 'window', source: 'oracle' }],
    ['a rate across no sweep', { tune: 'each', across: 'learningRate' }],
    ['any numbers where no coefficients are frozen', { frozen: [0.5, 1, 2] }],
    ['a window that just fits', { window: 20, stride: 3, warmup: 60, period: 61 }],
  ])('%s is in order', (_, values) => {
    expect(checkSpec(values)).toEqual({ spec: specWith(values), corrections: [] });
  });

  test.each(['random', 'surgery'] as const)(
    'the placebo %s brings the farcaster that it follows',
    (placebo) => {
      const { spec, corrections } = checkSpec({ arms: ['control', 'search', placebo] });
      expect(spec.arms).toEqual(['control', 'farcaster', 'search', placebo]);
      expect(corrections).toEqual([
        { field: 'arms', message: 'a placebo follows the farcaster, which must be included' },
      ]);
      expect(checkSpec({ arms: spec.arms }).corrections).toEqual([]);
    },
  );

  test.each(optimizerNames.filter((name) => name !== 'sgd'))(
    'with %s, twice the rate stands for momentum, which is there already',
    (optimizer) => {
      const { spec, corrections } = checkSpec({
        optimizer,
        arms: ['control', 'search', 'decay', 'momentum'],
      });
      expect(spec.arms).toEqual(['control', 'search', 'faster', 'decay']);
      expect(corrections.map((correction) => correctionText(correction, spec))).toEqual([
        'Arms: momentum is a rival only of plain gradient descent; for other optimizers, rate × 2 replaces it; control,search,faster,decay used.',
      ]);
      const both = checkSpec({ optimizer, arms: ['control', 'faster', 'momentum'] });
      expect(both.spec.arms).toEqual(['control', 'faster']);
      expect(checkSpec({ ...both.spec }).corrections).toEqual([]);
    },
  );

  test('gradient descent may be compared with momentum', () => {
    const values = { optimizer: 'sgd', arms: ['control', 'momentum'] } as const;
    expect(checkSpec(values)).toEqual({ spec: specWith(values), corrections: [] });
  });

  test('several broken rules are mended and listed together', () => {
    const { spec, corrections } = checkSpec({ window: 200, stride: 100, split: 2, samples: 64, batch: 128 });
    expect(corrections.map(({ field }) => field)).toEqual(['batch', 'warmup', 'period']);
    expect(spec).toMatchObject({ batch: 0, warmup: 20000, period: 20001 });
    expect(checkSpec({ ...spec })).toEqual({ spec, corrections: [] });
  });

  test('images have their own number of training examples', () => {
    expect(trainingExamples(specWith({ task: 'fashion-mnist' }))).toBe(6000);
    expect(trainingExamples(specWith({ samples: 96 }))).toBe(96);
  });

  test('the number of a text’s examples follows from the context, that of passages does not', () => {
    expect(trainingExamples(specWith({ task: 'moby-dick' }))).toBe(11_250);
    expect(trainingExamples(specWith({ task: 'moby-dick', context: 128 }))).toBe(2812);
    expect(trainingExamples(specWith({ task: 'century', context: 128 }))).toBe(1800);
  });

  test('a text is not given to a network that cannot read it', () => {
    const { spec, corrections } = checkSpec({ task: 'moby-dick', batch: 16 });
    expect(spec).toEqual(specWith({ task: 'moby-dick', network: 'gpt', batch: 16 }));
    expect(corrections).toMatchObject([
      { field: 'network', message: 'Moby-Dick (next character) needs a decoder' },
    ]);
    expect(checkSpec({ task: 'century', network: 'gpt', batch: 32 }).spec.network).toBe('encoder');
    expect(checkSpec({ task: 'digits', network: 'encoder', batch: 32 }).spec.network).toBe('mlp');
  });

  test('another task brings what it needs, and keeps what it can use', () => {
    const chosen = (task: ExperimentSpec['task'], draft: Partial<ExperimentSpec> = {}) =>
      checkSpec(withTaskNeeds({ task }, specWith(draft)), specWith(draft));
    expect(chosen('moby-dick')).toMatchObject({ spec: { network: 'gpt', batch: 16 }, corrections: [] });
    expect(chosen('digits', { task: 'fashion-mnist', network: 'cnn', batch: 8 }).spec).toMatchObject({
      ...{ network: 'cnn', batch: 8 },
    });
    expect(chosen('xor', { task: 'century', network: 'encoder', batch: 32 })).toMatchObject({
      ...{ spec: { network: 'mlp', batch: 32 }, corrections: [] },
    });
  });

  test('a convolutional network halves an image until a pixel is left, and heads share the width', () => {
    const digits = { task: 'digits', network: 'cnn', batch: 64 } as const;
    expect(checkSpec({ ...digits, filters: [4, 4, 4, 4] }).spec.filters).toEqual([4, 4, 4]);
    expect(checkSpec({ ...digits, filters: [4, 4, 4] }).corrections).toEqual([]);
    const encoder = { task: 'century', network: 'encoder', batch: 32, width: 24 } as const;
    expect(checkSpec({ ...encoder, heads: 5 }).spec.heads).toBe(4);
  });
});

describe('changed fields', () => {
  test('are named in the order of the table', () => {
    const other = specWith({ seeds: [1], task: 'xor', layers: [8] });
    expect(changedFields(defaultSpec, other)).toEqual(['task', 'layers', 'seeds']);
  });

  test('an equal list is no change', () => {
    expect(changedFields(defaultSpec, specWith({ layers: [8, 8], arms: [...defaultSpec.arms] }))).toEqual([]);
  });
});

describe('presets', () => {
  test.each(presets)('$label is valid as it stands', ({ values }) => {
    const { spec, corrections } = checkSpec(values);
    expect(corrections).toEqual([]);
    expect(spec).toEqual(specWith(values));
  });

  test('are distinct experiments, with separate names', () => {
    for (const name of [
      presets.map(({ id }) => id),
      presets.map(({ label }) => label),
      presets.map((preset) => canonicalText(presetSpec(preset))),
    ])
      expect(new Set(name).size).toBe(presets.length);
  });

  test('the first is the default experiment', () => {
    expect(presetSpec(presets[0]!)).toEqual(defaultSpec);
  });
});

describe('relevance', () => {
  test.each<[keyof ExperimentSpec, Partial<ExperimentSpec>, Partial<ExperimentSpec>]>([
    ['samples', {}, { task: 'fashion-mnist' }],
    ['noise', {}, { task: 'fashion-mnist' }],
    ['context', { task: 'moby-dick', network: 'gpt' }, { task: 'digits' }],
    ['context', { task: 'century', network: 'encoder' }, {}],
    ['activation', {}, { layers: [] }],
    ['momentum', { optimizer: 'momentum' }, { optimizer: 'adam' }],
    ['momentum', { optimizer: 'nesterov' }, { optimizer: 'sgd' }],
    ['beta1', { optimizer: 'adam' }, { optimizer: 'rmsprop' }],
    ['beta1', { optimizer: 'adamw' }, { optimizer: 'momentum' }],
    ['beta2', { optimizer: 'rmsprop' }, { optimizer: 'nesterov' }],
    ['beta2', { optimizer: 'adamw' }, { optimizer: 'sgd' }],
    ['candidates', {}, { arms: ['control'] }],
    ['gate', {}, { arms: ['control'] }],
  ])('%s matters with %o, not with %o', (name, where, elsewhere) => {
    expect(isRelevant(name, specWith(where))).toBe(true);
    expect(isRelevant(name, specWith(elsewhere))).toBe(false);
  });

  test('a field without a condition always matters', () => {
    for (const name of ['task', 'steps', 'seeds', 'engine'] as const)
      expect(isRelevant(name, specWith({ task: 'fashion-mnist', layers: [], arms: ['control'] }))).toBe(true);
  });
});
