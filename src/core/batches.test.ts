import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BatchOrder, batchSize, stepsPerEpoch, type BatchRule } from './batches.ts';

const batchAt = (rule: BatchRule, seed: number, step: number): number[] => [
  ...new BatchOrder(rule, seed).at(step),
];

/** All batches of one epoch, in order. */
function epoch(rule: BatchRule, seed: number, number: number): number[] {
  const order = new BatchOrder(rule, seed);
  const steps = stepsPerEpoch(rule);
  return Array.from({ length: steps }, (_, i) => [...order.at(number * steps + i)]).flat();
}

const ascending = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);

const anyRule = fc
  .record({ examples: fc.integer({ min: 1, max: 200 }), batch: fc.integer({ min: 0, max: 200 }) })
  .filter(({ examples, batch }) => batch <= examples);
const anySeed = fc.integer({ min: 0, max: 2 ** 31 - 1 });

describe('sizes', () => {
  test.each([
    [{ examples: 256, batch: 0 }, 256, 1],
    [{ examples: 256, batch: 256 }, 256, 1],
    [{ examples: 256, batch: 64 }, 64, 4],
    [{ examples: 100, batch: 30 }, 30, 3],
  ])('%o: %d examples a step, %d steps a pass', (rule, size, steps) => {
    expect(batchSize(rule)).toBe(size);
    expect(stepsPerEpoch(rule)).toBe(steps);
    expect(new BatchOrder(rule, 1).size).toBe(size);
  });
});

describe('order', () => {
  test('a full batch is all examples as they are stored, at every step', () => {
    for (const step of [0, 1, 99]) expect(batchAt({ examples: 7, batch: 0 }, 3, step)).toEqual(ascending(7));
  });

  test('one pass shows every example once', () => {
    for (const number of [0, 1, 7])
      expect(sorted(epoch({ examples: 96, batch: 32 }, 5, number))).toEqual(ascending(96));
  });

  test('a remainder is left out, another one in each pass', () => {
    const rule = { examples: 10, batch: 4 };
    const passes = ascending(40).map((number) => epoch(rule, 1, number));
    for (const pass of passes) expect(new Set(pass).size).toBe(8);
    for (const example of ascending(10)) {
      const shown = passes.filter((pass) => pass.includes(example)).length;
      expect(shown).toBeGreaterThan(20);
      expect(shown).toBeLessThan(40);
    }
  });

  test('passes and seeds differ, and none is the stored order', () => {
    const rule = { examples: 64, batch: 16 };
    const passes = [epoch(rule, 1, 0), epoch(rule, 1, 1), epoch(rule, 2, 0), ascending(64)];
    expect(new Set(passes.map(String)).size).toBe(4);
  });

  test('every example is as likely at every place', () => {
    const rule = { examples: 4, batch: 2 };
    const counts = new Map<string, number>();
    const passes = 4800;
    for (let number = 0; number < passes; number += 1) {
      const order = String(epoch(rule, 1, number));
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    for (const count of counts.values())
      expect(Math.abs(count - passes / 24)).toBeLessThan(5 * Math.sqrt(200));
  });

  test('for any rule: distinct examples within the split, and every pass without repetition', () => {
    fc.assert(
      fc.property(anyRule, anySeed, fc.nat(50), (rule, seed, number) => {
        const pass = epoch(rule, seed, number);
        expect(pass).toHaveLength(stepsPerEpoch(rule) * batchSize(rule));
        expect(new Set(pass).size).toBe(pass.length);
        expect(Math.max(...pass)).toBeLessThan(rule.examples);
      }),
    );
  });

  test('a step is the same whatever was asked before', () => {
    fc.assert(
      fc.property(anyRule, anySeed, fc.array(fc.nat(300), { minLength: 1 }), (rule, seed, steps) => {
        const order = new BatchOrder(rule, seed);
        for (const step of [...steps, ...steps.toReversed()])
          expect([...order.at(step)]).toEqual(batchAt(rule, seed, step));
      }),
      { numRuns: 50 },
    );
  });
});
