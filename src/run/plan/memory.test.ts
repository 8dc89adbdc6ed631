import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { armNames } from '../../experiment/arms.ts';
import { defaultSpec, type ExperimentSpec } from '../../experiment/fields.ts';
import { sequence } from '../../experiment/kinds.ts';
import { presets, presetSpec } from '../../experiment/presets.ts';
import { checkSpec } from '../../experiment/spec.ts';
import { forecastPlan } from '../../core/forecast/forecast-plan.ts';
import { readLink } from '../../experiment/link/link.ts';
import { estimateMemory, memoryLimit, memoryParts, maxTogether, togetherLimit } from './memory.ts';

/** The control and the farcaster over sixteen seeds. */
const base: ExperimentSpec = { ...defaultSpec, arms: ['control', 'farcaster'], seeds: sequence(1, 16) };

const bytesWith = (values: Partial<ExperimentSpec>): number =>
  estimateMemory(checkSpec(values, base).spec).bytes;

describe('memory', () => {
  test('two arms and sixteen seeds, by hand', () => {
    // 32 replicas x 114 weights: the initial ones in two places, the current ones, and 3 snapshots of the window and
    // 2 of each of the 4 older ones that are open.
    // Records: 2 x 800 losses and 8 x 800 watched weights of each, and 40 bytes a step for the statistics of each
    // arm.
    // 37 forecasts: 8 horizons and the start of 8 watched weights, coefficients [8, 32, 3], scores of the 16 controls
    // with 8 x (5 + 2 x 6 tensors) numbers, 16 jumps, and 160 frames.
    const { spec } = checkSpec({}, base);
    const horizons = forecastPlan(spec).horizons;
    const open = Math.ceil(horizons.at(-1)! / 21);
    expect(memoryParts(spec)).toEqual({
      weights: 4 * 32 * 114 * (3 + 3 + 2 * open),
      passes: 0,
      data: 4 * 2 * 16 * 2 * 256 * (2 + 2),
      curves: 4 * 800 * 32 * (2 + 8) + 40 * 800 * 2,
      transit: 4 * 1.5 * 800 * 32 * 9 + 37 * 32 * 2 ** 14,
      forecasts:
        37 * (4 * 9 * 32 * 8 + 4 * 8 * 32 * 3 + 16 * (16 * 8 * 17 + 200) + 16 * 100) + 4 * 160 * 32 * 114,
      lessons: 0,
    });
  });

  test.each<[string, Partial<ExperimentSpec>]>([
    ['more seeds', { seeds: sequence(1, 32) }],
    ['more examples', { samples: 512 }],
    ['wider layers', { layers: [16, 8] }],
    ['deeper networks', { layers: [8, 8, 8] }],
    ['more steps', { steps: 1000 }],
    ['an optimizer with moments', { optimizer: 'momentum' }],
    ['horizons that reach over more jumps', { split: 6 }],
  ])('grows with %s', (_, values) => {
    expect(bytesWith(values)).toBeGreaterThan(bytesWith({}));
  });

  test('counts the values of large networks in two threads of an engine', () => {
    const { spec } = checkSpec({ task: 'moby-dick', network: 'gpt', batch: 256, seeds: [1] }, base);
    // Embedding, position, two blocks and the head, of 32 characters; 2 heads of attention in each block.
    const block = 32 * (10 * 32 + 2 * 128);
    const values = 32 * 32 * 2 + 2 * block + 32 * (32 + 64);
    expect(memoryParts(spec).passes).toBe(4 * 2 * 256 * (2 * values + 2 * 2 * 32 * 32) - 2 ** 25);
  });

  test('grows with the moments of the optimizer', () => {
    const sgd = bytesWith({});
    expect(bytesWith({ optimizer: 'adam' }) - sgd).toBe(2 * (bytesWith({ optimizer: 'rmsprop' }) - sgd));
  });

  test('counts a velocity for every replica where an arm brings momentum', () => {
    const without = bytesWith({ arms: ['control', 'decay'] });
    expect(bytesWith({ arms: ['control', 'momentum'] }) - without).toBe(4 * 32 * 114);
  });

  test('of experiments that train together: everything but the data exists once for each, and no full weights are recorded', () => {
    const [one, three] = [memoryParts(base), memoryParts(base, 3)];
    for (const part of ['weights', 'curves', 'transit'] as const) expect(three[part]).toBe(3 * one[part]);
    expect(three.data).toBe(one.data);
    expect(three.forecasts).toBe(3 * (one.forecasts - 4 * 160 * 32 * 114));
  });

  test('counts what is recorded of other seeds where forecasts learn from those', () => {
    const { spec } = checkSpec({ source: 'transfer', seeds: [1, 2, 3, 4] }, base);
    const forecasts = Math.ceil((spec.steps - spec.warmup) / spec.period);
    expect(memoryParts(spec).lessons / (4 * 4 * 114 * forecasts)).toBe(2 + spec.candidates);
    expect(memoryParts(spec, 3).lessons).toBe(3 * memoryParts(spec).lessons);
    expect(memoryParts({ ...spec, source: 'oracle' }).lessons).toBe(0);
  });

  test('of the watched weights, coefficients and frames no more than the page keeps', () => {
    const { spec } = checkSpec({ steps: 20_000, seeds: sequence(1, 64), period: 20_001 }, base);
    expect(memoryParts(spec).curves).toBe(4 * 20_000 * 128 * 2 + 64 * 2 ** 20 + 40 * 20_000 * 2);
    expect(memoryParts(spec).transit).toBe(112 * 2 ** 20);
    const { spec: often } = checkSpec({ steps: 20_000, seeds: sequence(1, 64) }, base);
    expect(memoryParts(often).forecasts).toBeGreaterThan(2 ** 27);
    const brief = { ...often, steps: 800 };
    expect(memoryParts(brief).transit).toBe(4 * 1.5 * 800 * 128 * 9 + 37 * 128 * 2 ** 14);
    expect(memoryParts({ ...brief, period: 10 }).transit).toBe(4 * 1.5 * 800 * 128 * 9 + 88 * 2 ** 20);
  });

  test('the number that train together is what fits, at least one, and all of the preset sweep', () => {
    const swept = presetSpec(presets.find(({ id }) => id === 'rate')!);
    expect(maxTogether(swept, 5)).toBe(5);
    const { spec } = checkSpec({ layers: [64, 64], seeds: sequence(1, 8) }, base);
    const most = maxTogether(spec, 16);
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThan(16);
    expect(memoryParts(spec, most).weights).toBeLessThanOrEqual(togetherLimit);
    expect(maxTogether({ ...spec, steps: 20_000, seeds: sequence(1, 64) }, 16)).toBe(1);
  });

  test.each(presets)('$label fits', (preset) => {
    expect(estimateMemory(presetSpec(preset)).bytes).toBeLessThan(memoryLimit / 2);
  });

  test('what is published fits, and so do the longest run of many arms and the widest', () => {
    const published = readFileSync('docs/FINDINGS.md', 'utf8').match(/#v=\d[^`)\s]*/g) ?? [];
    expect(published.length).toBeGreaterThan(20);
    const long = `#v=2&layers=2&samples=32&seeds=41&steps=20000&arms=${armNames.join()}&period=20001&warmup=20`;
    const wide = `#v=2&task=fashion-mnist&layers=${Array(6).fill(256).join()}&seeds=14&batch=1024&optimizer=adam&steps=20000`;
    for (const link of [...published, long, wide]) {
      const read = readLink(link);
      if (!read.ok) throw new Error(read.reason);
      expect(estimateMemory(read.spec).bytes, link).toBeLessThan(memoryLimit);
    }
  });

  const huge: [Partial<ExperimentSpec>, Partial<ExperimentSpec>, Partial<ExperimentSpec>][] = [
    [
      { layers: [256, 256, 256, 256, 256, 256], seeds: sequence(1, 64), optimizer: 'adam' },
      { seeds: sequence(1, 16) },
      { layers: [64, 64, 64, 64, 64, 64] },
    ],
    [{ steps: 20_000, seeds: sequence(1, 64), candidates: 16 }, { period: 2000 }, { seeds: sequence(1, 16) }],
  ];

  test.each(huge)('a huge run does not fit, and what is advised helps: %j', (values, ...helps) => {
    const { spec } = checkSpec(values, base);
    const { bytes, advice } = estimateMemory(spec);
    expect(bytes).toBeGreaterThan(0.45 * memoryLimit);
    const words = { seeds: 'seeds', layers: 'layers', period: 'period', steps: 'steps' };
    for (const help of helps) {
      expect(advice).toContain(words[Object.keys(help)[0] as keyof typeof words]);
      expect(estimateMemory({ ...spec, ...help }).bytes).toBeLessThan(0.6 * bytes);
    }
  });
});
