/** Operations that only rearrange values: all in one row, or one token for all. */
import { sizeOf } from '../layout.ts';
import type { FlattenNode, ReadoutNode } from '../model.ts';
import { copyStage, noProducts, type Op } from './op.ts';

const { fround } = Math;

export const flatten: Op<FlattenNode> = {
  shape(_node, [below]) {
    if (below === undefined) throw new RangeError('there is nothing to put in a row');
    return [sizeOf(below)];
  },
  work: noProducts,
  initialise: () => undefined,
  backwardReads: 'outputs',
  bind({ shape, from, values, fromDeltas: [deltasBelow = null], deltas }) {
    const [below] = from as [Float32Array];
    const size = sizeOf(shape);
    return {
      forward: copyStage(below, values, size),
      backward: deltasBelow === null ? [] : [copyStage(deltas, deltasBelow, size)],
    };
  },
};

/** The mean sums tokens in ascending order. */
export const readout: Op<ReadoutNode> = {
  shape(_node, [below]) {
    if (below?.length !== 2) throw new RangeError('a readout needs tokens [tokens, features]');
    return [below[1]!];
  },
  work: noProducts,
  initialise: () => undefined,
  backwardReads: 'inputs',
  bind({ node: { kind }, shape, from, fromShapes, values, fromDeltas: [deltasBelow = null], deltas }) {
    const [below] = from as [Float32Array];
    const features = sizeOf(shape);
    const tokens = kind === 'first' ? 1 : fromShapes[0]![0]!;
    return {
      forward: {
        rows: 1,
        width: tokens * features,
        run({ count }) {
          const size = features * count;
          for (let at = 0; at < size; at += 1) {
            let sum = below[at]!;
            for (let token = 1; token < tokens; token += 1) sum = fround(sum + below[token * size + at]!);
            values[at] = sum / tokens;
          }
        },
      },
      backward:
        deltasBelow === null
          ? []
          : [
              {
                rows: 1,
                width: tokens * features,
                run({ count }) {
                  const size = features * count;
                  deltasBelow.fill(0, 0, fromShapes[0]![0]! * size);
                  for (let token = 0; token < tokens; token += 1)
                    for (let at = 0; at < size; at += 1)
                      deltasBelow[token * size + at] = deltas[at]! / tokens;
                },
              },
            ],
    };
  },
};
