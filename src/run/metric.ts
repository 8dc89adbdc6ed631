/** How the metric is measured: on which split, and after which steps. */
import type { Split } from '../core/data/data-set.ts';
import type { ExperimentSpec } from '../experiment/fields.ts';

export const splitOf: Readonly<Record<ExperimentSpec['metric'], Split>> = {
  training: 'train',
  validation: 'guard',
  test: 'test',
};

/** Approximate number of measurements in a run; every step of a short one. */
const measurements = 160;

/**
 * Steps after which the metric is measured, ascending, from 0 on; empty if it is the training loss, which every step
 * reports. Evenly spaced and the same for all arms: nothing that an arm does affects the measurements. The last step
 * is not included, because it is evaluated anyway.
 */
export function measuredSteps({ metric, steps }: Pick<ExperimentSpec, 'metric' | 'steps'>): number[] {
  if (metric === 'training') return [];
  const spacing = Math.max(1, Math.round(steps / measurements));
  return Array.from({ length: Math.ceil(steps / spacing) }, (_, i) => i * spacing);
}
