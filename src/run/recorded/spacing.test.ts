/** Unevenly spaced checkpoints: true times are used, and what needs even ones is left out by name. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { stayTerms } from '../../core/forecast/basis.ts';
import { forecastPlan } from '../../core/forecast/forecast-plan.ts';
import { termsBetween } from '../../core/forecast/in-run.ts';
import { layoutOf } from '../../core/model/layout.ts';
import type { RecordedRuns } from '../../core/recorded.ts';
import { StreamedTrajectory } from '../../engine/recorded/recorded-trajectory.ts';
import { defaultSpec } from '../../experiment/fields.ts';
import { forecastLayout } from '../forecast/recipes.ts';
import { analyseRecorded, castRecorded } from './analyse.ts';
import { castWeights } from './cast.ts';
import { recordedMethods, settingsFor } from './settings.ts';
import { geometryAt, nearestOf } from './spacing.ts';

const parameters = layoutOf([
  { name: 'layer1.kernel', role: 'kernel', block: 1, shape: [4, 5] },
  { name: 'layer1.bias', role: 'bias', block: 1, shape: [4] },
]);

const runsOf = (steps: readonly number[], weightAt: (p: number, step: number) => number): RecordedRuns => ({
  parameters,
  steps,
  runs: [{ name: 'run', jumps: [] }],
  read: async (_, checkpoint, from, to) =>
    Float32Array.from({ length: to - from }, (_w, i) => weightAt(from + i, steps[checkpoint]!)),
});

const services = {
  open: (...given: ConstructorParameters<typeof StreamedTrajectory>) => new StreamedTrajectory(...given),
  turn: async () => true,
};

/** About 100 steps apart, up to 24 earlier or later. */
const jittered = Array.from({ length: 25 }, (_, i) => 100 * i + Math.round(24 * Math.sin(7 * i)));
const linear = (p: number, step: number): number => Math.sin(p) + (step / 1000) * Math.cos(3 * p);

test('linear weights are forecast exactly by the farcaster, the scalar and the lines', async () => {
  const analysis = await analyseRecorded(runsOf(jittered, linear), settingsFor(jittered), services);
  const { methods, error, anchors, horizons, starts, forecastSteps } = analysis;
  expect(analysis.isUneven).toBe(true);
  expect([...analysis.leftOut].sort()).toEqual(['aitken', 'columns', 'points', 'quadratic']);
  expect(anchors.length).toBeGreaterThan(8);
  const mean = (method: (typeof methods)[number]): number => {
    const own = [...error].filter(
      (value, at) => at % methods.length === methods.indexOf(method) && value === value,
    );
    expect(own.length).toBeGreaterThan(20);
    return own.reduce((sum, value) => sum + value, 0) / own.length;
  };
  for (const method of ['farcaster', 'scalar', 'endpoint', 'recent'] as const)
    expect(mean(method) / mean('stay')).toBeLessThan(1e-4);
  // The true times are reported, and they are those of checkpoints.
  expect(starts.every((step) => jittered.includes(step))).toBe(true);
  const compared = forecastSteps.filter((_, at) => Number.isFinite(error[at * methods.length]));
  expect(compared.every((step) => jittered.includes(step))).toBe(true);
  expect(
    new Set(anchors.map((anchor, a) => forecastSteps[a * horizons.length]! - anchor)).size,
  ).toBeGreaterThan(3);
});

test('a farcast of the last checkpoint uses the true times too', async () => {
  const runs = runsOf(jittered, linear);
  const settings = settingsFor(jittered);
  const { horizons } = await analyseRecorded(runs, settings, services);
  const anchor = jittered.at(-1)!;
  const request = { run: 0, anchor, horizon: horizons[1]!, method: 'farcaster' } as const;
  const cast = await castRecorded(runs, settings, request, services);
  expect(cast.step).toBe(anchor + horizons[1]!);
  const weights = await castWeights(runs, cast, 0, parameters.count);
  weights.forEach((value, p) => {
    expect(value).toBeCloseTo(linear(p, cast.step), 4);
  });
});

test('what needs even spacing is refused by name', async () => {
  const runs = runsOf(jittered, linear);
  const settings = settingsFor(jittered);
  const analyse = (changes: Partial<typeof settings>) =>
    analyseRecorded(runs, { ...settings, ...changes }, services);
  await expect(analyse({ columns: 'four' })).rejects.toThrow('window’s ends');
  await expect(analyse({ penalty: 'size' })).rejects.toThrow('penalty');
  const doubling = Array.from({ length: 12 }, (_, i) => 2 ** i);
  await expect(analyseRecorded(runsOf(doubling, linear), settingsFor(doubling), services)).rejects.toThrow(
    'spaced',
  );
});

test('a few checkpoints that are off do not take away the forecasts that need even ones', async () => {
  const steps = [...Array.from({ length: 20 }, (_, i) => 100 * i), 1937];
  const { isUneven, leftOut, anchors, starts, windowSteps } = await analyseRecorded(
    runsOf(steps, linear),
    settingsFor(steps),
    services,
  );
  expect([isUneven, leftOut]).toEqual([false, []]);
  expect(starts).toEqual(anchors.map((anchor) => anchor - windowSteps));
});

describe('the geometry', () => {
  it('of evenly spaced checkpoints does not move', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 12 }),
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 2, max: 3 }),
        (window, stride, split) => {
          fc.pre(window >= split);
          const spec = { ...defaultSpec, window, stride, split, arms: recordedMethods };
          const forecast = forecastPlan(spec);
          const layout = forecastLayout(spec, forecast, parameters);
          const targets = forecast.inRun!.targetSteps.map((step) => step - forecast.windowSteps);
          const inputs = Object.values(layout.recipes).flatMap(({ columns }) => [
            ...columns.window,
            ...columns.fit,
          ]);
          const keeps = [...new Set([...layout.sources, ...inputs])]
            .sort((a, b) => a - b)
            .filter((step) => step < forecast.windowSteps);
          const steps = Array.from({ length: 60 }, (_, i) => i * stride);
          const nominal = { forecast, layout, keeps, targets };
          const anchor = 20 * stride;
          const exact = geometryAt(anchor, nominal, nearestOf(steps), 0);
          const near = geometryAt(anchor, nominal, nearestOf(steps), stride / 2);
          expect(exact).toEqual({ ...nominal, fittedHorizons: null, isKnown: exact!.isKnown });
          expect(near!.layout).toEqual(layout);
          expect([near!.keeps, near!.targets, near!.forecast.inRun]).toEqual([
            keeps,
            targets,
            forecast.inRun,
          ]);
          near!.fittedHorizons!.forEach((fitted, h) => {
            expect(Math.abs(fitted - forecast.horizons[h]!)).toBeLessThanOrEqual(0.5);
          });
        },
      ),
    );
  });
});

test('coefficients between horizons: those fitted at theirs, persistence at 0, linear in between and beyond', () => {
  const terms = [Float64Array.of(-1, 2, 0), Float64Array.of(-2, 2.5, 0.25)];
  expect(termsBetween(terms, [10, 30], [10, 30])).toEqual(terms);
  expect(termsBetween(terms, [10, 30], [0, 5, 20, 40])).toEqual([
    stayTerms(2),
    Float64Array.of(-0.5, 1.5, 0),
    Float64Array.of(-1.5, 2.25, 0.125),
    Float64Array.of(-2.5, 2.75, 0.375),
  ]);
});
