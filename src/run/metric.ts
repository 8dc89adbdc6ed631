/** How the metric is measured: on which split, and after which steps. */
import type { Split } from '../core/data/data-set.ts';
import type { ExperimentSpec } from '../experiment/fields.ts';

export const splitOf: Readonly<Record<ExperimentSpec['metric'], Split>> = {
  training: 'train',
  validation: 'guard',
  test: 'test',
};

/** About so many times in a run; every step of a short one. */
const measurements = 160;

/**
 * Steps after which the metric is measured, ascending, from 0 on; none where it is the training loss, which every
 * step tells. Evenly spaced and the same for all arms: nothing that an arm does decides when it is looked at. The
 * last step is not among them: it is evaluated anyway.
 */
export function measuredSteps({ metric, steps }: Pick<ExperimentSpec, 'metric' | 'steps'>): number[] {
  if (metric === 'training') return [];
  const spacing = Math.max(1, Math.round(steps / measurements));
  return Array.from({ length: Math.ceil(steps / spacing) }, (_, i) => i * spacing);
}
