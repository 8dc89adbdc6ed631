import { describe, expect, it } from 'vitest';
import type { Engine, Mix } from '../../engine/engine.ts';
import type { ArmId, ExperimentSpec } from '../../experiment/fields.ts';
import { column, ofType, runOf, type Outcome } from '../testing/runs.ts';

const seeds = [1, 2];

/** Replica of an arm and the seed number `index`. */
const replicaOf = ({ plan }: Outcome, arm: ArmId, index = 0): number =>
  plan.replicas.findIndex((label) => label.arm === arm && label.seed === plan.spec.seeds[index]);

const curve = (run: Outcome, arm: ArmId, index = 0): number[] => column(run.loss, replicaOf(run, arm, index));

const acceptedBy = (run: Outcome, arm: ArmId): Outcome['jumps'] =>
  run.jumps.filter(({ replica, accepted }) => accepted && run.plan.replicas[replica]?.arm === arm);

describe('the gate', () => {
  it('“always” jumps at every anchor, without a validation pass if only one horizon is left', async () => {
    const run = await runOf({ gate: 'always', horizons: 'farthest', seeds });
    expect(acceptedBy(run, 'farcaster')).toHaveLength(2 * run.plan.anchors.length);
    const strict = await runOf({ horizons: 'farthest', seeds });
    const [asking, blind] = [strict.plan.jumpCosts.farcaster, run.plan.jumpCosts.farcaster];
    // Two passes of half the training split; 2-6-2 multiplies 24 times forward, 60 times in a step.
    expect(asking - blind).toBeCloseTo((2 * 0.5 * 24) / 60, 12);
  });

  it('“tolerance” takes what rises a little, and nothing that rises more', async () => {
    const run = await runOf({
      gate: 'tolerance',
      tolerance: 0.2,
      horizons: 'farthest',
      seeds,
      learningRate: 2,
    });
    for (const { accepted, lossBefore, lossAfter } of run.jumps)
      expect(accepted).toBe(lossAfter <= 1.2 * lossBefore);
    expect(run.jumps.some(({ accepted }) => !accepted)).toBe(true);
  });
});

describe('how far and how often', () => {
  it('“farthest” always takes the farthest horizon', async () => {
    const run = await runOf({ horizons: 'farthest', seeds });
    expect(new Set(run.jumps.map(({ horizon }) => horizon))).toEqual(
      new Set([run.plan.forecast.horizons.at(-1)]),
    );
  });

  it('NiNo’s schedule shrinks from the farthest to the nearest', async () => {
    const run = await runOf({ horizons: 'nino', gate: 'always', steps: 300, seeds: [1], candidates: 12 });
    const horizons = acceptedBy(run, 'farcaster').map(({ horizon }) => horizon);
    expect(horizons[0]).toBe(run.plan.forecast.horizons.at(-1));
    expect(horizons.at(-1)).toBe(run.plan.forecast.horizons[0]);
    expect(horizons).toEqual([...horizons].sort((a, b) => b - a));
    expect(new Set(horizons).size).toBeGreaterThan(3);
  });

  it('“at most” one jump is one jump, and the rest is training', async () => {
    const run = await runOf({ times: 1, gate: 'always', seeds });
    expect(acceptedBy(run, 'farcaster').map(({ step }) => step)).toEqual([40, 40]);
    expect(run.jumps).toHaveLength(2);
  });

  it('counts jumps that were made, not those that were considered', async () => {
    let asked = 0;
    // At the first anchor every candidate looks worse than persistence.
    const pessimist = (engine: Engine): Engine => {
      const lossOf = engine.lossOf.bind(engine);
      engine.lossOf = async (mix, split, active) => {
        const losses = await lossOf(mix, split, active);
        asked += 1;
        return asked === 1
          ? losses.map((_, at) => mix.rows - Math.floor((at * mix.rows) / losses.length))
          : losses;
      };
      return engine;
    };
    const run = await runOf({ times: 1, seeds: [1] }, { watch: pessimist });
    expect(run.jumps.map(({ step, accepted }) => [step, accepted]).slice(0, 1)).toEqual([[40, false]]);
    expect(acceptedBy(run, 'farcaster')).toHaveLength(1);
  });

  it('without displacement a jump changes nothing: bit-identical to the control', async () => {
    const run = await runOf({ damping: 0, gate: 'always', seeds });
    expect(acceptedBy(run, 'farcaster').length).toBeGreaterThan(0);
    for (const index of [0, 1]) expect(curve(run, 'farcaster', index)).toEqual(curve(run, 'control', index));
  });

  it('half the damping goes half as far', async () => {
    const moved = async (damping: number): Promise<Float32Array> => {
      const adopted: Mix[] = [];
      const spy = (engine: Engine): Engine => {
        const adopt = engine.adopt.bind(engine);
        engine.adopt = (mix, accept, change) => {
          adopted.push(mix);
          adopt(mix, accept, change);
        };
        return engine;
      };
      await runOf({ damping, gate: 'always', horizons: 'farthest', seeds: [1], steps: 41 }, { watch: spy });
      return adopted[0]!.coefficients;
    };
    const [whole, half] = [await moved(1), await moved(0.5)];
    // Coefficients over (w_0, w_n, 1): the displacement is the difference from persistence.
    const stay = [0, 1, 0];
    whole.forEach((value, at) => {
      expect(half[at]! - stay[at % 3]!).toBeCloseTo((value - stay[at % 3]!) / 2, 6);
    });
    expect(whole.some((value, at) => Math.abs(value - stay[at % 3]!) > 0.1)).toBe(true);
  });

  it.each([
    ['kernels', 'bias'],
    ['biases', 'kernel'],
    ['first', 2],
    ['last', 1],
  ] as const)('%s alone jump', async (part, untouched) => {
    let adopted: Mix | null = null;
    const spy = (engine: Engine): Engine => {
      const adopt = engine.adopt.bind(engine);
      engine.adopt = (mix, accept, change) => {
        adopted ??= mix;
        adopt(mix, accept, change);
      };
      return engine;
    };
    const { plan } = await runOf({ part, gate: 'always', seeds: [1], steps: 41 }, { watch: spy });
    const { tensors } = plan.setup.model.parameters;
    const width = plan.sourceCount + 1;
    const farcaster = adopted!.coefficients.subarray(tensors.length * width);
    tensors.forEach(({ role, block }, tensor) => {
      const stays = farcaster[tensor * width] === 0 && farcaster[tensor * width + 1] === 1;
      expect(stays).toBe(role === untouched || block === untouched);
    });
  });
});

