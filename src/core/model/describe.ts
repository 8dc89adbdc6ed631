/**
 * What an experiment means for its model: the model itself, and the rule that trains it. A run tells the model with its
 * `prepared` event; only what has to know it before that, or plans the run, asks here.
 */
import { bringsMomentum } from '../../experiment/arms.ts';
import type { ExperimentSpec } from '../../experiment/fields.ts';
import { tasks } from '../../experiment/tasks.ts';
import { mlp } from './mlp.ts';
import type { Model } from './model.ts';
import type { OptimizerName } from './optimizers.ts';

export function modelFor({ task, layers, activation }: ExperimentSpec): Model {
  const { features, outputs, loss } = tasks[task];
  return mlp([features, ...layers, outputs], activation, loss);
}

/**
 * The update rule of all replicas: where one of them brings momentum to gradient descent, all follow the rule of
 * momentum, the others with none, which is gradient descent to the bit.
 */
export const updateRuleFor = ({ optimizer, arms }: ExperimentSpec): OptimizerName =>
  optimizer === 'sgd' && arms.some(bringsMomentum) ? 'momentum' : optimizer;
