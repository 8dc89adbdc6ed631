/** Tasks of text are run from their file to the verdict. */
import { expect, it } from 'vitest';
import { startSimdEngine } from '../engine/simd/simd-engine.ts';
import type { ExperimentSpec } from '../experiment/fields.ts';
import type { RunEvent } from './events.ts';
import { runOnFile } from './testing/file-runs.ts';

const run = (values: Partial<ExperimentSpec>): Promise<readonly RunEvent[]> =>
  runOnFile(
    {
      ...{ context: 8, width: 8, blocks: 1, heads: 2, optimizer: 'adam', learningRate: 0.03, batch: 16 },
      ...{ steps: 80, seeds: [1], gate: 'always', arms: ['control', 'farcaster'] },
      ...values,
    },
    startSimdEngine,
  );

const evaluated = (events: readonly RunEvent[]): Extract<RunEvent, { type: 'evaluated' }> => {
  const last = events.findLast((event) => event.type === 'evaluated');
  if (last?.type !== 'evaluated') throw new Error('nothing was evaluated');
  return last;
};

it('a decoder learns which characters follow others in Moby-Dick', async () => {
  const { guardLoss, testLoss } = evaluated(await run({ task: 'moby-dick', network: 'gpt' }));
  for (const loss of [...guardLoss, ...testLoss]) {
    // Below the frequency of characters, 4.33 bits; a decoder as small as this is above a bigram model.
    expect(loss / Math.LN2).toBeLessThan(4.33);
    expect(loss / Math.LN2).toBeGreaterThan(3);
  }
});

it('an encoder learns who wrote a passage', async () => {
  const values = {
    task: 'presidents',
    network: 'encoder',
    context: 32,
    arms: ['control'],
    learningRate: 0.01,
    steps: 200,
  } as const;
  const { testAccuracy } = evaluated(await run(values));
  expect(testAccuracy[0]).toBeGreaterThan(0.58);
});
