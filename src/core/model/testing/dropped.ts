/** The factors by which a training step multiplies the values of a dropout, for tests. */
import { sizeOf } from '../layout.ts';
import type { DropoutNode, Shape } from '../model.ts';
import { dropValues } from '../ops/dropout.ts';
import type { TrainingStep } from '../ops/op.ts';

/** [example][feature]. */
export function dropFactors(
  node: DropoutNode,
  shape: Shape,
  training: TrainingStep,
  examples: number,
): number[][] {
  const size = sizeOf(shape);
  const values = new Float32Array(size * examples).fill(1);
  dropValues(node, shape, training, { from: values, to: values, count: examples });
  return Array.from({ length: examples }, (_, b) =>
    Array.from({ length: size }, (_value, f) => values[f * examples + b]!),
  );
}
