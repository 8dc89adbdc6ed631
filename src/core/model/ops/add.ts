/** A residual connection: the sum of two nodes, rounded to float32. */
import { sizeOf } from '../layout.ts';
import type { AddNode } from '../model.ts';
import { copyStage, noProducts, type Op } from './op.ts';

export const add: Op<AddNode> = {
  shape(_node, [first, second]) {
    if (first === undefined || first.join() !== second?.join())
      throw new RangeError('a sum needs two nodes of one shape');
    return first;
  },
  work: noProducts,
  initialise: () => undefined,
  backwardReads: 'inputs',
  bind({ shape, from, values, fromDeltas, deltas }) {
    const [first, second] = from as [Float32Array, Float32Array];
    const size = sizeOf(shape);
    return {
      forward: {
        rows: 1,
        width: size,
        run({ count }) {
          for (let at = 0; at < size * count; at += 1) values[at] = first[at]! + second[at]!;
        },
      },
      backward: fromDeltas.flatMap((below) => (below === null ? [] : [copyStage(deltas, below, size)])),
    };
  },
};
