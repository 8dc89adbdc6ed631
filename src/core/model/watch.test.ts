import { describe, expect, test } from 'vitest';
import { tensorAt, type ParameterLayout } from './layout.ts';
import { mlpLayout } from './mlp.ts';
import { decoder } from './networks/transformer.ts';
import { chooseWatched, watchedCount } from './watch.ts';

const all = (): boolean => true;
const seeds = Array.from({ length: 30 }, (_, i) => i);
const kindsOf = (network: ParameterLayout, watched: Uint32Array): string[] =>
  Array.from(watched, (p) => {
    const { role, block } = network.tensors[tensorAt(network, p)]!;
    return `${role} ${block}`;
  });

describe('watched weights', () => {
  test.each([
    [[2, 8, 8, 2]],
    [[784, 10]],
    [[784, 32, 10]],
    [[2, 256, 256, 256, 256, 256, 256, 2]],
    [[2, 1, 1, 2]],
    [[2, 3]],
  ])('%o: the right number, distinct, ascending, in range', (widths) => {
    const network = mlpLayout(widths);
    for (const seed of seeds) {
      const watched = [...chooseWatched(network, all, seed)];
      expect(watched).toHaveLength(watchedCount);
      expect(new Set(watched).size).toBe(watchedCount);
      expect(watched).toEqual([...watched].sort((a, b) => a - b));
      expect(watched[0]).toBeGreaterThanOrEqual(0);
      expect(watched.at(-1)).toBeLessThan(network.count);
    }
  });

  test.each([
    [[2, 1], 3],
    [[2, 2], 6],
    [[2, 1, 2], 7],
    [[2, 1, 1], 5],
    [[2, 1, 1, 1], 7],
  ])('%o: a tiny network is watched whole', (widths, count) => {
    const network = mlpLayout(widths);
    expect(network.count).toBe(count);
    expect([...chooseWatched(network, all, 1)]).toEqual(Array.from({ length: count }, (_, i) => i));
  });

  test('every kernel and the last but one bias are represented', () => {
    const network = mlpLayout([2, 8, 8, 2]);
    for (const seed of seeds) {
      const kinds = kindsOf(network, chooseWatched(network, all, seed));
      expect(kinds.filter((kind) => kind.startsWith('bias'))).toEqual(['bias 2']);
      for (const layer of [1, 2, 3])
        expect(kinds.filter((kind) => kind === `kernel ${layer}`).length).toBeGreaterThan(1);
    }
  });

  test('in a transformer they are of the embedding, of many blocks, and of the output', () => {
    const shape = { context: 8, vocabulary: 20, width: 16, heads: 2, tied: false };
    for (const blocks of [1, 2, 3, 6])
      for (const seed of seeds) {
        const { parameters } = decoder({ ...shape, blocks });
        const watched = chooseWatched(parameters, all, seed);
        const names = Array.from(watched, (p) => parameters.tensors[tensorAt(parameters, p)]!.name);
        expect(new Set(names).size).toBe(watchedCount);
        expect(names).toContain('embedding.token');
        expect(names).toContain('head.kernel');
        const inBlocks = new Set(
          names.map((name) => name.split('.')[0]).filter((name) => name!.startsWith('block')),
        );
        expect(inBlocks.size).toBeGreaterThanOrEqual(Math.min(blocks, 4));
        expect(inBlocks).toContain('block1');
      }
  });

  test('those of a perceptron are the ones that published pictures show', () => {
    expect([...chooseWatched(mlpLayout([2, 8, 8, 2]), all, 1)]).toEqual([0, 1, 2, 37, 72, 92, 98, 104]);
  });

  test('weights of inputs that do not vary are left out', () => {
    const network = mlpLayout([784, 32, 10]);
    const varies = (input: number): boolean => input % 7 === 3;
    for (const seed of seeds) {
      const first = [...chooseWatched(network, varies, seed)].filter((p) => p < 784 * 32);
      expect(first.length).toBeGreaterThan(0);
      for (const p of first) expect((p % 784) % 7).toBe(3);
    }
  });

  test('where no input varies the other layers are watched', () => {
    const network = mlpLayout([784, 32, 10]);
    const kinds = kindsOf(
      network,
      chooseWatched(network, () => false, 1),
    );
    expect(kinds).toHaveLength(watchedCount);
    expect(kinds).not.toContain('kernel 1');
  });

  test('a seed always watches the same, seeds differ', () => {
    const network = mlpLayout([2, 8, 8, 2]);
    const choices = seeds.map((seed) => String(chooseWatched(network, all, seed)));
    expect(choices).toEqual(seeds.map((seed) => String(chooseWatched(network, all, seed))));
    expect(new Set(choices).size).toBe(seeds.length);
  });

  test('a parameter knows its tensor', () => {
    const network = mlpLayout([2, 3, 1]);
    expect([0, 5, 6, 12].map((p) => tensorAt(network, p))).toEqual([0, 0, 1, 3]);
    expect(() => tensorAt(network, 13)).toThrow(RangeError);
    expect(() => tensorAt(network, -1)).toThrow(RangeError);
  });
});
