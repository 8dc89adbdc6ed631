/** Figure 1: the plane of two weights, with the loss, one run of SGD that was never fitted on, and its forecasts. */
import { regressionLoss } from '../../../core/lab/regression.ts';
import type { LabResult } from '../../../core/lab/lab.ts';
import { labSteps, short } from './words.ts';

export interface PlanePoint {
  readonly step: number;
  readonly x: number;
  readonly y: number;
  readonly loss: number;
}

export interface Contour {
  readonly along: number;
  readonly across: number;
  readonly loss: number;
}

export interface PlaneView {
  readonly minimum: readonly [number, number];
  readonly direction: readonly [number, number];
  readonly contours: readonly Contour[];
  readonly path: readonly PlanePoint[];
  readonly anchor: number;
  readonly forecast: readonly PlanePoint[];
  readonly xDomain: readonly [number, number];
  readonly yDomain: readonly [number, number];
  readonly caption: string;
  readonly summary: string;
}

/** Loss above the least grows by this factor from one contour to the next. */
const ratio = 4;
const contourCount = 9;

export function planeView({ problem, shown, plan }: LabResult): PlaneView | null {
  const [run] = shown;
  if (problem === null || run === undefined) return null;
  const { horizons, window } = plan;
  const point = (step: number, x: number, y: number): PlanePoint => ({
    step,
    x,
    y,
    loss: regressionLoss(problem, x, y),
  });
  const path = Array.from({ length: run.path.length / 2 }, (_, step) =>
    point(step, run.path[2 * step]!, run.path[2 * step + 1]!),
  );
  const forecast = horizons.map((j, h) =>
    point(window + j, run.forecast[h]!, run.forecast[horizons.length + h]!),
  );
  const { minimum, direction, curvatures, leastLoss } = problem;
  const seen = [...path, ...forecast, { x: minimum[0], y: minimum[1] }];
  const highest = Math.max(...path.map(({ loss }) => loss)) - leastLoss;
  const end = path.at(-1) ?? point(0, 0, 0);
  const farcast = forecast.at(-1) ?? end;
  const start = path[window] ?? end;
  return {
    minimum,
    direction,
    contours: Array.from({ length: contourCount }, (_, k) => {
      let excess = highest * ratio * ratio;
      for (let i = k; i < contourCount - 1; i += 1) excess /= ratio;
      return {
        along: Math.sqrt((2 * excess) / curvatures[0]),
        across: Math.sqrt((2 * excess) / curvatures[1]),
        loss: leastLoss + excess,
      };
    }),
    path,
    anchor: window,
    forecast,
    xDomain: padded(seen.map(({ x }) => x)),
    yDomain: padded(seen.map(({ y }) => y)),
    caption: 'a run it has never seen',
    summary: `The plane of two weights. SGD goes from (${pair(path[0] ?? end)}) to (${pair(start)}) at step ${window}, where the window ends, and on to (${pair(end)}) at step ${end.step}, loss ${short(end.loss)}. The forecast of ${labSteps(farcast.step - window)} ahead is (${pair(farcast)}), loss ${short(farcast.loss)}; the loss where it was made was ${short(start.loss)}.`,
  };
}

const pair = ({ x, y }: PlanePoint): string => `${short(x)}, ${short(y)}`;

function padded(values: readonly number[]): readonly [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const margin = 0.14 * Math.max(high - low, 0.1);
  return [low - margin, high + margin];
}
