/** Learned positions (Vaswani et al., arXiv 1706.03762, section 3.5): a row of a table added to every token. */
import { sizeOf, type Tensor } from '../../layout.ts';
import type { PositionNode } from '../../model.ts';
import { tableDeviation } from '../initial-values.ts';
import { rowSums } from '../inner-products.ts';
import { copyStage, noProducts, type Op } from '../op.ts';

export const position: Op<PositionNode> = {
  shape(_node, [below], [table]) {
    if (below?.length !== 2 || table?.shape.join() !== below.join())
      throw new RangeError(
        'positions need a table of the shape of what they are added to, [tokens, features]',
      );
    return below;
  },
  work: noProducts,
  initialise([table], weights, _initializer, random) {
    const { offset, length } = table!;
    for (let p = offset; p < offset + length; p += 1) weights[p] = tableDeviation * random.normal();
  },
  backwardReads: 'inputs',
  bind({ tensors, shape, from, values, fromDeltas: [deltasBelow = null], deltas }) {
    const [{ offset }] = tensors as [Tensor];
    const [below] = from as [Float32Array];
    const size = sizeOf(shape);
    return {
      forward: {
        rows: 1,
        width: size,
        run({ weights, base, count }) {
          for (let row = 0, at = 0; row < size; row += 1) {
            const shift = weights[base + offset + row]!;
            for (let b = 0; b < count; b += 1, at += 1) values[at] = below[at]! + shift;
          }
        },
      },
      backward: [
        {
          rows: 1,
          width: size,
          run: ({ count, gradient }) => rowSums(deltas, size, gradient!, offset, count),
        },
        ...(deltasBelow === null ? [] : [copyStage(deltas, deltasBelow, size)]),
      ],
    };
  },
};
