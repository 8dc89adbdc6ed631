import { describe, expect, it } from 'vitest';
import { randomStream } from '../../core/rng.ts';
import { checkSpec } from '../../experiment/spec.ts';
import { conduct, type Pace } from '../../run/conduct.ts';
import type { RunEvent } from '../../run/events.ts';
import { planRun, type RunPlan } from '../../run/plan/plan.ts';
import type { Engine } from '../engine.ts';
import { startReferenceEngine } from '../reference/reference-engine.ts';
import { fragile } from '../testing/fragile.ts';
import { ResilientEngine, type Recovery } from './resilient-engine.ts';

const planOf = (steps: number): RunPlan =>
  planRun(
    checkSpec({ samples: 32, layers: [4], steps, seeds: [1, 2], learningRate: 0.5, optimizer: 'momentum' })
      .spec,
    null,
  );
const plan = planOf(160);
const pace: Pace = { allowance: async () => 7, spent: () => undefined };

async function eventsOf(engine: Engine, of: RunPlan = plan): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  await conduct(of, engine, pace, (event) => events.push(event));
  engine.dispose();
  return events;
}

/** Recorded numbers, independent of how they were cut into blocks. */
function numbersOf(events: readonly RunEvent[]): unknown {
  const blocks = events.filter((event) => event.type === 'progressed');
  return {
    losses: blocks.flatMap(({ loss }) => [...loss]),
    watched: blocks.flatMap(({ watched }) => [...watched]),
    others: events.filter(({ type }) => type !== 'progressed'),
  };
}

const reference = (): Promise<Engine> => startReferenceEngine(plan.setup);

describe('an engine over engines that break', () => {
  it(
    'gives what an unbroken one gives, at whatever call they break, with fresh checkpoints or none',
    {
      timeout: 60_000,
    },
    async () => {
      const whole = numbersOf(await eventsOf(await reference()));
      const random = randomStream(1, 'calibration');
      for (let trial = 0; trial < 40; trial += 1) {
        const recoveries: Recovery[] = [];
        const lives = [random.below(120), random.below(120), random.below(120)];
        const [first = 0, ...rest] = lives;
        const restarts = [...rest.map((life) => async () => fragile(await reference(), life)), reference];
        const engine = new ResilientEngine(
          fragile(await reference(), first),
          await (await reference()).checkpoint(),
          restarts,
          (recovery) => recoveries.push(recovery),
          trial % 2 === 0 ? 0 : Infinity,
        );
        expect(numbersOf(await eventsOf(engine)), `lives ${lives.join()}`).toEqual(whole);
        expect(recoveries.length).toBeGreaterThan(0);
        expect(recoveries[0]?.reason).toBe('device lost');
      }
    },
  );

  it('passes over one that does not start, and gives up when none is left', async () => {
    const state = await (await reference()).checkpoint();
    const missing = (): Promise<Engine> => Promise.reject(new Error('no adapter'));
    const saved = new ResilientEngine(
      fragile(await reference(), 3),
      state,
      [missing, reference],
      () => undefined,
    );
    expect((await saved.train(5)).loss).toHaveLength(5 * plan.replicas.length);
    const lost = new ResilientEngine(fragile(await reference(), 0), state, [missing], () => undefined);
    await expect(lost.train(1)).rejects.toThrow('device lost');
    await expect(lost.score('test')).rejects.toThrow('device lost');
  });

  it('skips one that throws at its start, at the state or at its announcement', async () => {
    const state = await (await reference()).checkpoint();
    const throws = (): never => {
      throw new RangeError('Array buffer allocation failed');
    };
    const unable = async (): Promise<Engine> => Object.assign(await reference(), { restore: throws });
    let told = 0;
    const saved = new ResilientEngine(
      fragile(await reference(), 3),
      state,
      [throws, unable, reference, reference],
      () => {
        told += 1;
        if (told === 1) throws();
      },
    );
    const { loss } = await saved.train(5);
    expect(loss).toEqual((await (await reference()).train(5)).loss);
    await saved.nextLoss();
    await saved.score('test');
    await saved.score('test');
    expect(told).toBe(2);
    const lost = new ResilientEngine(fragile(await reference(), 0), state, [throws, unable], () => undefined);
    await expect(lost.train(1)).rejects.toThrow('device lost');
    await expect(lost.score('test')).rejects.toThrow('device lost');
  });

  it('remembers no question that has been answered, and repeats what came before', async () => {
    const state = await (await reference()).checkpoint();
    const engine = new ResilientEngine(
      fragile(await reference(), 11),
      state,
      [reference],
      () => undefined,
      Infinity,
    );
    await engine.train(3);
    for (let i = 0; i < 10; i += 1) await engine.score('test');
    expect(engine.remembered).toBe(1);
    const [score, { loss }] = await Promise.all([engine.score('test'), engine.train(2)]);
    const whole = await reference();
    await whole.train(3);
    expect(score).toEqual(await whole.score('test'));
    expect(loss).toEqual((await whole.train(2)).loss);
    expect(engine.remembered).toBe(2);
  });

  it('remembers little, and holds no snapshot longer than its caller', { timeout: 30_000 }, async () => {
    let held = 0;
    const long = planOf(640);
    const counting = async (): Promise<Engine> => {
      const engine = await startReferenceEngine(long.setup);
      const snapshot = engine.snapshot.bind(engine);
      const load = engine.load.bind(engine);
      const release = engine.release.bind(engine);
      engine.snapshot = () => {
        held += 1;
        return snapshot();
      };
      engine.load = (weights) => {
        held += 1;
        return load(weights);
      };
      engine.release = (id) => {
        held -= 1;
        release(id);
      };
      return engine;
    };
    const state = await (await startReferenceEngine(long.setup)).checkpoint();
    const engine = new ResilientEngine(await counting(), state, [], () => undefined, 0);
    await eventsOf(engine, long);
    expect(held).toBe(0);
    // Of some 1,500 calls, only those of the rounds that are open at the same time.
    expect(engine.remembered).toBeLessThan(150);
    const broken = new ResilientEngine(
      fragile(await startReferenceEngine(long.setup), 100),
      state,
      [counting],
      () => undefined,
      Infinity,
    );
    held = 0;
    await eventsOf(broken, long);
    expect(held).toBe(0);
  });
});
