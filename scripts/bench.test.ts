/** What the benchmark measures and how it compares: the plan and the figures, without a browser. */
import { describe, expect, it } from 'vitest';
import { ratioFigures, rowOf, type Row } from '../bench/node/figures.mjs';
import { groupsOf, isSingle, networkNames, ways, type Case } from '../bench/node/plan.mjs';

const defaultCase: Case = {
  ...{ shape: 'default', network: '2-8-8-2', widths: [2, 8, 8, 2], activation: 'tanh' },
  ...{ batch: 256, optimizer: 'sgd', replicas: 50 },
};
const all = { only: ways, networks: networkNames };

describe('groups', () => {
  it('train the convolutional network and the transformer with Adam, libraries with one replica', () => {
    const groups = groupsOf({ ...all, networks: ['cnn', 'gpt'] }, defaultCase);
    expect(groups.map(({ label }) => label)).toEqual(['cnn batch 64 adam', 'gpt batch 16 adam']);
    for (const { cases, entries } of groups) {
      expect(cases.map(({ replicas }) => replicas)).toEqual([1, 8]);
      const ofLibraries = entries.filter(({ way }) => isSingle(way));
      expect(ofLibraries).toHaveLength(6);
      expect(ofLibraries.every(({ experiment }) => experiment.replicas === 1)).toBe(true);
      expect(entries.some(({ way }) => way === 'fused' || way.startsWith('tensorflow'))).toBe(false);
    }
  });

  it('measure the default experiment with engines only', () => {
    const last = groupsOf(all, defaultCase).at(-1);
    expect(last?.cases).toEqual([defaultCase]);
    expect(last?.entries.some(({ way }) => isSingle(way))).toBe(false);
  });
});

const row = (way: string, clock: number, processor: number): Row => {
  const entry = groupsOf({ only: [way], networks: ['cnn'] }, defaultCase)[0]?.entries[0];
  if (entry === undefined) throw new Error(`no ${way}`);
  return rowOf({ ...entry, samples: [{ clock, processor }], lossDifference: null });
};

const ratiosOf = (rows: Row[]): Record<string, number | null> =>
  Object.fromEntries(
    ratioFigures({ rows, automatic: [], jump: {}, defaultExperiment: defaultCase }).map(
      ({ name, value }) => [name, value] as const,
    ),
  );

describe('ratios', () => {
  it('compare with the fastest library: by processor time, or by the clock if it has a device', () => {
    const slow = [row('simd-1', 100, 300), row('stock-tfjs-wasm', 90, 10), row('jax-js-wasm', 4, 5)];
    expect(ratiosOf(slow)).toMatchObject({
      'simd-1 / the fastest library in the browser, stock-tfjs-wasm': 30,
    });
    expect(ratiosOf([...slow, row('jax-js-webgpu', 50, 1)])).toMatchObject({
      'simd-1 / the fastest library in the browser, jax-js-webgpu': 2,
    });
  });

  it('are null if nothing was measured to compare with', () => {
    expect(ratiosOf([row('simd-1', 100, 300), row('pytorch-cpu', 100, 150)])).toMatchObject({
      'simd-1 / the fastest library in the browser': null,
      'simd-1 / pytorch-cpu': 2,
    });
  });
});
