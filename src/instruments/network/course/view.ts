/** One weight over the frames of both networks. */
import type { ParameterLayout } from '../../../core/model/layout.ts';
import { layerWords, tensorWords } from '../../../core/model/words.ts';
import type { ArmId } from '../../../experiment/fields.ts';
import type { RunHistory } from '../../../record/history.ts';
import { defineView } from '../../../store/view.ts';
import { roomAround, whoseOf, type Whose } from '../../../store/select/rows.ts';
import { jumpStepsOf, pairShown, weightsIn } from '../pair.ts';

export interface CourseView {
  readonly title: string;
  readonly courses: readonly {
    readonly arm: ArmId;
    readonly points: readonly (readonly [step: number, value: number])[];
    readonly jumps: readonly number[];
  }[];
  readonly yDomain: readonly [number, number];
  readonly summary: string;
}

const nothing: CourseView = { title: '', courses: [], yDomain: [-1, 1], summary: 'No weight yet.' };

export const courseView = defineView({
  empty: () => nothing,
  pace: 250,
  look: (state) => ({ ...whoseOf(state), picked: state.picked }),
  select: (history, look) => courseOf(history, look, look.picked),
});

export function courseOf(history: RunHistory, whose: Whose, parameter: number): CourseView {
  const layout = history.prepared.model.parameters;
  if (parameter >= layout.count || history.frames.length === 0) return nothing;
  const courses = pairShown(history, whose).map(({ arm, replica }) => ({
    arm,
    points: history.frames
      .filter(({ step }) => step < history.stopOf(replica))
      .map((frame) => [frame.step, weightsIn(history, frame, replica)[parameter]!] as const)
      .filter(([, value]) => Number.isFinite(value)),
    jumps: jumpStepsOf(history, replica),
  }));
  const values = courses.flatMap(({ points }) => points.map(([, value]) => value));
  const title = weightTitle(layout, parameter);
  return {
    title,
    courses,
    yDomain: roomAround(values, 0.08, 0.1),
    summary: `${title} over ${history.frames.length} frames of ${courses.length} networks.`,
  };
}

/**
 * "layer 2, from unit 3 to unit 5", "layer 1, bias of unit 4", "conv 1, filter 3, channel 1, row 2, column 3": counted
 * from 1.
 */
export function weightTitle({ tensors }: ParameterLayout, parameter: number): string {
  const tensor = tensors.find(({ offset, length }) => parameter < offset + length);
  if (tensor === undefined) return `weight ${parameter + 1}`;
  const { role, shape, offset } = tensor;
  const index = parameter - offset;
  const layer = layerWords(tensor);
  const last = shape.at(-1)!;
  if (role === 'embedding')
    return `${tensorWords(tensor)} ${Math.floor(index / last) + 1}, feature ${(index % last) + 1}`;
  if (role !== 'kernel') return `${layer}, ${role} of unit ${index + 1}`;
  if (shape.length === 4) {
    const [, channels, rows, columns] = shape as [number, number, number, number];
    const at = (size: number, extent: number): number => (Math.floor(index / size) % extent) + 1;
    const place = `row ${at(columns, rows)}, column ${at(1, columns)}`;
    return `${layer}, filter ${at(channels * rows * columns, Infinity)}, channel ${at(rows * columns, channels)}, ${place}`;
  }
  const from = `${tensor === tensors[0] ? 'input' : 'unit'} ${(index % last) + 1}`;
  return `${layer}, from ${from} to unit ${Math.floor(index / last) + 1}`;
}