describe('optimizer state and clocks', () => {
  it('surgery alone equals the control if the state is unchanged, but not if moments are zeroed', async () => {
    const arms: ExperimentSpec['arms'] = ['control', 'farcaster', 'surgery'];
    const adam = { arms, seeds, optimizer: 'adam', learningRate: 0.02 } as const;
    const kept = await runOf(adam);
    expect(acceptedBy(kept, 'surgery').length).toBe(acceptedBy(kept, 'farcaster').length);
    expect(acceptedBy(kept, 'surgery').length).toBeGreaterThan(0);
    expect(curve(kept, 'surgery')).toEqual(curve(kept, 'control'));
    const zeroed = await runOf({ ...adam, state: 'zero-moments' });
    expect(curve(zeroed, 'surgery')).not.toEqual(curve(zeroed, 'control'));
    expect(curve(zeroed, 'control')).toEqual(curve(kept, 'control'));
  });

  it('the schedule clock moves on by the horizon only where asked, and only for who jumped', async () => {
    const cosine = { schedule: 'cosine', gate: 'always', seeds: [1], times: 1 } as const;
    const plain = await runOf(cosine);
    const ahead = await runOf({ ...cosine, clock: 'horizon' });
    expect(curve(ahead, 'control')).toEqual(curve(plain, 'control'));
    const [a, b] = [curve(plain, 'farcaster'), curve(ahead, 'farcaster')];
    expect(b.slice(0, 41)).toEqual(a.slice(0, 41));
    expect(b.slice(42)).not.toEqual(a.slice(42));
  });
});

