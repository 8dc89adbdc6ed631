/** The arms: what each does to its replicas, as data. A new treatment is a row here and a name in the field table. */
import { endpointLine, fitFarcaster, type Coefficients } from '../core/forecast/farcaster.ts';
import type { InRunPlan } from '../core/forecast/in-run.ts';
import { fitScalar } from '../core/forecast/scalar.ts';
import type { ArmId } from './events.ts';

export interface Arm {
  /** Factor on the learning rate. */
  readonly learningRate: number;
  /** Null for an arm that never jumps. */
  readonly jumps: JumpRule | null;
}

export interface JumpRule {
  /**
   * The forecast for one horizon, from the inner products of its fit (core/forecast/farcaster.ts), summed
   * over all weights of a replica.
   */
  readonly forecast: (gram: Float64Array, horizon: number, inRun: InRunPlan) => Coefficients;
  /** Multiply-adds per weight of fitting so many horizons. */
  readonly fitMultiplies: (candidates: number) => number;
}

/** The 1-layer farcaster: six inner products of its features once, three with each target. */
const farcaster: JumpRule = {
  forecast: fitFarcaster,
  fitMultiplies: (candidates) => 6 + 3 * candidates,
};

/** One number per horizon: <d, d> once, <d, y - w_n> with each target. */
const scalar: JumpRule = {
  forecast: fitScalar,
  fitMultiplies: (candidates) => 1 + candidates,
};

/** Nothing is fitted: the guard split alone finds the best point of w_n + (j / n) (w_n - w_0). */
const search: JumpRule = {
  forecast: (_gram, horizon, { windowSteps }) => endpointLine(horizon, windowSteps),
  fitMultiplies: () => 0,
};

export const arms: Readonly<Record<ArmId, Arm>> = {
  control: { learningRate: 1, jumps: null },
  farcaster: { learningRate: 1, jumps: farcaster },
  scalar: { learningRate: 1, jumps: scalar },
  search: { learningRate: 1, jumps: search },
  faster: { learningRate: 2, jumps: null },
};

/** Whose forecasts are drawn and scored on replicas that never jump. */
export const observed: JumpRule = farcaster;
