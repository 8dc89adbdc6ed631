/**
 * Derives the model of an experiment and its update rule. A run publishes its model in the `prepared` event; use this
 * only to plan a run or if the model is needed before that.
 */
import { bringsMomentum } from '../../experiment/arms.ts';
import type { ExperimentSpec } from '../../experiment/fields.ts';
import { exampleForm, fileTask, tasks } from '../../experiment/tasks.ts';
import { mlp } from './mlp.ts';
import { cnn } from './networks/cnn.ts';
import { decoder, encoder } from './networks/transformer.ts';
import type { Model } from './model.ts';
import type { OptimizerName } from './optimizers.ts';

export function modelFor(spec: ExperimentSpec): Model {
  const { network, activation, dropout } = spec;
  const { loss } = tasks[spec.task];
  const { features, vocabulary, outputs } = exampleForm(spec);
  const file = fileTask(spec.task);
  if (network === 'cnn' && file?.kind === 'images') {
    const { filters, kernel, halving, head } = spec;
    const image = [1, ...file.shape] as const;
    return cnn(
      { image, filters, kernel: Number(kernel), halving, head, activation, dropout, outputs: outputs[0]! },
      loss,
    );
  }
  if (vocabulary === null) return mlp([features, ...spec.layers, ...outputs], activation, loss);
  const { context, width, blocks, heads } = spec;
  const shape = { context, vocabulary, width, blocks, heads, dropout };
  return loss === 'token-cross-entropy'
    ? decoder({ ...shape, tied: spec.tied === 'on' })
    : encoder({ ...shape, classes: outputs[0]!, readout: spec.readout });
}

/**
 * The update rule of all replicas. If one of them adds momentum to gradient descent, all use the momentum rule; with
 * momentum 0 it is bit-identical to gradient descent.
 */
export const updateRuleFor = ({ optimizer, arms }: ExperimentSpec): OptimizerName =>
  optimizer === 'sgd' && arms.some(bringsMomentum) ? 'momentum' : optimizer;
