/** Calls as values: a run is a list of them. Tests what all engines built from other engines have in common. */
import { describe, expect, it } from 'vitest';
import { CalledEngine } from './called-engine.ts';
import { Performer, questions, type Answer, type Call, type Order, type Question } from './calls.ts';
import { currentWeights, type Engine, type EngineIdentity, type SnapshotId } from './engine.ts';
import { initialState } from './initial-state.ts';
import { JournaledEngine } from './journal/journaled-engine.ts';
import { startReferenceEngine } from './reference/reference-engine.ts';
import { ResilientEngine } from './resilient/resilient-engine.ts';
import { inThisThread } from './sharded/shard.ts';
import { startShardedEngine } from './sharded/sharded-engine.ts';
import { fragile } from './testing/fragile.ts';
import { digestOfRun, jumpRun, jumpSetup, plainMix } from './testing/jump-run.ts';
import { keep } from './testing/setups.ts';

/** Records the calls of an engine and forwards them. */
class Noted extends CalledEngine {
  readonly identity: EngineIdentity;
  readonly divided = undefined;
  readonly calls: Call[] = [];
  readonly #beneath: Performer;

  constructor(beneath: Engine) {
    super(jumpSetup.weights.length);
    this.identity = beneath.identity;
    this.#beneath = new Performer(beneath);
  }

  protected ask(call: Question): Promise<Answer> {
    this.calls.push(structuredClone(call));
    return this.#beneath.ask(call);
  }

  protected tell(call: Order): void {
    this.calls.push(structuredClone(call));
    this.#beneath.tell(call);
  }

  dispose(): void {
    this.#beneath.engine.dispose();
  }
}

const reference = (): Promise<Engine> => startReferenceEngine(jumpSetup);

const made: Readonly<Record<string, () => Promise<Engine>>> = {
  noted: async () => new Noted(await reference()),
  sharded: () => startShardedEngine(jumpSetup, inThisThread(startReferenceEngine), 2),
  resilient: async () =>
    new ResilientEngine(await reference(), initialState(jumpSetup), [reference], () => undefined),
  'resilient, over one that is lost': async () =>
    new ResilientEngine(fragile(await reference(), 1), initialState(jumpSetup), [reference], () => undefined),
  journaled: async () => new JournaledEngine(jumpSetup, { from: await reference(), write: async () => true }),
};

const all = Uint32Array.from({ length: jumpSetup.model.parameters.count }, (_, p) => p);

describe('a list of calls', () => {
  it('is a run: made again on another engine, as it was noted, it gives the same', async () => {
    const noted = new Noted(await reference());
    const expected = await jumpRun(noted, jumpSetup);
    expect(digestOfRun(expected)).toBe(digestOfRun(await jumpRun(await reference(), jumpSetup)));
    const again = new Performer(await reference());
    const answers = await Promise.all(noted.calls.map((call) => again.perform(call)));
    expect(answers.at(-1)).toEqual(expected.states.at(-1));
  });

  it('keeps the numbers by which journals know the questions', () => {
    const known = ['nextLoss', 'sample', 'gram', 'meanAbsolute', 'lossOf', 'score', 'checkpoint', 'train'];
    expect(Object.keys(questions)).toEqual(known);
  });
});

describe('snapshots named by the caller', () => {
  it('are never taken for others that the engine beneath calls the same', async () => {
    const engine = await reference();
    engine.release(engine.snapshot()); // From now on the engine's snapshot numbers are one ahead.
    const performer = new Performer(engine);
    const [first, second] = [1, 2] as SnapshotId[] as [SnapshotId, SnapshotId];
    performer.tell({ op: 'snapshot', id: first });
    await performer.ask({ op: 'train', steps: 3 });
    performer.tell({ op: 'snapshot', id: second });
    const now = await performer.ask({ op: 'sample', snapshots: [currentWeights], parameters: all });
    expect(await performer.ask({ op: 'sample', snapshots: [second], parameters: all })).toEqual(now);
    expect(await performer.ask({ op: 'sample', snapshots: [first], parameters: all })).not.toEqual(now);
    performer.tell({ op: 'release', id: second });
    // The engine already has a snapshot of that name: the first one.
    const asked = performer.perform({ op: 'sample', snapshots: [second], parameters: all });
    await expect(asked).rejects.toThrow('snapshot 2 was released');
    performer.tell({ op: 'release', id: second });
    expect(await performer.ask({ op: 'sample', snapshots: [first], parameters: all })).not.toEqual(now);
  });
});

describe.each(Object.entries(made))('an engine that is %s', (_, start) => {
  it('refuses a wrong number of weights at once, and remains usable', async () => {
    const engine = await start();
    expect(() => engine.load(new Float32Array(3))).toThrow(RangeError);
    expect((await engine.train(1)).loss).toHaveLength(5);
  });

  it.each([[[1, 1.5, 0, 0, 0]], [[0, 0, 0, 0, -1]], [[1]]])(
    'refuses a schedule that advances by %j at once, and remains usable',
    async (advance) => {
      const engine = await start();
      const everyone = [true, true, true, true, true];
      const mix = plainMix(jumpSetup, [currentWeights], [0.5, 0]);
      expect(() => engine.adopt(mix, everyone, { ...keep, advance })).toThrow(RangeError);
      expect(await engine.checkpoint()).toEqual(initialState(jumpSetup));
      const untouched = [true, false, false, false, false];
      engine.adopt(mix, untouched, { ...keep, advance: [1] });
      expect((await engine.checkpoint()).clocks[0]).toBe(1);
    },
  );

  it('keeps loaded weights as they were', async () => {
    const engine = await start();
    const weights = jumpSetup.weights.slice();
    const loaded = engine.load(weights);
    weights.fill(7);
    const values = await engine.sample([loaded], all);
    expect(values).toEqual(jumpSetup.weights);
  });

  it('makes jumps of every kind to the same digest', async () => {
    const expected = digestOfRun(await jumpRun(await reference(), jumpSetup));
    expect(digestOfRun(await jumpRun(await start(), jumpSetup))).toBe(expected);
  });
});
