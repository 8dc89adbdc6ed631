/** One weight over the frames of both networks. */
import { layoutFor } from '../../../core/network/describe.ts';
import type { LayerLayout } from '../../../core/network/layout.ts';
import type { RunHistory } from '../../../record/history.ts';
import type { CourseView } from '../../views-network.ts';
import { jumpStepsOf, pairShown, weightsIn, type Look } from './pair.ts';

const nothing: CourseView = { title: '', courses: [], yDomain: [-1, 1], summary: 'No weight yet.' };

/** The view before anything was recorded. */
export const emptyCourse = nothing;

export function courseView(history: RunHistory, look: Look, parameter: number): CourseView {
  if (parameter >= history.prepared.parameterCount || history.frames.length === 0) return nothing;
  const courses = pairShown(history, look).map(({ arm, replica }) => ({
    arm,
    points: history.frames
      .map((frame) => [frame.step, weightsIn(history, frame, replica)[parameter]!] as const)
      .filter(([, value]) => Number.isFinite(value)),
    jumps: jumpStepsOf(history, replica),
  }));
  const values = courses.flatMap(({ points }) => points.map(([, value]) => value));
  const low = Math.min(...values);
  const high = Math.max(...values);
  const room = 0.08 * (high - low) || 0.1;
  const title = weightTitle(layoutFor(history.spec).layers, parameter);
  return {
    title,
    courses,
    yDomain: values.length === 0 ? [-1, 1] : [low - room, high + room],
    summary: `${title} over ${history.frames.length} frames of ${courses.length} networks.`,
  };
}

/** "layer 2, from unit 3 to unit 5", "layer 1, bias of unit 4": counted from 1. */
export function weightTitle(layers: readonly LayerLayout[], parameter: number): string {
  const at = layers.findIndex(({ bias }) => parameter < bias.offset + bias.length);
  const layer = layers[at];
  if (layer === undefined) return `weight ${parameter + 1}`;
  const { kernel, bias, inputs } = layer;
  if (parameter >= bias.offset) return `layer ${at + 1}, bias of unit ${parameter - bias.offset + 1}`;
  const index = parameter - kernel.offset;
  const from = `${at === 0 ? 'input' : 'unit'} ${(index % inputs) + 1}`;
  return `layer ${at + 1}, from ${from} to unit ${Math.floor(index / inputs) + 1}`;
}
