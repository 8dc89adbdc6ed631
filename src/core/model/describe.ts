/**
 * Derives the model of an experiment and its update rule. A run publishes its model in the `prepared` event; use this
 * only to plan a run or if the model is needed before that.
 */
import { bringsMomentum } from '../../experiment/arms.ts';
import type { ExperimentSpec } from '../../experiment/fields.ts';
import { fileTask, tasks } from '../../experiment/tasks.ts';
import { mlp } from './mlp.ts';
import { cnn } from './networks/cnn.ts';
import type { Model } from './model.ts';
import type { OptimizerName } from './optimizers.ts';

export function modelFor(spec: ExperimentSpec): Model {
  const { network, task, layers, activation, filters, kernel, halving, head } = spec;
  const { features, outputs, loss } = tasks[task];
  const image = fileTask(task)?.shape;
  if (network === 'cnn' && image !== undefined)
    return cnn(
      { image: [1, ...image], filters, kernel: Number(kernel), halving, head, activation, outputs },
      loss,
    );
  return mlp([features, ...layers, outputs], activation, loss);
}

/**
 * The update rule of all replicas. If one of them adds momentum to gradient descent, all use the momentum rule; with
 * momentum 0 it is bit-identical to gradient descent.
 */
export const updateRuleFor = ({ optimizer, arms }: ExperimentSpec): OptimizerName =>
  optimizer === 'sgd' && arms.some(bringsMomentum) ? 'momentum' : optimizer;
