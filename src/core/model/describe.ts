/**
 * Derives the model of an experiment and its update rule. A run publishes its model in the `prepared` event; use this
 * only to plan a run or if the model is needed before that.
 */
import { bringsMomentum } from '../../experiment/arms.ts';
import type { ExperimentSpec } from '../../experiment/fields.ts';
import { exampleForm, imageTask, tasks } from '../../experiment/tasks.ts';
import { mlp } from './mlp.ts';
import { cnn } from './networks/cnn.ts';
import { decoder, encoder } from './networks/transformer.ts';
import type { Model } from './model.ts';
import type { OptimizerName } from './optimizers.ts';

export function modelFor(spec: ExperimentSpec): Model {
  const { network, task, layers, activation, filters, kernel, halving, head } = spec;
  const { features, vocabulary, outputs } = exampleForm(spec);
  const { loss } = tasks[task];
  const classes = outputs[0]!;
  if (vocabulary !== null) {
    const { context, width, blocks, heads, readout } = spec;
    const shape = { context, vocabulary, width, blocks, heads };
    return network === 'encoder'
      ? encoder({ ...shape, classes, readout })
      : decoder({ ...shape, tied: spec.tied === 'on' });
  }
  const image = imageTask(task)?.shape;
  if (network === 'cnn' && image !== undefined)
    return cnn(
      { image: [1, ...image], filters, kernel: Number(kernel), halving, head, activation, outputs: classes },
      loss,
    );
  return mlp([features, ...layers, classes], activation, loss);
}

/**
 * The update rule of all replicas. If one of them adds momentum to gradient descent, all use the momentum rule; with
 * momentum 0 it is bit-identical to gradient descent.
 */
export const updateRuleFor = ({ optimizer, arms }: ExperimentSpec): OptimizerName =>
  optimizer === 'sgd' && arms.some(bringsMomentum) ? 'momentum' : optimizer;
