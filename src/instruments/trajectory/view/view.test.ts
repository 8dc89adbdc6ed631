/** What is drawn of a recorded run whose checkpoints are spaced unevenly. */
import { expect, test } from 'vitest';
import { layoutOf } from '../../../core/model/layout.ts';
import { StreamedTrajectory } from '../../../engine/recorded/recorded-trajectory.ts';
import { analyseRecorded } from '../../../run/recorded/analyse.ts';
import { settingsFor } from '../../../run/recorded/settings.ts';
import type { Analysed } from '../../../store/recorded/recorded.ts';
import { pathsView } from './view.ts';

const parameters = layoutOf([{ name: 'layer1.kernel', role: 'kernel', block: 1, shape: [4, 5] }]);
const steps = Array.from({ length: 25 }, (_, i) => 100 * i + Math.round(24 * Math.sin(7 * i)));
const weightAt = (p: number, step: number): number => Math.sin(p) + (step / 1000) * Math.cos(3 * p);

test('forecasts are drawn at the steps that they are for, on the line that the weights follow', async () => {
  const analysis = await analyseRecorded(
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