describe('placebos', () => {
  it('follow the farcaster of their seed, step by step, and pay nothing', async () => {
    const run = await runOf({ arms: ['control', 'farcaster', 'random', 'surgery'], seeds });
    const stepsOf = (arm: ArmId): number[] => acceptedBy(run, arm).map(({ step }) => step);
    expect(stepsOf('random')).toEqual(stepsOf('farcaster'));
    expect(stepsOf('surgery')).toEqual(stepsOf('farcaster'));
    for (const { cost } of acceptedBy(run, 'random')) expect(cost).toBe(0);
  });

  it('a random jump is as long as its farcaster’s, in another direction', async () => {
    const weights: Float32Array[] = [];
    const spy = (engine: Engine): Engine => {
      const adopt = engine.adopt.bind(engine);
      engine.adopt = (mix, accept, change) => {
        void engine.checkpoint().then((state) => weights.push(state.weights.slice()));
        adopt(mix, accept, change);
        void engine.checkpoint().then((state) => weights.push(state.weights.slice()));
      };
      return engine;
    };
    const arms: ExperimentSpec['arms'] = ['control', 'farcaster', 'random'];
    const run = await runOf({ arms, gate: 'always', seeds: [1], steps: 41 }, { watch: spy });
    const [before, after] = weights;
    const { count: parameterCount } = run.plan.setup.model.parameters;
    const jump = (arm: ArmId): number[] =>
      Array.from(
        { length: parameterCount },
        (_, p, at = replicaOf(run, arm) * parameterCount + p) => after![at]! - before![at]!,
      );
    const norm = (values: number[]): number =>
      Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
    expect(weights).toHaveLength(2);
    const [treated, placebo] = [jump('farcaster'), jump('random')];
    expect(norm(treated)).toBeGreaterThan(0.01);
    expect(norm(placebo) / norm(treated)).toBeCloseTo(1, 4);
    const cosine = treated.reduce((sum, value, p) => sum + value * placebo[p]!, 0) / norm(treated) ** 2;
    expect(Math.abs(cosine)).toBeLessThan(0.5);
  });
});

describe('the direction of a random jump', () => {
  it('is another at every anchor, and for every seed', async () => {
    const loaded: Float32Array[] = [];
    const spy = (engine: Engine): Engine => {
      const load = engine.load.bind(engine);
      engine.load = (weights) => {
        loaded.push(weights.slice());
        return load(weights);
      };
      return engine;
    };
    const arms: ExperimentSpec['arms'] = ['control', 'farcaster', 'random'];
    const run = await runOf({ arms, gate: 'always', seeds, steps: 62 }, { watch: spy });
    const { count: parameterCount } = run.plan.setup.model.parameters;
    const own = (noise: Float32Array, index: number): number[] => {
      const at = replicaOf(run, 'random', index) * parameterCount;
      return Array.from(noise.subarray(at, at + parameterCount));
    };
    const directions = loaded.flatMap((noise) => [own(noise, 0), own(noise, 1)]);
    expect(directions).toHaveLength(4);
    const cosine = (a: number[], b: number[]): number => {
      const dot = (x: number[], y: number[]): number => x.reduce((sum, value, p) => sum + value * y[p]!, 0);
      return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
    };
    directions.forEach((a, i) => {
      for (const b of directions.slice(i + 1)) expect(Math.abs(cosine(a, b))).toBeLessThan(0.7);
    });
  });
});

describe('what happens between forecasts', () => {
  it('Lookahead goes half way back every five steps', async () => {
    const run = await runOf({ arms: ['control', 'lookahead'], seeds: [1], gate: 'never' });
    const [control, lookahead] = [curve(run, 'control'), curve(run, 'lookahead')];
    expect(lookahead.slice(0, 5)).toEqual(control.slice(0, 5));
    // Half way back towards its start: worse than the control, better than five steps ago.
    expect(lookahead[5]).toBeGreaterThan(control[5]!);
    expect(lookahead[5]).toBeLessThan(control[0]!);
  });

  it('the average is recorded, and never trained from', async () => {
    const run = await runOf({ arms: ['control', 'average'], seeds: [1], gate: 'never' });
    expect(curve(run, 'average')).toEqual(curve(run, 'control'));
    const told = ofType(run.events, 'averaged');
    expect(told.map(({ step }) => step)).toEqual(Array.from({ length: 32 }, (_, i) => 4 * (i + 1)));
    const own = replicaOf(run, 'average');
    expect(told.every(({ loss }) => Number.isNaN(loss[replicaOf(run, 'control')]!))).toBe(true);
    // An average of one snapshot equals that snapshot; later the average lags behind on a falling loss.
    expect(told[0]!.loss[own]).toBeCloseTo(run.loss[4]![own]!, 5);
    expect(told.at(-1)!.loss[own]).toBeGreaterThan(run.loss[128]![own]!);
    // On a nearly straight path the average equals the weights half of its span ago: steps 112 to 128.
    const still = await runOf({ arms: ['control', 'average'], seeds: [1], learningRate: 0.0001 });
    expect(ofType(still.events, 'averaged').at(-1)!.loss[own]).toBeCloseTo(still.loss[120]![own]!, 6);
  });

  it('a decaying rate ends at nothing: the last steps barely move', async () => {
    const run = await runOf({ arms: ['control', 'decay'], seeds: [1], gate: 'never' });
    const change = (values: number[]): number => Math.abs(values.at(-1)! - values.at(-3)!);
    expect(change(curve(run, 'decay'))).toBeLessThan(change(curve(run, 'control')) / 20);
  });
});

