import { describe, expect, test } from 'vitest';
import { defaultSpec, type ExperimentSpec } from '../experiment/fields.ts';
import { sequence } from '../experiment/kinds.ts';
import { presets, presetSpec } from '../experiment/presets.ts';
import { checkSpec } from '../experiment/spec.ts';
import { estimateMemory, memoryLimit, mostTogether, togetherLimit } from './memory.ts';

/** The control and the farcaster over sixteen seeds. */
const base: ExperimentSpec = { ...defaultSpec, arms: ['control', 'farcaster'], seeds: sequence(1, 16) };

const bytesWith = (values: Partial<ExperimentSpec>): number =>
  estimateMemory(checkSpec(values, base).spec).bytes;

describe('memory', () => {
  test('the default experiment, by hand', () => {
    // 50 replicas x 114 weights x (2 + 1 + 40 x 4 open rounds) = 929 100; data 10 x 512 x (2 + 2) = 20 480;
    // records 2 x 800 x 50 x (1 + 8) = 720 000; four bytes each.
    expect(estimateMemory(defaultSpec).bytes).toBe(4 * (929_100 + 20_480 + 720_000));
  });

  test('two arms and sixteen seeds, by hand', () => {
    // 32 replicas x 114 weights x (2 + 3 x 4 open rounds) = 51 072; data 16 x 512 x (2 + 2) = 32 768;
    // records 2 x 800 x 32 x (1 + 8) = 460 800; four bytes each.
    expect(bytesWith({})).toBe(4 * (51_072 + 32_768 + 460_800));
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

  test('grows with the moments of the optimizer', () => {
    const sgd = bytesWith({});
    expect(bytesWith({ optimizer: 'adam' }) - sgd).toBe(2 * (bytesWith({ optimizer: 'rmsprop' }) - sgd));
  });

  test('counts a velocity for every replica where an arm brings momentum', () => {
    const without = bytesWith({ arms: ['control', 'decay'] });
    expect(bytesWith({ arms: ['control', 'momentum'] }) - without).toBe(4 * 32 * 114);
  });

  test('of experiments that train together: all but the data is there once for each', () => {
    const spec = base;
    const one = estimateMemory(spec).bytes;
    expect(estimateMemory(spec, 5).bytes - one).toBe(4 * (one - 4 * 32_768));
  });

  test('counts what is recorded of other seeds where forecasts learn from those', () => {
    // 18 forecasts x (3 snapshots + 8 horizons) x 16 seeds x 114 weights, and what other horizons change.
    const { spec } = checkSpec({ source: 'transfer', seeds: [1, 2, 3, 4] }, base);
    const plain = estimateMemory({ ...spec, source: 'oracle' }).bytes;
    const forecasts = Math.ceil(spec.steps / spec.period);
    const columns = (estimateMemory(spec).bytes - plain) / (4 * 4 * 114 * forecasts);
    expect(columns).toBe(3 + spec.candidates);
    expect(estimateMemory(spec, 3).bytes - estimateMemory({ ...spec, source: 'oracle' }, 3).bytes).toBe(
      3 * (estimateMemory(spec).bytes - plain),
    );
  });

  test('as many train together as fit, one always, and all of the sweep that is a preset', () => {
    const swept = presetSpec(presets.find(({ id }) => id === 'rate')!);
    expect(mostTogether(swept, 5)).toBe(5);
    const { spec } = checkSpec({ layers: [64, 64], seeds: sequence(1, 8) }, base);
    const most = mostTogether(spec, 16);
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThan(16);
    expect(estimateMemory(spec, most).bytes).toBeLessThanOrEqual(togetherLimit);
    expect(mostTogether({ ...spec, steps: 20_000, seeds: sequence(1, 64) }, 16)).toBe(1);
  });

  test.each(presets)('$label fits', (preset) => {
    expect(estimateMemory(presetSpec(preset)).bytes).toBeLessThan(memoryLimit / 2);
  });

  test('a huge run does not fit, and the advice names its largest part', () => {
    const huge: [Partial<ExperimentSpec>, string][] = [
      [{ layers: [256, 256, 256, 256, 256, 256], seeds: sequence(1, 64), optimizer: 'adam' }, 'layers'],
      [{ steps: 20000, seeds: sequence(1, 64) }, 'steps'],
      [{ samples: 4096, steps: 10, warmup: 40 }, 'examples'],
    ];
    for (const [values, advice] of huge)
      expect(estimateMemory(checkSpec(values, base).spec).advice).toContain(advice);
    expect(bytesWith(huge[0]![0])).toBeGreaterThan(memoryLimit);
  });
});
