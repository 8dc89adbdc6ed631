/** Which fields have an effect in a given experiment. Decides what is shown, never what is valid. */
import type { ExperimentSpec, FieldName } from './fields.ts';

const relevance: Partial<Record<FieldName, (spec: ExperimentSpec) => boolean>> = {
  samples: (spec) => spec.task !== 'fashion-mnist',
  noise: (spec) => spec.task !== 'fashion-mnist',
  activation: (spec) => spec.layers.length > 0,
  momentum: (spec) => spec.optimizer === 'momentum' || spec.optimizer === 'nesterov',
  beta1: (spec) => spec.optimizer === 'adam' || spec.optimizer === 'adamw',
  beta2: (spec) => spec.optimizer === 'adam' || spec.optimizer === 'adamw' || spec.optimizer === 'rmsprop',
  candidates: (spec) => spec.arms.some((arm) => arm !== 'control' && arm !== 'faster'),
  gate: (spec) => spec.arms.some((arm) => arm !== 'control' && arm !== 'faster'),
};

export const isRelevant = (name: FieldName, spec: ExperimentSpec): boolean => relevance[name]?.(spec) ?? true;