describe('the regime gate', () => {
  it('lets no replica jump while activations change, and charges the check', async () => {
    const turning = await runOf({ regime: 'stable', seeds, learningRate: 1 });
    const refused = turning.jumps.filter(({ accepted }) => !accepted);
    expect(refused.length).toBeGreaterThan(0);
    for (const { replica } of refused) expect(turning.plan.replicas[replica]?.arm).toBe('farcaster');
    // Half the training split, then and now, through the 2 x 6 weights of the hidden layer.
    expect(refused[0]?.cost).toBeCloseTo((2 * 0.5 * 12) / 60, 12);
    // A replica that may jump pays for the regime check as well.
    const careless = await runOf({ seeds });
    const look = turning.plan.jumpCosts.farcaster - careless.plan.jumpCosts.farcaster;
    expect(look).toBeCloseTo((2 * 0.5 * 12) / 60, 12);
    expect(acceptedBy(turning, 'farcaster').every(({ step }) => step > 40)).toBe(true);
  });

  it('lets jump where they do not, from the second look on', async () => {
    const still = await runOf({ regime: 'stable', seeds, learningRate: 0.001 });
    expect(new Set(acceptedBy(still, 'farcaster').map(({ step }) => step))).toEqual(
      new Set([61, 82, 103, 124]),
    );
  });
});

describe('what an optimizer is given', () => {
  it('is what the experiment says: warm-up for all arms, clipping, which weights decay', async () => {
    const values = { rateWarmup: 30, clip: 0.5, decayOf: 'kernels', weightDecay: 0.01 } as const;
    const { plan } = await runOf({ ...values, seeds: [1], arms: ['control', 'farcaster', 'decay'] });
    expect(plan.setup.optimizer).toMatchObject({ clip: 0.5, decayOf: 'kernels' });
    expect(new Set(plan.setup.replicas.map(({ schedule }) => schedule.warmup))).toEqual(new Set([30]));
  });

  it('warm-up: the first step is a part of the rate, and jumps that advance the schedule shorten it', async () => {
    const one = { seeds: [1], gate: 'never', steps: 90 } as const;
    const slow = await runOf({ ...one, rateWarmup: 50 });
    const fiftieth = await runOf({ ...one, learningRate: slow.plan.spec.learningRate / 50 });
    expect(curve(slow, 'control')[1]).toBeCloseTo(curve(fiftieth, 'control')[1]!, 7);
    expect(curve(slow, 'control')[2]).not.toBeCloseTo(curve(fiftieth, 'control')[2]!, 4);
    const [still, ahead] = await Promise.all(
      (['step', 'horizon'] as const).map((clock) => runOf({ ...one, gate: 'always', rateWarmup: 80, clock })),
    );
    // The first jump is after 40 steps.
    expect(curve(ahead!, 'control')).toEqual(curve(still!, 'control'));
    expect(curve(ahead!, 'farcaster').slice(0, 41)).toEqual(curve(still!, 'farcaster').slice(0, 41));
    expect(curve(ahead!, 'farcaster')).not.toEqual(curve(still!, 'farcaster'));
  });
});

describe('a change of the learning rate on the way', () => {
  it('branches off the run without it, exactly there', async () => {
    const [plain, branched] = [
      await runOf({ seeds: [1], gate: 'never' }),
      await runOf({ seeds: [1], gate: 'never', changeAt: 60, changeFactor: 2 }),
    ];
    const [a, b] = [curve(plain, 'control'), curve(branched, 'control')];
    // The loss after 60 steps is the last that the two share; the next step is taken at twice the rate.
    expect(b.slice(0, 61)).toEqual(a.slice(0, 61));
    expect(b[61]).not.toBe(a[61]);
    const whole = await runOf({ seeds: [1], gate: 'never', learningRate: 1, steps: 10 });
    const fromStart = await runOf({ seeds: [1], gate: 'never', changeAt: 1, changeFactor: 2, steps: 10 });
    expect(curve(fromStart, 'control')[1]).not.toBe(curve(whole, 'control')[1]);
  });
});
