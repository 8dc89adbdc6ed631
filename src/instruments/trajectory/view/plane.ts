/** A recorded run and its forecasts in the plane of the run's first two principal components. Pure. */
import type { Method } from '../../../record/recorded/report.ts';
import { methodLabel } from '../../../record/recorded/words.ts';
import type { Analysed } from '../../../store/recorded/recorded.ts';
import { roomAround } from '../../../store/select/rows.ts';
import type { Domain } from './view.ts';

export interface PlanePoint {
  readonly step: number;
  readonly x: number;
  readonly y: number;
}

export interface PlaneView {
  /** Those whose weights are all finite. */
  readonly checkpoints: readonly PlanePoint[];
  /** From the anchor's checkpoint to the farthest horizon; empty if it is not finite. */
  readonly forecast: readonly PlanePoint[];
  /** The same of the other anchors. */
  readonly others: readonly (readonly PlanePoint[])[];
  readonly anchor: number;
  /** Number of weights of a checkpoint that it is computed from, of `of`. */
  readonly weights: number;
  readonly of: number;
  /** Fractions of the checkpoints' variance along each axis. */
  readonly explained: readonly [number, number];
  readonly xDomain: Domain;
  readonly yDomain: Domain;
  readonly summary: string;
}

/** Fewer checkpoints span no plane. */
const fewest = 3;

/** How many times the extent of the checkpoints a forecast may add on either side; farther ones leave the frame. */
const mostBeyond = 2;

/** The forecasts of a run by a method; that of the anchor of an index is the one looked at. */
export function planeView({ analysis }: Analysed, run: number, anchor: number, method: Method): PlaneView {
  const { steps, anchors, horizons, methods, path, layout, forecastSteps } = analysis;
  const all = steps.map((step, index) => pointAt(path.checkpoints, run * steps.length + index, step));
  const forecastFrom = (a: number): PlanePoint[] => {
    const start = all[steps.indexOf(anchors[a]!)]!;
    const row = (run * anchors.length + a) * horizons.length;
    const ahead = horizons.map((_, h) =>
      pointAt(
        path.forecasts,
        (row + h) * (methods.length - 1) + methods.indexOf(method),
        forecastSteps[a * horizons.length + h]!,
      ),
    );
    return [start, ...(method === 'stay' ? [] : ahead)].filter(isFinitePoint);
  };
  const checkpoints = all.filter(isFinitePoint);
  const forecast = forecastFrom(anchor);
  const explained = [path.explained[2 * run]!, path.explained[2 * run + 1]!] as const;
  const domain = (axis: 'x' | 'y'): Domain =>
    domainOf(
      checkpoints.map((point) => point[axis]),
      forecast.map((point) => point[axis]),
    );
  return {
    checkpoints: checkpoints.length < fewest ? [] : checkpoints,
    forecast,
    others: anchors.flatMap((_, a) => (a === anchor ? [] : [forecastFrom(a)])),
    anchor: anchors[anchor]!,
    ...{ weights: path.weights, of: layout.count, explained },
    ...{ xDomain: domain('x'), yDomain: domain('y') },
    summary: `${checkpoints.length} checkpoints of run ${analysis.runs[run]} in the plane of their first two principal components, which hold ${share(explained[0])} and ${share(explained[1])} of the variance, with the forecasts of ${methodLabel(method)}; that from step ${anchors[anchor]} is dashed.`,
  };
}

const pointAt = (places: Float64Array, row: number, step: number): PlanePoint => ({
  step,
  x: places[2 * row]!,
  y: places[2 * row + 1]!,
});

const isFinitePoint = ({ x, y }: PlanePoint): boolean => Number.isFinite(x) && Number.isFinite(y);

/** Around the checkpoints, and the forecast as far as it does not make them small. */
function domainOf(own: readonly number[], forecast: readonly number[]): Domain {
  const [low, high] = roomAround(own, 0.06, 1);
  const most = mostBeyond * (high - low);
  const within = forecast.map((value) => Math.min(high + most, Math.max(low - most, value)));
  return roomAround([...own, ...within], 0.06, 1);
}

const share = (fraction: number): string => `${(100 * fraction).toFixed(0)} %`;
