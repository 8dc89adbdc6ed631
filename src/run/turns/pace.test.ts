import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Engine } from '../../engine/engine.ts';
import type { ArmId } from '../../experiment/fields.ts';
import type { Pace } from '../conduct.ts';
import type { RunEvent } from '../events.ts';
import { planRun } from '../plan/plan.ts';
import { ofType, runOf } from '../testing/runs.ts';

const macrotask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** An engine whose training takes time, with a count of its unanswered steps. */
function slowEngine() {
  const seen = { asked: 0, unanswered: 0 };
  const watch = (engine: Engine): Engine => {
    const train = engine.train.bind(engine);
    let last: Promise<unknown> = Promise.resolve();
    engine.train = (steps) => {
      seen.asked += steps;
      seen.unanswered += steps;
      const block = train(steps);
      const answered = last.then(macrotask).then(() => {
        seen.unanswered -= steps;
        return block;
      });
      last = answered;
      return answered;
    };
    return engine;
  };
  return { seen, watch };
}

describe('the pace of a run', () => {
  it('is asked while the burst before is unanswered, and no more than that', async () => {
    const { seen, watch } = slowEngine();
    const unanswered: number[] = [];
    const pace: Pace = {
      async allowance() {
        unanswered.push(seen.unanswered);
        return 3;
      },
      spent: () => undefined,
    };
    await runOf({ arms: ['control'], warmup: 130, steps: 120 }, { watch, pace });
    expect(unanswered.length).toBeGreaterThan(40);
    expect(Math.max(...unanswered)).toBe(3);
  });

  it('is asked at every forecast, where all is answered anyway', async () => {
    const { seen, watch } = slowEngine();
    const asked = new Map<number, number>();
    const pace: Pace = {
      async allowance() {
        asked.set(seen.asked, seen.unanswered);
        return Infinity;
      },
      spent: () => undefined,
    };
    const { plan } = await runOf({}, { watch, pace });
    expect(plan.anchors.length).toBeGreaterThan(3);
    for (const anchor of plan.anchors) expect(asked.get(anchor), `step ${anchor}`).toBe(0);
  });

  it('can have everything emitted before it waits', async () => {
    const { seen, watch } = slowEngine();
    let left = 50;
    let waited = 0;
    const pace: Pace = {
      async allowance(settle) {
        if (left > 0) return left;
        await settle();
        expect(seen.unanswered).toBe(0);
        waited += 1;
        left = 50;
        return left;
      },
      spent(steps) {
        left -= steps;
      },
    };
    const { end, loss } = await runOf({}, { watch, pace });
    expect(end).toBe('finished');
    expect(loss).toHaveLength(130);
    expect(waited).toBe(2);
  });

  it('reports what was run before it stops', async () => {
    const { watch } = slowEngine();
    let left = 20;
    const pace: Pace = {
      allowance: async () => left,
      spent(steps) {
        left -= steps;
      },
    };
    const { end, loss } = await runOf({}, { watch, pace });
    expect(end).toBe('stopped');
    expect(loss).toHaveLength(20);
  });
});

describe('bursts', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Steps between two calls of the pace, for an engine that takes this many ms for a step, one after the other. */
  async function burstsOf(stepTime: number): Promise<number[]> {
    vi.useFakeTimers();
    const watch = (engine: Engine): Engine => {
      const train = engine.train.bind(engine);
      let free = 0;
      engine.train = async (steps) => {
        const block = train(steps);
        free = Math.max(free, performance.now()) + steps * stepTime;
        await new Promise((resolve) => setTimeout(resolve, free - performance.now()));
        return block;
      };
      return engine;
    };
    const bursts: number[] = [];
    let spent = 0;
    const pace: Pace = {
      async allowance() {
        if (spent > 0) bursts.push(spent);
        spent = 0;
        return Infinity;
      },
      spent(steps) {
        spent += steps;
      },
    };
    const running = runOf({ arms: ['control'], steps: 700, warmup: 700, period: 700 }, { watch, pace });
    await vi.runAllTimersAsync();
    await running;
    // Four of them are cut short by evaluations of the splits.
    return bursts;
  }

  it.each([
    [1, 20],
    [2.5, 8],
    [40, 1],
  ])('of steps of %f ms settle at %i of them', async (stepTime, expected) => {
    const bursts = await burstsOf(stepTime);
    expect(Math.max(...bursts)).toBeLessThanOrEqual(1.25 * expected);
    const settled = bursts.slice(12);
    expect(settled.length).toBeGreaterThan(15);
    expect(settled.filter((steps) => steps === expected).length).toBeGreaterThan(0.75 * settled.length);
  });
});

describe('the events of a run', () => {
  it('comes in the same order whatever takes how long to answer', async () => {
    const late = (engine: Engine): Engine => {
      let turn = 0;
      for (const method of ['train', 'sample', 'gram', 'meanAbsolute', 'lossOf'] as const) {
        const ask = engine[method].bind(engine) as (...args: unknown[]) => Promise<unknown>;
        Object.assign(engine, {
          [method]: async (...args: unknown[]) => {
            const answer = ask(...args);
            turn += 1;
            for (let wait = (turn * 7) % 4; wait > 0; wait -= 1) await macrotask();
            return answer;
          },
        });
      }
      return engine;
    };
    const arms: ArmId[] = ['control', 'farcaster', 'average', 'introspection'];
    const pace: Pace = { allowance: async () => 4, spent: () => undefined };
    const [plain, delayed] = [await runOf({ arms }, { pace }), await runOf({ arms }, { pace, watch: late })];
    const story = (events: readonly RunEvent[]): unknown[] =>
      events.filter(({ type }) => type !== 'progressed');
    expect(new Set(plain.events.map(({ type }) => type)).size).toBeGreaterThan(6);
    expect(story(delayed.events)).toEqual(story(plain.events));
    expect(delayed.loss).toEqual(plain.loss);
  });
});

describe('a run that emits only losses', () => {
  const onlyLosses = {
    change: ({ spec }: { spec: Parameters<typeof planRun>[0] }) => planRun(spec, null, undefined, 'losses'),
  };

  it('is the same run, without forecasts, scores and frames', async () => {
    const [all, some] = [await runOf({}), await runOf({}, onlyLosses)];
    expect(some.loss).toEqual(all.loss);
    expect(some.jumps).toEqual(all.jumps);
    expect(ofType(some.events, 'evaluated')).toEqual(ofType(all.events, 'evaluated'));
    for (const type of ['forecasted', 'scored', 'framed'] as const) {
      expect(ofType(all.events, type).length).toBeGreaterThan(0);
      expect(ofType(some.events, type)).toEqual([]);
    }
  });

  it('keeps no more snapshots than two windows need', async () => {
    let kept = 0;
    let most = 0;
    const watch = (engine: Engine): Engine => {
      const [snapshot, release] = [engine.snapshot.bind(engine), engine.release.bind(engine)];
      engine.snapshot = () => {
        most = Math.max(most, (kept += 1));
        return snapshot();
      };
      engine.release = (id) => {
        kept -= 1;
        release(id);
      };
      return engine;
    };
    const { plan } = await runOf({}, { ...onlyLosses, watch });
    expect(kept).toBe(0);
    expect(most).toBeLessThanOrEqual(2 * (plan.keeps.length + 1));
  });
});
