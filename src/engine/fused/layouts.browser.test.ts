/** Random networks, batches and pools: the fused engine against the reference engine. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EngineSetup } from '../engine.ts';
import { gradientError, trajectoryError } from '../testing/comparison.ts';
import { smallSetup } from '../testing/setups.ts';

const setups: fc.Arbitrary<EngineSetup> = fc
  .record({
    inputs: fc.integer({ min: 1, max: 9 }),
    hidden: fc.array(fc.integer({ min: 1, max: 21 }), { maxLength: 4 }),
    outputs: fc.integer({ min: 1, max: 6 }),
    replicas: fc.integer({ min: 1, max: 5 }),
    examples: fc.integer({ min: 2, max: 40 }).map((half) => 2 * half),
    batch: fc.integer({ min: 0, max: 4 }),
    ownData: fc.boolean(),
    activation: fc.constantFrom('tanh', 'sigmoid', 'linear' as const),
    loss: fc.constantFrom('cross-entropy', 'squared-error' as const),
    seed: fc.integer({ min: 1, max: 1000 }),
  })
  .map(({ inputs, hidden, outputs, replicas, batch, activation, loss, ...rest }) =>
    smallSetup(
      {
        widths: [inputs, ...hidden, loss === 'cross-entropy' ? outputs + 1 : outputs],
        loss,
        activation,
        learningRates: Array.from({ length: replicas }, (_, r) => 0.02 * (r + 1)),
        ...rest,
      },
      { batch },
    ),
  );

test('agrees on random layouts', { timeout: 180_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(setups, async (setup) => {
      expect(await gradientError('fused', setup)).toBeLessThan(1e-5);
      expect(await trajectoryError('fused', setup)).toBeLessThan(1e-4);
    }),
    { numRuns: 10, seed: 7, endOnFailure: true },
  );
});
