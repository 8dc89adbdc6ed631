/** What an experiment means for its network: the widths from input to output, and the rule that trains it. */
import { bringsMomentum } from '../../experiment/arm-kinds.ts';
import type { ExperimentSpec } from '../../experiment/fields.ts';
import { tasks } from '../data/tasks.ts';
import { networkLayout, type NetworkLayout } from './layout.ts';
import type { OptimizerName } from './optimizers.ts';

export function layoutFor(spec: ExperimentSpec): NetworkLayout {
  const { features, outputs } = tasks[spec.task];
  return networkLayout([features, ...spec.layers, outputs]);
}

/**
 * The update rule of all replicas: where one of them brings momentum to gradient descent, all follow the rule of
 * momentum, the others with none, which is gradient descent to the bit.
 */
export const updateRuleFor = ({ optimizer, arms }: ExperimentSpec): OptimizerName =>
  optimizer === 'sgd' && arms.some(bringsMomentum) ? 'momentum' : optimizer;
