/**
 * Layer normalisation (Ba, Kiros & Hinton, arXiv 1607.06450): every example's features to mean 0 and variance 1, then a
 * scale and a bias for each feature.
 */
import { sizeOf } from '../layout.ts';
import type { LayerNormNode } from '../model.ts';
import { noProducts, type Op } from './op.ts';

export const layerNorm: Op<LayerNormNode> = {
  shape({ epsilon }, [below], [scale, bias]) {
    const fits = [scale, bias].every(
      (tensor) => tensor?.shape.length === 1 && below?.length === 1 && tensor.shape[0] === below[0],
    );
    if (!fits || !(epsilon > 0))
      throw new RangeError('layer norm needs a scale and a bias [features], and an epsilon above 0');
    return below!;
  },

  work: noProducts,

  /** A scale of 1, and a bias of 0. */
  initialise([scale], weights) {
    weights.fill(1, scale!.offset, scale!.offset + scale!.length);
  },

  backwardReads: 'inputs',

  bind({ node: { epsilon }, tensors, shape, from, values, fromDeltas, deltas, capacity }) {
    const [scale, bias] = tensors as [(typeof tensors)[0], (typeof tensors)[0]];
    const [below] = from as [Float64Array];
    const [deltasBelow] = fromDeltas;
    const features = sizeOf(shape);
    // [example].
    const means = new Float64Array(capacity);
    const inverses = new Float64Array(capacity);
    return {
      forward: {
        rows: 1,
        width: 4 * features,
        run({ weights, base, count }) {
          for (let b = 0; b < count; b += 1) {
            let sum = 0;
            for (let at = b; at < features * count; at += count) sum += below[at]!;
            const mean = sum / features;
            let squares = 0;
            for (let at = b; at < features * count; at += count) squares += (below[at]! - mean) ** 2;
            means[b] = mean;
            inverses[b] = 1 / Math.sqrt(squares / features + epsilon);
          }
          for (let f = 0; f < features; f += 1) {
            const gain = weights[base + scale.offset + f]!;
            const shift = weights[base + bias.offset + f]!;
            for (let b = 0; b < count; b += 1) {
              const normal = (below[f * count + b]! - means[b]!) * inverses[b]!;
              values[f * count + b] = Math.fround(gain * normal + shift);
            }
          }
        },
      },
      backward: [
        {
          rows: 1,
          width: 8 * features,
          run({ weights, base, count, gradient }) {
            for (let f = 0; f < features; f += 1) {
              let gain = 0;
              let shift = 0;
              for (let b = 0; b < count; b += 1) {
                const delta = deltas[f * count + b]!;
                gain += delta * (below[f * count + b]! - means[b]!) * inverses[b]!;
                shift += delta;
              }
              gradient![scale.offset + f] = gain;
              gradient![bias.offset + f] = shift;
            }
            if (deltasBelow == null) return;
            for (let b = 0; b < count; b += 1) {
              // What the mean and the variance, which depend on all features, take away from each.
              let along = 0;
              let across = 0;
              for (let f = 0, at = b; f < features; f += 1, at += count) {
                const own = deltas[at]! * weights[base + scale.offset + f]!;
                along += own;
                across += own * (below[at]! - means[b]!) * inverses[b]!;
              }
              for (let f = 0, at = b; f < features; f += 1, at += count) {
                const own = deltas[at]! * weights[base + scale.offset + f]!;
                const normal = (below[at]! - means[b]!) * inverses[b]!;
                deltasBelow[at] = Math.fround(inverses[b]! * (own - (along + normal * across) / features));
              }
            }
          },
        },
      ],
    };
  },
};
