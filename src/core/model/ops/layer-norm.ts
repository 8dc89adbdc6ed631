/**
 * Layer normalisation (Ba, Kiros & Hinton, arXiv 1607.06450): every example's features to mean 0 and variance 1, then a
 * scale and a bias for each feature.
 */
import { sizeOf, type Tensor } from '../layout.ts';
import type { LayerNormNode } from '../model.ts';
import { noProducts, type Op, type Place, type Stage, type Work } from './op.ts';

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

  bind(place) {
    const { node, shape, from, values, capacity, tensors } = place;
    const [scale, bias] = tensors as [Tensor, Tensor];
    const [below] = from as [Float64Array];
    const features = sizeOf(shape);
    const moments = { means: new Float64Array(capacity), inverses: new Float64Array(capacity) };
    const { means, inverses } = moments;
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
            inverses[b] = 1 / Math.sqrt(squares / features + node.epsilon);
          }
          for (let f = 0, at = 0; f < features; f += 1) {
            const gain = weights[base + scale.offset + f]!;
            const shift = weights[base + bias.offset + f]!;
            for (let b = 0; b < count; b += 1, at += 1)
              values[at] = Math.fround(gain * ((below[at]! - means[b]!) * inverses[b]!) + shift);
          }
        },
      },
      backward: [weightGradients(place, moments), ...inputGradients(place, moments)],
    };
  },
};

/** Of the latest forward pass, [example]: means, and 1 over deviations. */
interface Moments {
  readonly means: Float64Array;
  readonly inverses: Float64Array;
}

function weightGradients(place: Place<LayerNormNode>, { means, inverses }: Moments): Stage {
  const { tensors, shape, from, deltas } = place;
  const [scale, bias] = tensors as [Tensor, Tensor];
  const [below] = from as [Float64Array];
  const features = sizeOf(shape);
  return {
    rows: 1,
    width: 2 * features,
    run({ count, gradient }) {
      for (let f = 0, at = 0; f < features; f += 1) {
        let gain = 0;
        let shift = 0;
        for (let b = 0; b < count; b += 1, at += 1) {
          gain += deltas[at]! * (below[at]! - means[b]!) * inverses[b]!;
          shift += deltas[at]!;
        }
        gradient![scale.offset + f] = gain;
        gradient![bias.offset + f] = shift;
      }
    },
  };
}

/** None where nobody asks. The mean and the variance depend on all features: both take their share away from each. */
function inputGradients(place: Place<LayerNormNode>, { means, inverses }: Moments): Stage[] {
  const { tensors, shape, from, deltas, fromDeltas } = place;
  const [{ offset }] = tensors as [Tensor];
  const [below] = from as [Float64Array];
  const [deltasBelow = null] = fromDeltas;
  const features = sizeOf(shape);
  if (deltasBelow === null) return [];
  const run = ({ weights, base, count }: Work): void => {
    for (let b = 0; b < count; b += 1) {
      let along = 0;
      let across = 0;
      for (let f = 0, at = b; f < features; f += 1, at += count) {
        const own = deltas[at]! * weights[base + offset + f]!;
        along += own;
        across += own * (below[at]! - means[b]!) * inverses[b]!;
      }
      for (let f = 0, at = b; f < features; f += 1, at += count) {
        const own = deltas[at]! * weights[base + offset + f]!;
        const normal = (below[at]! - means[b]!) * inverses[b]!;
        deltasBelow[at] = Math.fround(inverses[b]! * (own - (along + normal * across) / features));
      }
    }
  };
  return [{ rows: 1, width: 4 * features, run }];
}
