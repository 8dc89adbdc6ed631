import { describe, expect, it } from 'vitest';
import type { Engine } from '../../engine/engine.ts';
import type { ArmId, ExperimentSpec } from '../../experiment/fields.ts';
import type { RunPlan } from '../plan/plan.ts';
import { ofType, runOf, type Outcome } from '../testing/runs.ts';

const arms: ArmId[] = ['control', 'introspection', 'wnn'];
const base: Partial<ExperimentSpec> = { arms, seeds: [1, 2] };
const networks: readonly ArmId[] = ['introspection', 'wnn'];

/** Records all weights after every step. */
const everyFrame = (plan: RunPlan): RunPlan => ({
  ...plan,
  frames: Array.from({ length: plan.spec.steps + 1 }, (_, step) => step),
});

/** A run and the forecasts of its networks: [round x network, in order] of weights [replica, parameter]. */
async function runWithForecasts(values: Partial<ExperimentSpec>) {
  const loaded: Float32Array[] = [];
  const watch = (engine: Engine): Engine => {
    const load = engine.load.bind(engine);
    engine.load = (weights) => {
      loaded.push(weights.slice());
      return load(weights);
    };
    return engine;
  };
  return { run: await runOf({ ...base, ...values }, { watch, change: everyFrame }), loaded };
}

/** Scores of the networks' own replicas: one row each. */
const networkScores = ({ events, plan }: Outcome) =>
  ofType(events, 'scored').flatMap(({ anchor, horizons, scores }) =>
    scores
      .filter(({ replica }) => networks.includes(plan.replicas[replica]!.arm))
      .map((score) => ({ anchor, horizons, arm: plan.replicas[score.replica]!.arm, score })),
  );

const distance = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, p) => sum + Math.abs(value - b[p]!), 0) / a.length;

describe('a network’s forecast', () => {
  it('is scored at the horizon it aims at, as the frames say', async () => {
    const { run, loaded } = await runWithForecasts({ gate: 'never' });
    const { plan, events } = run;
    const { count: parameterCount, tensors } = plan.setup.model.parameters;
    const aims = { introspection: 20, wnn: 25 } as const;
    const horizons = {
      introspection: nearest(plan.forecast.horizons, aims.introspection),
      wnn: nearest(plan.forecast.horizons, aims.wnn),
    };
    expect(horizons.introspection).not.toBe(horizons.wnn);
    const frames = new Map(ofType(events, 'framed').map(({ step, weights }) => [step, weights]));
    const all = networkScores(run);
    // Every anchor whose horizon lies within the budget, each network, both seeds.
    const due = networks.flatMap((arm) =>
      plan.anchors.filter((anchor) => anchor + horizons[arm as keyof typeof horizons] <= plan.spec.steps),
    );
    expect(all).toHaveLength(2 * due.length);
    for (const { anchor, horizons: scored, arm, score } of all) {
      const horizon = horizons[arm as keyof typeof horizons];
      expect(scored).toEqual([horizon]);
      const own = (weights: Float32Array): Float32Array =>
        weights.subarray(score.replica * parameterCount, (score.replica + 1) * parameterCount);
      const forecast = own(loaded[2 * plan.anchors.indexOf(anchor) + networks.indexOf(arm)]!);
      const [first, last, came] = [anchor - 20, anchor, anchor + horizon].map((step) =>
        own(frames.get(step)!),
      ) as [Float32Array, Float32Array, Float32Array];
      const line = last.map((value, p) => value + (horizon / 20) * (value - first[p]!));
      expect(score.mae).toHaveLength(1);
      expect(score.mae[0]).toBeCloseTo(distance(forecast, came), 6);
      expect(score.stayMae[0]).toBeCloseTo(distance(last, came), 6);
      expect(score.lineMae[0]).toBeCloseTo(distance(line, came), 6);
      const parts = [
        ...tensors.map(({ offset, length }) => [offset, offset + length] as const),
        [0, parameterCount] as const,
      ];
      parts.forEach(([from, to], part) => {
        let [inner, told, actual] = [0, 0, 0];
        for (let p = from; p < to; p += 1) {
          const [d, t] = [forecast[p]! - last[p]!, came[p]! - last[p]!];
          inner += d * t;
          told += d * d;
          actual += t * t;
        }
        expect(score.cosine[0]![part]).toBeCloseTo(inner / Math.sqrt(told * actual), 4);
        expect(score.normRatio[0]![part]! / Math.sqrt(told / actual)).toBeCloseTo(1, 4);
      });
      expect(score.cosine[0]).toHaveLength(tensors.length + 1);
    }
  });

  it('is scored where the jump was refused, and not where it was made', async () => {
    const run = await runOf({ ...base, seeds: [1, 2, 3, 4], learningRate: 1, noise: 0.3 });
    const { plan, jumps } = run;
    const scored = new Set(networkScores(run).map(({ anchor, score }) => `${anchor} ${score.replica}`));
    const expected = new Set<string>();
    plan.replicas.forEach(({ arm }, replica) => {
      if (!networks.includes(arm)) return;
      const horizon = nearest(plan.forecast.horizons, arm === 'wnn' ? 25 : 20);
      for (const anchor of plan.anchors) {
        const disturbed = jumps.some(
          (jump) =>
            jump.replica === replica && jump.accepted && jump.step >= anchor && jump.step < anchor + horizon,
        );
        if (!disturbed && anchor + horizon <= plan.spec.steps) expected.add(`${anchor} ${replica}`);
      }
    });
    const own = jumps.filter(({ replica }) => networks.includes(plan.replicas[replica]!.arm));
    expect(own.some(({ accepted }) => accepted)).toBe(true);
    expect(own.some(({ accepted }) => !accepted)).toBe(true);
    expect(expected.size).toBeGreaterThan(0);
    expect(scored).toEqual(expected);
  });

  it('leaves the other scores as they were', async () => {
    const scores = async (chosen: ArmId[]) =>
      ofType((await runOf({ ...base, arms: chosen, gate: 'never' })).events, 'scored')
        .filter(({ scores: some }) => some.some(({ replica }) => replica === 0))
        .map(({ anchor, horizons, scores: some }) => ({
          anchor,
          horizons,
          scores: some.filter(({ replica }) => replica < 2),
        }));
    expect(await scores(arms)).toEqual(await scores(['control']));
  });

  it('takes no sums in a run without such an arm', async () => {
    const count = async (chosen: ArmId[]): Promise<number> => {
      let counted = 0;
      const watch = (engine: Engine): Engine => {
        const gram = engine.gram.bind(engine);
        engine.gram = (columns) => {
          if (columns.count === 2) counted += 1;
          return gram(columns);
        };
        return engine;
      };
      await runOf({ ...base, arms: chosen }, { watch });
      return counted;
    };
    expect(await count(['control', 'farcaster'])).toBe(0);
    expect(await count(['control', 'wnn'])).toBeGreaterThan(0);
  });
});

const nearest = (values: readonly number[], wanted: number): number =>
  values.reduce((best, value) => (Math.abs(value - wanted) < Math.abs(best - wanted) ? value : best));
