import { describe, expect, it } from 'vitest';
import type { Engine } from '../engine/engine.ts';
import { fields, type ExperimentSpec } from '../experiment/fields.ts';
import type { Pace } from './conduct.ts';
import type { RunEvent } from './events.ts';
import type { RunPlan } from './plan/plan.ts';
import { column, ofType, runOf } from './testing/runs.ts';

describe('a run', () => {
  it('trains every step once and ends with an evaluation', async () => {
    const { events, end, loss } = await runOf({});
    expect(end).toBe('finished');
    expect(loss).toHaveLength(130);
    let next = 0;
    for (const { firstStep, steps } of ofType(events, 'progressed')) {
      expect(firstStep).toBe(next);
      next += steps;
    }
    expect(ofType(events, 'evaluated').at(-1)?.step).toBe(130);
    expect(events.at(-1)?.type).not.toBe('progressed');
  });

  it('gives the same losses and jumps twice', async () => {
    const [a, b] = [await runOf({}), await runOf({})];
    expect(a.loss).toEqual(b.loss);
    expect(a.jumps).toEqual(b.jumps);
    expect(a.jumps.length).toBeGreaterThan(0);
  });

  it('gives the same results whatever the pace', async () => {
    const slow: Pace = { allowance: async () => 3, spent: () => undefined };
    const [a, b] = [await runOf({}), await runOf({}, { pace: slow })];
    expect(b.loss).toEqual(a.loss);
    expect(b.jumps).toEqual(a.jumps);
  });

  it('never runs more steps than allowed', async () => {
    let left = 7;
    const pace: Pace = {
      allowance: async () => left,
      spent(steps) {
        left -= steps;
      },
    };
    const { loss, end } = await runOf({}, { pace });
    expect(end).toBe('stopped');
    expect(loss).toHaveLength(7);
    expect(left).toBe(0);
  });
});

describe('arms', () => {
  it('do not change the control', async () => {
    const together = await runOf({});
    const alone = await runOf({ arms: ['control'] });
    for (const replica of [0, 1, 2])
      expect(column(alone.loss, replica)).toEqual(column(together.loss, replica));
  });

  it('share initial weights, data and batches by seed up to the first jump', async () => {
    const { loss, jumps } = await runOf({ batch: 16, learningRate: 0.1 });
    const first = Math.min(...jumps.filter(({ accepted }) => accepted).map(({ step }) => step));
    expect(first).toBeGreaterThanOrEqual(40);
    for (const replica of [0, 1, 2])
      expect(column(loss, replica).slice(0, first)).toEqual(column(loss, replica + 3).slice(0, first));
  });

  it('stay bit-identical if no jump is made', async () => {
    const { loss, jumps } = await runOf({ gate: 'never' });
    expect(jumps).toEqual([]);
    for (const replica of [0, 1, 2]) expect(column(loss, replica + 3)).toEqual(column(loss, replica));
  });

  it('stay bit-identical if every jump is rejected', async () => {
    // Losses on the validation split that never fall: every candidate looks worse than persistence.
    const pessimist = (engine: Engine): Engine => {
      const real = engine.lossOf.bind(engine);
      engine.lossOf = async (mix, split, active) => {
        const losses = await real(mix, split, active);
        return losses.map((_, at) => mix.rows - Math.floor(at / 6));
      };
      return engine;
    };
    const { loss, jumps } = await runOf({}, { watch: pessimist });
    expect(jumps.length).toBeGreaterThan(0);
    expect(jumps.every(({ accepted }) => !accepted)).toBe(true);
    for (const replica of [0, 1, 2]) expect(column(loss, replica + 3)).toEqual(column(loss, replica));
  });
});

describe('jumps', () => {
  it('come at the warm-up and every period after, before the last step', async () => {
    const { events } = await runOf({ warmup: 50, period: 30 });
    expect(ofType(events, 'jumped').map(({ step }) => step)).toEqual([50, 80, 110]);
  });

  it('are accepted exactly where the validation loss falls, and take the best horizon', async () => {
    const { jumps, plan } = await runOf({});
    for (const { accepted, lossBefore, lossAfter, horizon, cost } of jumps) {
      expect(accepted).toBe(lossAfter < lossBefore);
      expect(plan.forecast.horizons).toContain(horizon);
      expect(cost).toBe(plan.jumpCosts.farcaster);
    }
    expect(jumps.some(({ accepted }) => accepted)).toBe(true);
  });

  it('change the weights of the jumping replica from the next step on', async () => {
    const { loss, jumps } = await runOf({});
    const { step, replica } = jumps.find(({ accepted }) => accepted)!;
    expect(loss[step]![replica]).not.toBe(loss[step]![replica - 3]);
    expect(loss[step - 1]![replica]).toBe(loss[step - 1]![replica - 3]);
  });
});

