/** Learning-rate schedules: the factor on the base rate at each step. */
import { cos } from '../numeric/functions.ts';

export const scheduleNames = ['constant', 'step', 'cosine'] as const;
export type ScheduleName = (typeof scheduleNames)[number];

export interface ScheduleSettings {
  readonly name: ScheduleName;
  /** Step budget that the schedule spans. */
  readonly steps: number;
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

/** Factor on the learning rate at a step, counted from 0. */
export const scheduleFactor = ({ name, steps, change }: ScheduleSettings, step: number): number =>
  factors[name](Math.min(1, step / steps)) *
  (change !== undefined && step >= change.step ? change.factor : 1);
