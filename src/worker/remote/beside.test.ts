/** Engines of this thread as parts beside others. */
import { expect, it } from 'vitest';
import { startHere } from '../../engine/host/processor.ts';
import type { EngineState, SnapshotId } from '../../engine/engine.ts';
import { startShardedEngine } from '../../engine/sharded/sharded-engine.ts';
import { digestOfRun, jumpRun, jumpSetup } from '../../engine/testing/jump-run.ts';
import { startBeside } from './beside.ts';

it.each([2, 5])('one of %i parts gives the bits of one engine, jumps and all', async (count) => {
  const whole = digestOfRun(await jumpRun(await startHere('simd', jumpSetup), jumpSetup));
  const start = startBeside('simd');
  const sharded = await startShardedEngine(jumpSetup, (part) => startHere('simd', part), count, start);
  expect(digestOfRun(await jumpRun(sharded, jumpSetup))).toBe(whole);
  sharded.dispose();
});

it('computes in the next task, when what is meant for others has been posted', async () => {
  const engine = await startBeside('simd')(jumpSetup);
  let isDone = false;
  const training = engine.train(1).then(() => (isDone = true));
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  expect(isDone).toBe(false);
  await training;
});

it('rejects what is asked after an order that failed', async () => {
  const engine = await startBeside('simd')(jumpSetup);
  engine.restore({} as EngineState);
  await expect(engine.train(1)).rejects.toThrow();
});

it('rejects a question about a snapshot that was released', async () => {
  const engine = await startBeside('simd')(jumpSetup);
  await expect(engine.sample([99 as SnapshotId], Uint32Array.of(0))).rejects.toThrow('released');
  expect((await engine.train(1)).loss).toHaveLength(jumpSetup.replicas.length);
});