describe('forecasts', () => {
  it('start at the anchor and are scored against what the control then did', async () => {
    const { events, plan } = await runOf({});
    const [scored] = ofType(events, 'scored');
    expect(scored?.anchor).toBe(40);
    expect(scored?.horizons).toEqual(plan.forecast.horizons);
    const control = scored?.scores.find(({ replica }) => replica === 0);
    // Watched weights are a sample of all: their own error must be of the same size.
    const [forecast] = ofType(events, 'forecasted');
    const h = 3;
    const watched = plan.watched.length;
    const actual = watchedAt(events, plan, 40 + plan.forecast.horizons[h]!);
    const errors = Array.from({ length: watched }, (_, w) =>
      Math.abs(forecast!.predicted[h * plan.replicas.length * watched + w]! - actual[w]!),
    );
    const mean = errors.reduce((a, b) => a + b, 0) / watched;
    expect(mean / control!.mae[h]!).toBeGreaterThan(0.1);
    expect(mean / control!.mae[h]!).toBeLessThan(10);
    expect(control!.mae[h]).toBeLessThan(control!.stayMae[h]!);
  });

  it('leave out replicas that jumped', async () => {
    const { events, jumps } = await runOf({});
    const jumped = new Set(
      jumps.filter(({ step, accepted }) => step === 40 && accepted).map(({ replica }) => replica),
    );
    expect(jumped.size).toBeGreaterThan(0);
    const [scored] = ofType(events, 'scored');
    for (const { replica } of scored!.scores) expect(jumped.has(replica)).toBe(false);
  });

  it('use nothing after the anchor', async () => {
    // The same run with a shorter budget cannot use later steps.
    const long = await runOf({});
    const short = await runOf({ steps: 41 });
    expect(ofType(short.events, 'forecasted')).toHaveLength(1);
    expect(ofType(short.events, 'forecasted')[0]).toEqual(ofType(long.events, 'forecasted')[0]);
    expect(short.jumps).toEqual(long.jumps.filter(({ step }) => step === 40));
  });

  it('release every snapshot', async () => {
    let kept = 0;
    const counting = (engine: Engine): Engine => {
      const snapshot = engine.snapshot.bind(engine);
      const release = engine.release.bind(engine);
      engine.snapshot = () => {
        kept += 1;
        return snapshot();
      };
      engine.release = (id) => {
        kept -= 1;
        release(id);
      };
      return engine;
    };
    await runOf({}, { watch: counting });
    expect(kept).toBe(0);
  });
});

function watchedAt(events: readonly RunEvent[], plan: RunPlan, step: number): Float32Array {
  const width = plan.replicas.length * plan.watched.length;
  for (const { firstStep, steps, watched } of ofType(events, 'progressed')) {
    if (step > firstStep && step <= firstStep + steps)
      return watched.subarray((step - firstStep - 1) * width, (step - firstStep) * width);
  }
  throw new Error('not recorded');
}

describe('a replica whose loss is not finite', () => {
  const explode = (plan: RunPlan): RunPlan => {
    const replicas = plan.setup.replicas.map((replica, r) =>
      r === 1 ? { ...replica, learningRate: 1e30 } : replica,
    );
    return { ...plan, setup: { ...plan.setup, replicas } };
  };

  it('stops with a reason and leaves the others alone', async () => {
    const well = await runOf({ activation: 'linear', task: 'ripple', learningRate: 0.1 });
    const ill = await runOf({ activation: 'linear', task: 'ripple', learningRate: 0.1 }, { change: explode });
    const diverged = ofType(ill.events, 'diverged');
    expect(diverged.map(({ replica }) => replica)).toEqual([1]);
    expect(diverged[0]?.reason).toMatch(/not finite after step \d+/);
    expect(ill.end).toBe('finished');
    for (const replica of [0, 2, 3, 4, 5])
      expect(column(ill.loss, replica)).toEqual(column(well.loss, replica));
    expect(
      ofType(ill.events, 'scored')
        .flatMap(({ scores }) => scores)
        .some(({ replica }) => replica === 1),
    ).toBe(false);
  });
});

