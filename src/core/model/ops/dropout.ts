/**
 * Dropout: which values a training step drops is a function of the seed, the step, the dropout's own number, and the
 * example's place in the batch, not of a state: however a run is divided, continued or repeated, and in all arms of a
 * seed, a step drops the same values.
 */
import { purposes, threefry2x32 } from '../../rng.ts';
import { sizeOf } from '../layout.ts';
import type { DropoutNode, Shape } from '../model.ts';
import { copyStage, noProducts, type Op, type Stage, type TrainingStep } from './op.ts';

/** Values that share a random number of 2 x 32 bits, 16 each. */
export const valuesTogether = 4;

/** A value whose 16 random bits, as a whole number, are below this is dropped. */
export const dropThreshold = ({ rate }: Pick<DropoutNode, 'rate'>): number => Math.round(rate * 2 ** 16);

/** The factor of the values that are not dropped, a float32. */
export const keepScale = ({ rate }: Pick<DropoutNode, 'rate'>): number => Math.fround(1 / (1 - rate));

const words = new Uint32Array(2);

/**
 * Copies values [feature, example] of `count` examples as a training step changes them. The random numbers of the last
 * extent's features 4 g .. 4 g + 3 of row r are word (example, r x groups + g) under the key of the dropout and the step.
 */
export function dropValues(
  node: Pick<DropoutNode, 'rate' | 'stream'>,
  shape: Shape,
  { seed, step }: TrainingStep,
  { from, to, count }: { from: Float32Array; to: Float32Array; count: number },
): void {
  const threshold = dropThreshold(node);
  const scale = keepScale(node);
  const features = shape.at(-1)!;
  const groups = Math.ceil(features / valuesTogether);
  threefry2x32(seed, purposes.dropout, node.stream, step, words);
  const [first, second] = [words[0]!, words[1]!];
  for (let group = 0; group < (sizeOf(shape) / features) * groups; group += 1) {
    const start = valuesTogether * (group % groups);
    const end = Math.min(valuesTogether, features - start);
    const row = (Math.floor(group / groups) * features + start) * count;
    for (let b = 0; b < count; b += 1) {
      threefry2x32(first, second, b, group, words);
      for (let i = 0; i < end; i += 1) {
        const bits = (words[i >> 1]! >>> (16 * (i % 2))) & 0xffff;
        const at = row + i * count + b;
        to[at] = bits < threshold ? 0 : from[at]! * scale;
      }
    }
  }
}

export const dropout: Op<DropoutNode> = {
  shape({ rate }, [below]) {
    if (below === undefined || !(rate >= 0 && rate < 1))
      throw new RangeError(`dropout needs a node, and a rate from 0 to below 1: ${rate}`);
    return below;
  },
  work: noProducts,
  initialise: () => undefined,
  backwardReads: 'outputs',
  bind({ node, shape, from: [below], values, fromDeltas: [deltasBelow = null], deltas }) {
    const size = sizeOf(shape);
    const dropped = (from: Float32Array, to: Float32Array): Stage => {
      const copied = copyStage(from, to, size);
      return {
        ...copied,
        run(work, first, end) {
          if (work.training === null) copied.run(work, first, end);
          else dropValues(node, shape, work.training, { from, to, count: work.count });
        },
      };
    };
    return {
      forward: dropped(below!, values),
      backward: deltasBelow === null ? [] : [dropped(deltas, deltasBelow)],
    };
  },
};
