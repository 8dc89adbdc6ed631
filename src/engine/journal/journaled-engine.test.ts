/** Engines that are interrupted and continue from their journal, against engines that were not interrupted. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkSpec } from '../../experiment/spec.ts';
import type { ExperimentSpec } from '../../experiment/fields.ts';
import { conduct, type Pace } from '../../run/conduct.ts';
import type { RunEvent } from '../../run/events.ts';
import { planRun, type RunPlan } from '../../run/plan/plan.ts';
import type { Engine } from '../engine.ts';
import { startReferenceEngine } from '../reference/reference-engine.ts';
import { digestOfRun, jumpRun, jumpSetup } from '../testing/jump-run.ts';
import { Written } from '../testing/written.ts';
import { JournalMismatch } from './journal.ts';
import { JournaledEngine, type Recorded } from './journaled-engine.ts';

type Start = () => Promise<Engine>;

/** The journal as read after this many entries, with a counter of engine starts. */
async function found(written: Written, count: number, start: Start): Promise<Recorded> {
  const engine = await start();
  // Starting an engine takes time: calls wait for it meanwhile.
  const late = async (): Promise<Engine> => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    return engine;
  };
  return { journal: written.journal(count), identity: engine.identity, start: late };
}

/** Numbers and all other events of a run, independent of how they were cut into blocks. */
function storyOf(events: readonly RunEvent[]): unknown {
  const blocks = events.filter((event) => event.type === 'progressed');
  return {
    losses: blocks.flatMap(({ loss }) => [...loss]),
    watched: blocks.flatMap(({ watched }) => [...watched]),
    others: events.filter(({ type }) => type !== 'progressed'),
  };
}

/** Requests blocks of these lengths in turn, and a jump at these steps. */
function paceOf(lengths: readonly number[], jumpsAt: readonly number[] = [], stopAt = Infinity): Pace {
  let turn = 0;
  let done = 0;
  const nextJump = (): number => jumpsAt.find((step) => step > done) ?? Infinity;
  return {
    allowance: async () => {
      await new Promise((resolve) => setTimeout(resolve));
      return Math.min(lengths[(turn += 1) % lengths.length]!, nextJump() - done, stopAt - done);
    },
    jumpWanted: () => jumpsAt.includes(done),
    spent: (steps) => (done += steps),
  };
}

async function storyOn(plan: RunPlan, engine: Engine, pace: Pace): Promise<unknown> {
  const events: RunEvent[] = [];
  // Listeners may transfer the arrays of events.
  await conduct(plan, engine, pace, (event) => {
    const buffers = Object.values(event).flatMap((value: unknown) =>
      value instanceof Float32Array ? [value.buffer] : [],
    );
    events.push(structuredClone(event, { transfer: buffers }));
  });
  engine.dispose();
  await new Promise((resolve) => setTimeout(resolve));
  return storyOf(events);
}

const smallSpec = (values: Partial<ExperimentSpec>): ExperimentSpec =>
  checkSpec({ samples: 32, layers: [4], steps: 90, seeds: [1, 2], learningRate: 0.5, ...values }).spec;

const experiments: readonly Partial<ExperimentSpec>[] = [
  {},
  { optimizer: 'adam', learningRate: 0.02, batch: 8, arms: ['control', 'farcaster', 'random', 'lookahead'] },
  { source: 'oracle', arms: ['control', 'farcaster', 'endpoint'] },
  { arms: ['control', 'average', 'surgery', 'farcaster'], metric: 'validation', optimizer: 'momentum' },
  { arms: ['control', 'farcaster'], regime: 'stable', fit: 'huber', learningRate: 3, gate: 'always' },
];

describe('an engine that continues from a journal', () => {
  it('answers every kind of call as if nothing had been', async () => {
    const start: Start = () => startReferenceEngine(jumpSetup);
    const expected = digestOfRun(await jumpRun(await start(), jumpSetup));
    const written = new Written();
    const options = { write: written.write, entryTime: 0 };
    const whole = new JournaledEngine(jumpSetup, { ...options, from: await start() });
    expect(digestOfRun(await jumpRun(whole, jumpSetup))).toBe(expected);
    whole.dispose();
    await expect.poll(() => written.entries.at(-1)?.state).toBeNull();
    for (let count = 1; count <= written.entries.length; count += 1) {
      const from = await found(written, count, start);
      const again = new JournaledEngine(jumpSetup, { from, write: async () => false });
      expect(digestOfRun(await jumpRun(again, jumpSetup)), `entry ${count}`).toBe(expected);
    }
  });

  it('gives the events of an undisturbed run, however often it is cut', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...experiments),
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 4 }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 3 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 2 }),
        async (values, lengths, cuts, jumpsAt) => {
          const plan = planRun(smallSpec(values), null);
          const start: Start = () => startReferenceEngine(plan.setup);
          const pace = (stopAt?: number): Pace => paceOf(lengths, jumpsAt, stopAt);
          const expected = await storyOn(plan, await start(), pace());
          let from: Engine | Recorded = await start();
          const written = new Written();
          for (const cut of [...cuts, 1]) {
            const engine = new JournaledEngine(plan.setup, { from, write: written.write, entryTime: 0 });
            if (cut === 1) {
              expect(await storyOn(plan, engine, pace())).toEqual(expected);
            } else {
              // Ended without notice: what is not yet written is lost.
              const before = written.entries.length;
              await conduct(plan, engine, pace(Math.ceil(cut * 90)), () => undefined);
              const end = before + Math.round(cut * (written.entries.length - before));
              written.entries.length = end;
            }
            if (written.entries.length > 0) from = await found(written, written.entries.length, start);
            else from = await start();
          }
          const refuse = { ...(from as Recorded), start: () => Promise.reject(new Error('no engine')) };
          const over = new JournaledEngine(plan.setup, { from: refuse, write: written.write });
          expect(await storyOn(plan, over, pace())).toEqual(expected);
        },
      ),
      { numRuns: 40, seed: 7, endOnFailure: true },
    );
  });

  it('does not wait with much that is to be written', async () => {
    const plan = planRun(smallSpec({}), null);
    const entriesAt = async (maxHeld: number): Promise<number> => {
      let entries = 0;
      const engine = new JournaledEngine(plan.setup, {
        from: await startReferenceEngine(plan.setup),
        write: async () => (entries += 1) > 0,
        entryTime: 1e9,
        maxHeld,
      });
      await storyOn(plan, engine, paceOf([9]));
      return entries;
    };
    // A last entry is always written at the end of a run.
    expect(await entriesAt(Infinity)).toBe(1);
    expect(await entriesAt(2000)).toBeGreaterThan(4);
  });

  it('refuses the journal of another run', async () => {
    const [plan, other] = [{}, { seeds: [1, 2, 3] }].map((values) => planRun(smallSpec(values), null));
    const written = new Written();
    const engine = new JournaledEngine(plan!.setup, {
      from: await startReferenceEngine(plan!.setup),
      write: written.write,
      entryTime: 0,
    });
    await storyOn(plan!, engine, paceOf([9]));
    const from = await found(written, 1, () => startReferenceEngine(plan!.setup));
    expect(() => new JournaledEngine(other!.setup, { from, write: written.write })).toThrow(JournalMismatch);
    const misled = new JournaledEngine(plan!.setup, { from, write: written.write });
    expect(() => misled.score('test')).toThrow(JournalMismatch);
  });
});
