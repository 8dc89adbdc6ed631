/** Errors of the lab's forecasters by horizon, and whether their differences are significant. */
import { meanHalfWidth } from '../evidence/statistics.ts';
import type { Terms } from '../forecast/basis.ts';

/** The farcaster and the rivals it has to beat. */
export const labForecasters = ['farcaster', 'scalar', 'stay', 'endpoint', 'recent'] as const;
export type LabForecaster = (typeof labForecasters)[number];
export type LabRival = Exclude<LabForecaster, 'farcaster'>;

/** A forecast as coefficients over values [row, place]. */
export interface Linear {
  /** [row, place]. */
  readonly values: Float64Array;
  /** One set per horizon, over the places and a constant. */
  readonly terms: readonly Terms[];
}

/** Mean over units of a paired difference, and half of its 95 % interval (Student's t; NaN for one unit). */
export interface PairedDifference {
  readonly mean: number;
  readonly halfWidth: number;
}

export interface LabScores {
  /** Mean absolute error per forecaster, [horizon], over all weights of all scored units. */
  readonly errors: Readonly<Record<LabForecaster, Float64Array>>;
  /** Error of the farcaster minus that of each rival at the farthest horizon, paired by unit. */
  readonly differences: Readonly<Record<LabRival, PairedDifference>>;
}

/** The forecast of one row at one horizon. */
export function forecastOf({ values, terms }: Linear, row: number, horizon: number): number {
  const of = terms[horizon]!;
  const places = of.length - 1;
  let forecast = of[places]!;
  for (let i = 0; i < places; i += 1) forecast += of[i]! * values[row * places + i]!;
  return forecast;
}

/** Scores forecasts of rows of `weights` consecutive weights per unit against targets [row, horizon]. */
export function scoreOf(
  forecasts: Readonly<Record<LabForecaster, Linear>>,
  targets: Float64Array,
  horizons: number,
  weights: number,
): LabScores {
  const units = targets.length / horizons / weights;
  const last = horizons - 1;
  const farthest = {} as Record<LabForecaster, Float64Array>;
  const errors = {} as Record<LabForecaster, Float64Array>;
  for (const name of labForecasters) {
    const means = new Float64Array(horizons);
    const perUnit = new Float64Array(units);
    for (let row = 0; row < units * weights; row += 1) {
      for (let h = 0; h < horizons; h += 1) {
        const error = Math.abs(forecastOf(forecasts[name], row, h) - targets[row * horizons + h]!);
        means[h]! += error / (units * weights);
        if (h === last) perUnit[Math.floor(row / weights)]! += error / weights;
      }
    }
    errors[name] = means;
    farthest[name] = perUnit;
  }
  const against = (rival: LabRival): PairedDifference => paired(farthest.farcaster, farthest[rival]);
  return {
    errors,
    differences: {
      scalar: against('scalar'),
      stay: against('stay'),
      endpoint: against('endpoint'),
      recent: against('recent'),
    },
  };
}

function paired(first: Float64Array, second: Float64Array): PairedDifference {
  let [sum, squares] = [0, 0];
  first.forEach((value, unit) => {
    const difference = value - second[unit]!;
    sum += difference;
    squares += difference * difference;
  });
  return { mean: sum / first.length, halfWidth: meanHalfWidth(sum, squares, first.length) };
}
