/** What is drawn of a recorded run whose checkpoints are spaced unevenly. */
import { expect, test } from 'vitest';
import { layoutOf } from '../../../core/model/layout.ts';
import { StreamedTrajectory } from '../../../engine/recorded/recorded-trajectory.ts';
import { analyseRecorded } from '../../../run/recorded/analyse.ts';
import type { RecordedAnalysis } from '../../../run/recorded/analysis.ts';
import { settingsFor } from '../../../run/recorded/settings.ts';
import type { Analysed } from '../../../store/recorded/recorded.ts';
import { planeView } from './plane.ts';
import { rateOf } from './rate.ts';
import { pathsView } from './view.ts';

const parameters = layoutOf([{ name: 'layer1.kernel', role: 'kernel', block: 1, shape: [4, 5] }]);
const steps = Array.from({ length: 25 }, (_, i) => 100 * i + Math.round(24 * Math.sin(7 * i)));
type WeightAt = (p: number, step: number) => number;
const straight: WeightAt = (p, step) => Math.sin(p) + (step / 1000) * Math.cos(3 * p);

const analysisOf = (weightAt: WeightAt): Promise<RecordedAnalysis> =>
  analyseRecorded(
    {
      ...{ parameters, steps, runs: [{ name: 'run', jumps: [] }] },
      read: async (_, checkpoint, from, to) =>
        Float32Array.from({ length: to - from }, (_w, i) => weightAt(from + i, steps[checkpoint]!)),
    },
    settingsFor(steps),
    {
      open: (...given: ConstructorParameters<typeof StreamedTrajectory>) => new StreamedTrajectory(...given),
      turn: async () => true,
    },
  );

test('forecasts are drawn at the steps that they are for, on the line that the weights follow', async () => {
  const analysis = await analysisOf(straight);
  expect(analysis.isUneven).toBe(true);
  // The views read the analysis alone.
  const analysed = { analysis } as Analysed;
  const anchors = analysis.anchors.map((_, anchor) => pathsView(analysed, 0, anchor, 'endpoint'));
  const farthest = analysis.horizons.at(-1)!;
  expect(anchors.some(({ traces, anchor }) => traces[0]!.forecast.at(-1)![0] !== anchor + farthest)).toBe(
    true,
  );
  for (const { traces, anchor, windowSteps } of anchors) {
    expect(steps).toContain(anchor - windowSteps);
    for (const { actual, forecast } of traces) {
      const [from, to] = [actual[0]!, actual.at(-1)!];
      const slope = (to[1] - from[1]) / (to[0] - from[0]);
      for (const [step, value] of forecast) expect(value).toBeCloseTo(from[1] + slope * (step - from[0]), 4);
    }
  }
});

test('one decay rate is found between checkpoints at unequal distances', async () => {
  const decaying = await analysisOf((p, step) => Math.sin(p) + 0.9985 ** step * Math.cos(3 * p));
  expect(rateOf(decaying)).toBeCloseTo(0.9985, 6);
  expect(rateOf(await analysisOf((p, step) => 1.002 ** step * Math.cos(3 * p)))).toBeNull();
});

test('in the plane a straight run and its forecasts are one line, whose first axis has all of the variance', async () => {
  const analysed = { analysis: await analysisOf(straight) } as Analysed;
  const view = planeView(analysed, 0, 1, 'farcaster');
  expect(view.checkpoints.map(({ step }) => step)).toEqual(steps);
  expect(view.explained[0]).toBeCloseTo(1, 6);
  expect(view.others).toHaveLength(analysed.analysis.anchors.length - 1);
  expect(view.forecast[0]).toEqual(view.checkpoints.find(({ step }) => step === view.anchor));
  const [first, last] = [view.checkpoints[0]!, view.checkpoints.at(-1)!];
  const slope = (last.x - first.x) / (last.step - first.step);
  for (const { step, x } of view.forecast) expect(x).toBeCloseTo(first.x + slope * (step - first.step), 4);
  // What leaves the frame does not make the path small.
  const far = analysed.analysis.path.forecasts.map((place) => 1e6 * place);
  const wild = planeView(
    { analysis: { ...analysed.analysis, path: { ...analysed.analysis.path, forecasts: far } } } as Analysed,
    0,
    1,
    'farcaster',
  );
  expect(wild.xDomain[1] - wild.xDomain[0]).toBeLessThan(7 * (last.x - first.x));
  expect(planeView(analysed, 0, 1, 'stay').forecast).toHaveLength(1);
});
