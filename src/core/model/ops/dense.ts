/** A dense layer: kernel x + bias, in float32. The order of its sums is defined in inner-products.ts. */
import { sizeOf, type Tensor } from '../layout.ts';
import type { DenseNode } from '../model.ts';
import { multiplyTokens, outerProducts, rowSums, type Matrix, type Tokens } from './inner-products.ts';
import { fillLayer } from './initial-values.ts';
import type { Op, Stage } from './op.ts';

type Writable<T> = { -readonly [Name in keyof T]: T[Name] };

const unset = { values: new Float32Array(0), offset: 0 };

export const dense: Op<DenseNode> = {
  shape(_node, [below], [kernel, bias]) {
    const [outputs, inputs] = kernel?.shape ?? [];
    const fits =
      below !== undefined &&
      kernel?.shape.length === 2 &&
      below.at(-1) === inputs &&
      (bias === undefined || (bias.shape.length === 1 && bias.shape[0] === outputs));
    if (!fits)
      throw new RangeError(
        'a dense layer needs a kernel [outputs, inputs], and a bias [outputs] unless it has none',
      );
    return [...below.slice(0, -1), outputs!];
  },

  /** Each of its products takes one multiply-add per entry of the kernel. */
  work([kernel], shape) {
    const products = kernel!.length * (sizeOf(shape) / shape.at(-1)!);
    return { forward: products, weightGradients: products, inputGradients: products };
  },

  initialise(tensors, weights, initializer, random) {
    const [outputs, inputs] = tensors[0]!.shape as [number, number];
    fillLayer(tensors, weights, random, { initializer, inputs, outputs });
  },

  backwardReads: 'inputs',

  bind({ tensors, shape: all, from, values, fromDeltas, deltas }) {
    const [{ shape, offset: kernel }, bias = null] = tensors as [Tensor, Tensor?];
    const [outputs, inputs] = shape as [number, number];
    const [below] = from as [Float32Array];
    const [deltasBelow = null] = fromDeltas;
    const tokens: Tokens = { count: sizeOf(all) / outputs, above: outputs, below: inputs };
    const backwards: Tokens = { ...tokens, above: inputs, below: outputs };
    // Created once, because a pass over a small batch takes little time compared with allocating objects.
    const matrix: Writable<Matrix> = { ...unset, rowStride: inputs, columnStride: 1, starts: 0 };
    const transposed: Writable<Matrix> = { ...unset, rowStride: 1, columnStride: inputs, starts: null };
    return {
      /** values[t, o, b] = bias[o] + sum_i kernel[o, i] below[t, i, b]. */
      forward: {
        rows: outputs,
        width: inputs * tokens.count,
        run({ weights, base, count }, first, end) {
          matrix.values = weights;
          matrix.offset = base + kernel;
          matrix.starts = bias === null ? null : base + bias.offset;
          multiplyTokens(matrix, first, end, tokens, below, values, count);
        },
      },
      backward: [
        {
          rows: outputs,
          width: inputs * tokens.count,
          run({ count, gradient }, first, end) {
            outerProducts(deltas, first, end, below, inputs, gradient!, kernel, count, tokens);
            if (end === outputs && bias !== null)
              rowSums(deltas, end, gradient!, bias.offset, count, tokens.count);
          },
        },
        ...(deltasBelow === null
          ? []
          : [
              {
                /** deltasBelow[t, i, b] = sum_o kernel[o, i] deltas[t, o, b]. */
                rows: inputs,
                width: outputs * tokens.count,
                run({ weights, base, count }, first, end) {
                  transposed.values = weights;
                  transposed.offset = base + kernel;
                  multiplyTokens(transposed, first, end, backwards, deltas, deltasBelow, count);
                },
              } satisfies Stage,
            ]),
      ],
    };
  },
};
