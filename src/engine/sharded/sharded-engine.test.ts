/** Sharded engines, with one shard in this thread: order, lists and failures. */
import { describe, expect, it } from 'vitest';
import type { Answer, Call } from '../calls.ts';
import type { EngineState, SnapshotId } from '../engine.ts';
import { startHere } from '../host/processor.ts';
import { digestOfRun, jumpRun, jumpSetup } from '../testing/jump-run.ts';
import { inThisThread, type Shard, type StartShard } from './shard.ts';
import { startShardedEngine, type ShardedEngine } from './sharded-engine.ts';

const here = inThisThread((part) => startHere('simd', part));

/** A shard that records the lists it receives, and when it computes. */
const noting =
  (lists: (readonly Call[])[], start: StartShard = here): StartShard =>
  async (part) => {
    const shard = await start(part);
    return {
      identity: shard.identity,
      perform: (calls) => {
        lists.push(calls);
        return shard.perform(calls);
      },
      dispose: () => {
        shard.dispose();
      },
    };
  };

const opsOf = (lists: readonly (readonly Call[])[]): string[][] =>
  lists.map((calls) => calls.map(({ op }) => op));

it.each([1, 2, 5])('%i parts give the bits of one engine, jumps and all', async (count) => {
  const whole = digestOfRun(await jumpRun(await startHere('simd', jumpSetup), jumpSetup));
  const sharded = await startShardedEngine(jumpSetup, noting([]), count, here);
  expect(digestOfRun(await jumpRun(sharded, jumpSetup))).toBe(whole);
  sharded.dispose();
});

describe('lists', () => {
  it('hold what was called in one task, microtasks and all, and 32 at most', async () => {
    const lists: (readonly Call[])[] = [];
    const engine = await startShardedEngine(jumpSetup, noting(lists), 2, here);
    const first = engine.snapshot();
    await Promise.resolve();
    const training = engine.train(2);
    engine.release(first);
    expect(lists).toEqual([]);
    await training;
    expect(opsOf(lists)).toEqual([['snapshot', 'train', 'release']]);
    const many = Array.from({ length: 67 }, () => engine.train(1));
    expect(opsOf(lists.slice(1)).map(({ length }) => length)).toEqual([32, 32]);
    await Promise.all(many);
    expect(opsOf(lists.slice(1)).map(({ length }) => length)).toEqual([32, 32, 3]);
  });

  it('are computed in this thread only when all that is meant for others has gone out', async () => {
    const order: string[] = [];
    const told =
      (name: string): StartShard =>
      async (part) => {
        const engine = await startHere('simd', part);
        const train = engine.train.bind(engine);
        engine.train = (steps) => {
          order.push(`${name} ${steps}`);
          return train(steps);
        };
        return inThisThread(async () => engine)(part);
      };
    const elsewhere: StartShard = async (part) => {
      const shard = await told('other')(part);
      return { identity: shard.identity, perform: (calls) => shard.perform(calls), dispose: () => undefined };
    };
    const engine = await startShardedEngine(jumpSetup, elsewhere, 2, told('own'));
    const steps = Array.from({ length: 40 }, (_, i) => 1 + (i % 3));
    await Promise.all(steps.map((count) => engine.train(count)));
    expect(order).toEqual([
      ...steps.map((count) => `other ${count}`),
      ...steps.map((count) => `own ${count}`),
    ]);
  });
});

describe('a failure', () => {
  const broken =
    (error: Error, after: number): StartShard =>
    async (part) => {
      const shard = await here(part);
      let left = after;
      const perform = (calls: readonly Call[]): Promise<readonly Answer[]> => {
        left -= 1;
        return left < 0 ? Promise.reject(error) : shard.perform(calls);
      };
      return { identity: shard.identity, perform, dispose: () => undefined } satisfies Shard;
    };
  const start = (after: number): Promise<ShardedEngine> =>
    startShardedEngine(jumpSetup, broken(new Error('the worker crashed'), after), 2, here);

  it('of one part rejects all that its list asked, and all that is asked after', async () => {
    const engine = await start(1);
    expect((await engine.train(1)).loss).toHaveLength(jumpSetup.replicas.length);
    const together = [engine.train(1), engine.nextLoss()];
    for (const asked of together) await expect(asked).rejects.toThrow('the worker crashed');
    await expect(engine.score('test')).rejects.toThrow('the worker crashed');
  });

  it('of an order rejects what is asked after it, in whichever list', async () => {
    const engine = await startShardedEngine(jumpSetup, here, 2);
    engine.restore({ ...(await engine.checkpoint()), moments: null } as unknown as EngineState);
    await expect(engine.train(1)).rejects.toThrow();
    const other = await start(0);
    other.release(other.snapshot());
    await new Promise((resolve) => setTimeout(resolve, 20));
    await expect(other.train(1)).rejects.toThrow('the worker crashed');
  });

  it('is a question about a snapshot that was released', async () => {
    const engine = await startShardedEngine(jumpSetup, here, 2);
    await expect(engine.sample([99 as SnapshotId], Uint32Array.of(0))).rejects.toThrow('released');
  });
});
