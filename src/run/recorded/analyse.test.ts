/** Recorded runs give the forecasts, errors and coefficients of the run that they are a record of, bit by bit. */
import { describe, expect, it, test } from 'vitest';
import type { RecordedRuns } from '../../core/recorded.ts';
import { StreamedTrajectory } from '../../engine/recorded/recorded-trajectory.ts';
import { startSimdEngine } from '../../engine/simd/simd-engine.ts';
import type { ArmId, ExperimentSpec } from '../../experiment/fields.ts';
import { checkSpec } from '../../experiment/spec.ts';
import { conduct } from '../conduct.ts';
import type { RunEvent } from '../events.ts';
import { atOnce } from '../../core/parts.ts';
import { planningRun, type RunPlan } from '../plan/plan.ts';
import { ofType } from '../testing/runs.ts';
import { analyseRecorded, castRecorded } from './analyse.ts';
import { castWeights } from './cast.ts';
import type { RecordedAnalysis } from './analysis.ts';
import { recordedFields, type RecordedSettings } from './settings.ts';

interface Live {
  readonly plan: RunPlan;
  readonly events: readonly RunEvent[];
}

async function live(values: Partial<ExperimentSpec>): Promise<Live> {
  const { spec, corrections } = checkSpec({
    ...{
      samples: 64,
      layers: [6],
      steps: 90,
      seeds: [1, 2],
      learningRate: 0.5,
      arms: ['control', 'farcaster'],
    },
    ...values,
  });
  expect(corrections).toEqual([]);
  const plan = atOnce(planningRun(spec, null, [spec.learningRate], 'weights'));
  const events: RunEvent[] = [];
  await conduct(
    plan,
    await startSimdEngine(plan.setup),
    { allowance: async () => Infinity, spent: () => undefined },
    (event) => events.push(event),
  );
  return { plan, events };
}

/** The replicas of one arm, as they would be read from files. */
function recordOf({ plan, events }: Live, arm: ArmId): RecordedRuns {
  const saved = ofType(events, 'saved');
  const own = plan.replicas.flatMap((replica, r) => (replica.arm === arm ? [r] : []));
  const { count } = plan.parameters;
  return {
    parameters: plan.parameters,
    steps: saved.map(({ step }) => step),
    runs: own.map((r) => ({
      name: `seed ${plan.replicas[r]!.seed}`,
      jumps: ofType(events, 'jumped').flatMap(({ step, outcomes }) =>
        outcomes.some(({ replica, accepted }) => replica === r && accepted) ? [step] : [],
      ),
    })),
    read: async (run, checkpoint, from, to) =>
      saved[checkpoint]!.weights.slice(own[run]! * count + from, own[run]! * count + to),
  };
}

const settingsOf = ({ plan }: Live): RecordedSettings => ({
  ...(Object.fromEntries(recordedFields.map((name) => [name, plan.spec[name]])) as Omit<
    RecordedSettings,
    'anchors'
  >),
  anchors: plan.anchors,
});

const analyse = (runs: RecordedRuns, settings: RecordedSettings, chunk?: number): Promise<RecordedAnalysis> =>
  analyseRecorded(runs, settings, {
    open: (source, runOf, partOf) => new StreamedTrajectory(source, runOf, partOf, chunk),
    turn: async () => true,
  });

const bits = (values: Float32Array): number[] => [...new Uint32Array(values.slice().buffer)];

test('a farcast is the forecast that was compared, weight by weight', async () => {
  const run = await live({ gate: 'never' });
  const runs = recordOf(run, 'control');
  const settings = settingsOf(run);
  const { anchors, horizons, methods, error, watched, predicted, path } = await analyse(runs, settings);
  const [anchor, horizon] = [anchors[0]!, horizons[2]!];
  const services = {
    open: (...given: ConstructorParameters<typeof StreamedTrajectory>) => new StreamedTrajectory(...given),
    turn: async () => true,
  };
  for (const method of ['farcaster', 'aitken', 'columns'] as const) {
    const cast = await castRecorded(runs, settings, { run: 1, anchor, horizon, method }, services);
    const weights = await castWeights(runs, cast, 0, runs.parameters.count);
    const actual = await runs.read(1, runs.steps.indexOf(anchor + horizon), 0, runs.parameters.count);
    const mae = weights.reduce((sum, value, p) => sum + Math.abs(value - actual[p]!), 0) / weights.length;
    const m = methods.indexOf(method);
    expect(mae / error[(anchors.length * horizons.length + 2) * methods.length + m]!).toBeCloseTo(1, 5);
    const at = ((2 * (methods.length - 1) + m) * 2 + 1) * watched.length;
    expect(weights[watched[3]!.parameter]).toBeCloseTo(predicted[0]![at + 3]!, 5);
    // Its place on the first axis, by inner products with the displacements of all checkpoints.
    const places = runs.steps.map((_, c) => path.checkpoints[(runs.steps.length + c) * 2]!);
    const all = await Promise.all(runs.steps.map((_, c) => runs.read(1, c, 0, weights.length)));
    const mean = Array.from(weights, (_, p) => all.reduce((sum, own) => sum + own[p]!, 0) / all.length);
    const along = all.map((own) =>
      own.reduce((sum, v, p) => sum + (v - mean[p]!) * (weights[p]! - mean[p]!), 0),
    );
    const expected =
      along.reduce((sum, v, c) => sum + v * places[c]!, 0) / places.reduce((sum, x) => sum + x * x, 0);
    const row = ((anchors.length * horizons.length + 2) * (methods.length - 1) + m) * 2;
    expect(path.forecasts[row]! - expected).toBeCloseTo(0, 5);
    const part = await castWeights(runs, cast, 5, 17);
    expect(bits(part)).toEqual(bits(weights.subarray(5, 17)));
  }
  const last = { run: 0, anchor: runs.steps.at(-1)!, horizon, method: 'farcaster' } as const;
  const refused = castRecorded(runs, settings, last, services);
  await expect(refused).rejects.toThrow('checkpoints');
  await expect(castRecorded(runs, settings, { ...last, anchor, horizon: 7777 }, services)).rejects.toThrow(
    '7777',
  );
});