describe('rivals', () => {
  const all: ExperimentSpec['arms'] = ['control', 'farcaster', 'scalar', 'search', 'faster'];

  it('do not change each other', async () => {
    const together = await runOf({ arms: all, seeds: [1, 2] });
    const apart = await runOf({ seeds: [1, 2] });
    for (const replica of [0, 1, 2, 3])
      expect(column(together.loss, replica)).toEqual(column(apart.loss, replica));
  });

  it('pay for what they fit: three numbers, one, or none', async () => {
    const { jumps, plan } = await runOf({ arms: all, seeds: [1] });
    const costOf = (arm: string): number => {
      const replica = plan.replicas.findIndex((label) => label.arm === arm);
      return jumps.find((jump) => jump.replica === replica)?.cost ?? 0;
    };
    expect(costOf('farcaster')).toBeGreaterThan(costOf('scalar'));
    expect(costOf('scalar')).toBeGreaterThan(costOf('search'));
    expect(costOf('search')).toBeGreaterThan(0);
    expect(costOf('faster')).toBe(0);
    expect(costOf('control')).toBe(0);
  });

  it('train at twice the rate where that is the treatment', async () => {
    const { loss } = await runOf({ arms: ['control', 'faster'], seeds: [1], learningRate: 0.2 });
    const double = await runOf({ arms: ['control'], seeds: [1], learningRate: 0.4 });
    expect(column(loss, 1)).toEqual(column(double.loss, 0));
  });

  it('train with momentum where that is the treatment, and change nothing for the others', async () => {
    const others: ExperimentSpec['arms'] = ['control', 'farcaster', 'lookahead', 'random', 'surgery'];
    const values = { seeds: [1, 2], state: 'reset', weightDecay: 0.01 } as const;
    const apart = await runOf({ ...values, arms: others });
    const together = await runOf({ ...values, arms: [...others, 'momentum'] });
    const heavy = await runOf({ ...values, arms: ['control'], optimizer: 'momentum' });
    expect(apart.plan.setup.optimizer.name).toBe('sgd');
    expect(together.plan.setup.optimizer.name).toBe('momentum');
    expect(together.jumps.some(({ accepted }) => accepted)).toBe(true);
    apart.plan.replicas.forEach((_, replica) => {
      expect(column(together.loss, replica)).toEqual(column(apart.loss, replica));
    });
    for (const seed of [0, 1]) {
      expect(column(together.loss, 2 * others.length + seed)).toEqual(column(heavy.loss, seed));
      expect(column(heavy.loss, seed)).not.toEqual(column(apart.loss, seed));
    }
  });
});

describe('a jump requested during the run', () => {
  /** Requests once, at the first look after this many steps. */
  function askingAfter(steps: number): Pace {
    let done = 0;
    let asked = false;
    return {
      allowance: async () => 5,
      jumpWanted() {
        if (asked || done < steps) return false;
        asked = true;
        return true;
      },
      spent(count) {
        done += count;
      },
    };
  }

  it.each([30, 45, 70])(
    'after %i steps is what the experiment with that step would have done',
    async (after) => {
      const asked = await runOf({}, { pace: askingAfter(after) });
      const [scheduled] = ofType(asked.events, 'scheduled');
      expect(scheduled?.anchor).toBeGreaterThanOrEqual(after + 21);
      const planned = await runOf({ extra: [scheduled!.anchor] });
      expect(asked.loss).toEqual(planned.loss);
      expect(asked.jumps).toEqual(planned.jumps);
      expect(asked.jumps.some(({ step }) => step === scheduled!.anchor)).toBe(true);
    },
  );

  it('lets go of windows that it took the place of', async () => {
    const born = new Map<number, number>();
    let step = 0;
    let late: number[] = [];
    const watching = (engine: Engine): Engine => {
      const { snapshot, release, train } = {
        snapshot: engine.snapshot.bind(engine),
        release: engine.release.bind(engine),
        train: engine.train.bind(engine),
      };
      engine.snapshot = () => {
        const id = snapshot();
        born.set(id, step);
        return id;
      };
      engine.release = (id) => {
        born.delete(id);
        release(id);
      };
      engine.train = (steps) => {
        step += steps;
        if (step < 60) late = [...born.values()];
        return train(steps);
      };
      return engine;
    };
    // The window from 41 to 61 has started when a forecast after it is requested.
    await runOf({}, { watch: watching, pace: askingAfter(45) });
    expect(late).toContain(20);
    expect(late).not.toContain(41);
  });

  it('is not made if the maximum number is reached', async () => {
    const extra = Array.from({ length: fields.extra.maxCount }, (_, i) => 1000 + i);
    const asked = await runOf({ extra }, { pace: askingAfter(45) });
    expect(ofType(asked.events, 'scheduled')).toEqual([]);
    expect(asked.loss).toEqual((await runOf({})).loss);
  });

  it('that would come too late is not made', async () => {
    const asked = await runOf({}, { pace: askingAfter(115) });
    expect(ofType(asked.events, 'scheduled')).toEqual([]);
    expect(asked.loss).toEqual((await runOf({})).loss);
  });
});

describe('frames', () => {
  it('record all weights at the start, the end and between, including the effect of a jump', async () => {
    const { events, plan } = await runOf({ gate: 'always' });
    const frames = ofType(events, 'framed');
    expect(frames.map(({ step }) => step)).toEqual(plan.frames);
    expect(frames[0]?.weights).toEqual(plan.setup.weights);
    expect(frames.at(-1)?.step).toBe(plan.spec.steps);
    for (const anchor of plan.anchors) expect(plan.frames).toContain(anchor);
    const { count: parameterCount } = plan.setup.model.parameters;
    const at = (step: number, replica: number): Float32Array =>
      frames
        .find((frame) => frame.step === step)!
        .weights.subarray(replica * parameterCount, (replica + 1) * parameterCount);
    expect(at(40, 3)).not.toEqual(at(40, 0));
    expect(at(0, 3)).toEqual(at(0, 0));
  });
});
