/** The network an experiment asks for: its widths from input to output. */
import type { ExperimentSpec } from '../../experiment/fields.ts';
import { tasks } from '../data/tasks.ts';
import { networkLayout, type NetworkLayout } from './layout.ts';

export function layoutFor(spec: ExperimentSpec): NetworkLayout {
  const { features, outputs } = tasks[spec.task];
  return networkLayout([features, ...spec.layers, outputs]);
}
