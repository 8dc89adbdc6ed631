/**
 * Derives the model of an experiment and its update rule. A run publishes its model in the `prepared` event; use this
 * only to plan a run or if the model is needed before that.
 */
import { bringsMomentum } from '../../experiment/arms.ts';
import type { ExperimentSpec } from '../../experiment/fields.ts';
import { exampleForm, tasks } from '../../experiment/tasks.ts';
import { mlp } from './mlp.ts';
import type { Model } from './model.ts';
import type { OptimizerName } from './optimizers.ts';

export function modelFor(spec: ExperimentSpec): Model {
  const { features, outputs } = exampleForm(spec);
  const { label, loss } = tasks[spec.task];
  if (loss === 'token-cross-entropy') throw new Error(`${label} needs a network that reads text`);
  return mlp([features, ...spec.layers, ...outputs], spec.activation, loss);
}

/**
 * The update rule of all replicas. If one of them adds momentum to gradient descent, all use the momentum rule; with
 * momentum 0 it is bit-identical to gradient descent.
 */
export const updateRuleFor = ({ optimizer, arms }: ExperimentSpec): OptimizerName =>
  optimizer === 'sgd' && arms.some(bringsMomentum) ? 'momentum' : optimizer;
