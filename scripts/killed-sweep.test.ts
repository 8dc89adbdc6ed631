import { expect, it } from 'vitest';
import { randomNumbers } from './endurance/random.mjs';
import { killedSweep } from './lib/killed-sweep.mjs';

it('loses no point of a sweep and counts none twice when its processes are killed', async () => {
  const found = await killedSweep({ points: 40, kills: 8, block: 10, random: randomNumbers(3) });
  expect(found).toMatchObject({ killed: 8, code: 0, results: 40, rows: 80, digest: found.expected });
});
