/**
 * Which checkpoints a forecast reads. The geometry of windows is in steps and evenly spaced; where no checkpoint is at
 * such a step, the nearest within half a stride stands for it, and the forecast uses the true times. Nothing moves if all
 * are there.
 */
import type { ForecastPlan } from '../../core/forecast/forecast-plan.ts';
import type { ForecastLayout } from '../forecast/recipes.ts';

/** The checkpoints of one forecast, in steps as in the plan that it was made from. */
export interface Geometry {
  readonly forecast: ForecastPlan;
  readonly layout: ForecastLayout;
  /** Steps from the window's start to every stored snapshot, ascending, without the anchor. */
  readonly keeps: readonly number[];
  /** Steps from the anchor to the targets of the fit, if it is fitted on the run itself. */
  readonly targets: readonly number[];
  /** Steps ahead that the fitted targets stand for, if those are not the horizons of the forecast. */
  readonly fittedHorizons: readonly number[] | null;
  /** [horizon]: whether there is a checkpoint to compare the forecast with. */
  readonly isKnown: readonly boolean[];
}

type Nominal = Pick<Geometry, 'forecast' | 'layout' | 'keeps' | 'targets'>;

/** The checkpoint nearest to a step, at most `within` steps away; the earlier of two; null if there is none. */
export type Nearest = (step: number, within: number) => number | null;

/** `steps` ascending. */
export function nearestOf(steps: readonly number[]): Nearest {
  const known = new Set(steps);
  return (step, within) => {
    if (known.has(step)) return step;
    if (within <= 0) return null;
    let best: number | null = null;
    for (const one of steps)
      if (Math.abs(one - step) <= within && (best === null || Math.abs(one - step) < Math.abs(best - step)))
        best = one;
    return best;
  };
}

/** The forecast at an anchor, or null if a checkpoint that it reads is missing. `within`: 0 for exact steps alone. */
export function geometryAt(
  anchor: number,
  nominal: Nominal,
  nearest: Nearest,
  within: number,
): Geometry | null {
  const { forecast, keeps, targets } = nominal;
  const stepOf = (fromAnchor: number): number | null => nearest(anchor + fromAnchor, within);
  const inputs = keeps.map((offset) => stepOf(offset - forecast.windowSteps));
  const aims = targets.map(stepOf);
  if (!isAscending([...inputs, anchor]) || !isAscending(aims) || nearest(anchor, 0) === null) return null;
  const ahead = forecast.horizons.map(stepOf);
  const isKnown = ahead.map((step) => step !== null);
  if (within === 0) return { ...nominal, fittedHorizons: null, isKnown };
  const start = inputs[0]!;
  const moved = new Map(keeps.map((offset, i) => [offset, inputs[i]! - start]));
  moved.set(forecast.windowSteps, anchor - start);
  return { ...placed(nominal, anchor, start, aims as readonly number[], moved, ahead), isKnown };
}

/** `moved`: true steps from the window's start, by those planned. */
function placed(
  { forecast, layout, keeps }: Nominal,
  anchor: number,
  start: number,
  aims: readonly number[],
  moved: ReadonlyMap<number, number>,
  ahead: readonly (number | null)[],
): Omit<Geometry, 'isKnown'> {
  const all = (offsets: readonly number[]): number[] => offsets.map((offset) => moved.get(offset)!);
  const windowSteps = anchor - start;
  const horizons = forecast.horizons.map((horizon, h) => (ahead[h] ?? anchor + horizon) - anchor);
  const targetSteps = aims.map((step) => step - start);
  const subSpanSteps = forecast.inRun === null ? 0 : moved.get(forecast.inRun.subSpanSteps)!;
  return {
    forecast: {
      ...{ windowSteps, horizons },
      inRun: forecast.inRun === null ? null : { subSpanSteps, targetSteps },
    },
    layout: {
      ...layout,
      sources: all(layout.sources),
      farcaster: all(layout.farcaster),
      recipes: Object.fromEntries(
        Object.entries(layout.recipes).map(([arm, planned]) => [
          arm,
          { ...planned, columns: { window: all(planned.columns.window), fit: all(planned.columns.fit) } },
        ]),
      ),
    },
    keeps: all(keeps),
    targets: aims.map((step) => step - anchor),
    fittedHorizons:
      forecast.inRun === null
        ? null
        : targetSteps.map((step) => ((step - subSpanSteps) * windowSteps) / subSpanSteps),
  };
}

const isAscending = (steps: readonly (number | null)[]): boolean =>
  steps.every((step, i) => step !== null && (i === 0 || steps[i - 1]! < step));
