/** Every kind of jump on engines that break. */
import { expect, it } from 'vitest';
import type { Engine } from '../engine.ts';
import { startReferenceEngine } from '../reference/reference-engine.ts';
import { fragile } from '../testing/fragile.ts';
import { digestOfRun, jumpRun, jumpSetup } from '../testing/jump-run.ts';
import { ResilientEngine } from './resilient-engine.ts';

it('repeats jumps of every kind, at whatever call they break', async () => {
  const start = (): Promise<Engine> => startReferenceEngine(jumpSetup);
  const expected = digestOfRun(await jumpRun(await start(), jumpSetup));
  let recovered = 0;
  for (let life = 0; life < 24; life += 1) {
    const restarts = [async () => fragile(await start(), 23 - life), start];
    const engine = new ResilientEngine(
      fragile(await start(), life),
      await (await start()).checkpoint(),
      restarts,
      () => (recovered += 1),
      life % 2 === 0 ? 0 : Infinity,
    );
    expect(digestOfRun(await jumpRun(engine, jumpSetup)), `${life} calls`).toBe(expected);
  }
  expect(recovered).toBeGreaterThan(24);
});
