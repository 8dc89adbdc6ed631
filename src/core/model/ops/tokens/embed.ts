/**
 * Rows of a table by number. Its gradient sums the contributions to each row, four examples at a time, token by token,
 * example by example; onto that of a later node that shares the table: tied embeddings (Press & Wolf, arXiv 1608.05859).
 */
import type { Tensor } from '../../layout.ts';
import type { EmbedNode } from '../../model.ts';
import { tableDeviation } from '../initial-values.ts';
import { noProducts, type Op } from '../op.ts';

export const embed: Op<EmbedNode> = {
  shape(_node, [below], [table]) {
    if (below?.length !== 1 || table?.shape.length !== 2)
      throw new RangeError('an embedding needs numbers [tokens], and a table [vocabulary, features]');
    return [below[0]!, table.shape[1]!];
  },
  work: noProducts,
  initialise([table], weights, _initializer, random) {
    const { offset, length } = table!;
    for (let p = offset; p < offset + length; p += 1) weights[p] = tableDeviation * random.normal();
  },
  backwardReads: 'inputs',
  addsGradients: true,
  bind({ tensors, adds: [adds], shape, from, values, deltas }) {
    const [{ offset, length }] = tensors as [Tensor];
    const [numbers] = from as [Float32Array];
    const [tokens, features] = shape as [number, number];
    return {
      forward: {
        rows: tokens,
        width: features,
        run({ weights, base, count }, first, end) {
          for (let token = first; token < end; token += 1)
            for (let b = 0; b < count; b += 1) {
              const row = base + offset + numbers[token * count + b]! * features;
              for (let f = 0; f < features; f += 1)
                values[(token * features + f) * count + b] = weights[row + f]!;
            }
        },
      },
      backward: [
        {
          rows: 1,
          width: tokens * features,
          run({ count, gradient }) {
            if (adds !== true) gradient!.fill(0, offset, offset + length);
            for (let four = 0; four < count; four += 4)
              for (let token = 0; token < tokens; token += 1)
                for (let b = four; b < Math.min(four + 4, count); b += 1) {
                  const row = offset + numbers[token * count + b]! * features;
                  for (let f = 0; f < features; f += 1)
                    gradient![row + f] = gradient![row + f]! + deltas[(token * features + f) * count + b]!;
                }
          },
        },
      ],
    };
  },
};