describe('the record of a run', () => {
  const cases: Record<string, Partial<ExperimentSpec>> = {
    'jumps, least squares': {},
    'forecasts only': { gate: 'never' },
    'L1 by layer': { fit: 'absolute', groups: 'layer' },
    'four inputs, a stride, no constant': { columns: 'four', stride: 2, window: 10, bias: 'off', warmup: 30 },
    'frozen coefficients': { source: 'frozen', reach: 12 },
    'its own future': { source: 'oracle', reach: 9, warmup: 21, steps: 60, gate: 'never' },
  };

  it.each(Object.entries(cases))('%s: same forecasts, errors and coefficients', async (_, values) => {
    const run = await live(values);
    const { plan, events } = run;
    for (const [arm, chunk] of [
      ['farcaster', undefined],
      ['control', 7 * 60],
    ] as const) {
      const own = plan.replicas.flatMap((replica, r) => (replica.arm === arm ? [r] : []));
      const analysis = await analyse(recordOf(run, arm), settingsOf(run), chunk);
      const forecasts = ofType(events, 'forecasted').filter(({ anchor }) =>
        analysis.anchors.includes(anchor),
      );
      expect(forecasts.length).toBeGreaterThan(1);
      const method = analysis.methods.indexOf('farcaster');
      const horizons = analysis.horizons.length;
      const width = plan.watched.length;
      const inputs = analysis.groups.length * (analysis.inputs.length + 1);
      let scores = 0;
      for (const { anchor, predicted, coefficients } of forecasts) {
        const a = analysis.anchors.indexOf(anchor);
        for (let h = 0; h < horizons; h += 1)
          own.forEach((replica, seed) => {
            const from = (h * plan.replicas.length + replica) * inputs;
            const mine = (h * own.length + seed) * inputs;
            expect(bits(analysis.coefficients[a]!.subarray(mine, mine + inputs))).toEqual(
              bits(coefficients.subarray(from, from + inputs)),
            );
            const at =
              ((h * (analysis.methods.length - 1) + method) * own.length + seed) * analysis.watched.length;
            const shared = analysis.watched.flatMap(({ parameter }, w) => {
              const other = plan.watched.findIndex((one) => one.parameter === parameter);
              return other < 0 ? [] : [[w, other] as const];
            });
            for (const [w, other] of shared)
              expect(analysis.predicted[a]![at + w]).toBe(
                predicted[(h * plan.replicas.length + replica) * width + other],
              );
          });
        for (const { scores: all } of ofType(events, 'scored').filter((event) => event.anchor === anchor))
          for (const { replica, mae, stayMae, cosine, normRatio } of all) {
            const seed = own.indexOf(replica);
            if (seed < 0) continue;
            mae.forEach((error, h) => {
              const at = ((seed * analysis.anchors.length + a) * horizons + h) * analysis.methods.length;
              expect(analysis.error[at + method]).toBe(error);
              expect(analysis.error[at + analysis.methods.length - 1]).toBe(stayMae[h]);
              expect(analysis.cosine[at + method]).toBeCloseTo(cosine[h]!.at(-1)!, 4);
              expect(analysis.lengthRatio[at + method]).toBeCloseTo(normRatio[h]!.at(-1)!, 4);
              scores += 1;
            });
          }
      }
      const { runs: recorded } = recordOf(run, arm);
      recorded.forEach(({ jumps }, seed) =>
        analysis.anchors.forEach((anchor, a) => {
          const at = (seed * analysis.anchors.length + a) * horizons * analysis.methods.length;
          const own = analysis.error.subarray(at, at + horizons * analysis.methods.length);
          if (jumps.includes(anchor)) expect(own.every(Number.isNaN)).toBe(true);
          else expect(own.some(Number.isFinite)).toBe(true);
        }),
      );
      // A run that jumps at every forecast leaves none to compare.
      if (arm === 'control') expect(scores).toBeGreaterThan(3);
    }
  });
});
