/** Small multiples of the lab: some scored sequences, as they were and as they were forecast. */
import type { LabResult } from '../../../core/lab/lab.ts';
import { stepsToDraw } from '../../../store/select/rows.ts';

export type StepValue = readonly [step: number, value: number];

export interface Trace {
  readonly title: string;
  readonly actual: readonly StepValue[];
  /** From the anchor's own value to the farthest horizon. */
  readonly forecast: readonly StepValue[];
  readonly yDomain: readonly [number, number];
}

export interface TracesView {
  readonly traces: readonly Trace[];
  readonly steps: number;
  /** Step of the anchor, where the window ends and the horizon begins. */
  readonly anchor: number;
  readonly caption: string;
  readonly summary: string;
}

export function tracesView({ shown, plan }: LabResult, caption: string): TracesView {
  const { window, horizons, steps } = plan;
  const traces = shown.map(({ path, forecast }, i): Trace => {
    const ahead = horizons.map((j, h): StepValue => [window + j, forecast[h]!]);
    const values = [...path, ...forecast];
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const margin = 0.08 * Math.max(high - low, 0.02);
    return {
      title: `sequence ${i + 1}`,
      actual: stepsToDraw(path, path.length, steps).map((step): StepValue => [step, path[step]!]),
      forecast: [[window, path[window]!], ...ahead],
      yDomain: [low - margin, high + margin],
    };
  });
  return {
    traces,
    steps,
    anchor: window,
    caption,
    summary: `${traces.length} of the scored sequences over ${steps} steps (${caption}), each with its forecast from step ${window} on.`,
  };
}
