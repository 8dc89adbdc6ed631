/** Learning-rate schedules: the factor on the base rate at each step. */
import { cos } from '../numeric/functions.ts';

export const scheduleNames = ['constant', 'step', 'cosine'] as const;
export type ScheduleName = (typeof scheduleNames)[number];

export interface ScheduleSettings {
  readonly name: ScheduleName;
  /** Step budget: the schedule spans what warm-up leaves of it. */
  readonly steps: number;
  /** Steps over which the rate first rises linearly to its base; none if left out. */
  readonly warmup?: number;
  /** A change during the run, in addition to the schedule. */
  readonly change?: RateChange;
}

/** From `step` (counted from 0) on, the rate is multiplied by `factor`. */
export interface RateChange {
  readonly step: number;
  readonly factor: number;
}

type Factor = (fraction: number) => number;

/** Factor at a fraction (0..1) of the budget. */
const factors: Readonly<Record<ScheduleName, Factor>> = {
  constant: () => 1,
  step: (fraction) => (fraction < 0.5 ? 1 : fraction < 0.75 ? 0.5 : 0.25),
  /** Loshchilov & Hutter, SGDR (arXiv 1608.03983), eq. 5 without restarts. */
  cosine: (fraction) => 0.5 * (1 + cos(Math.PI * fraction)),
};

/**
 * Factor on the learning rate at a step, counted from 0. During warm-up (Goyal et al., arXiv 1706.02677, sec. 2.2) it
 * is (step + 1) / warmup; then the schedule starts.
 */
export const scheduleFactor = ({ name, steps, warmup = 0, change }: ScheduleSettings, step: number): number =>
  (step < warmup
    ? (step + 1) / warmup
    : factors[name](Math.min(1, (step - warmup) / Math.max(1, steps - warmup)))) *
  (change !== undefined && step >= change.step ? change.factor : 1);
