/**
 * Layer normalisation (Ba, Kiros & Hinton, arXiv 1607.06450): normalises every example's features to mean 0 and
 * variance 1, then applies a scale and a bias to each feature. Float32, every operation rounded; sums over features
 * ascend, sums over examples go by lanes (inner-products.ts).
 */
import { sizeOf, type Tensor } from '../layout.ts';
import type { LayerNormNode } from '../model.ts';
import { acrossLanes, rowSums } from './inner-products.ts';
import { noProducts, type Op, type Place, type Stage, type Work } from './op.ts';

const { fround } = Math;

export const layerNorm: Op<LayerNormNode> = {
  shape({ epsilon }, [below], [scale, bias]) {
    const fits = [scale, bias].every(
      (tensor) => tensor?.shape.length === 1 && below !== undefined && tensor.shape[0] === below.at(-1),
    );
    if (!fits || !(epsilon > 0))
      throw new RangeError('layer norm needs a scale and a bias [features], and an epsilon above 0');
    return below!;
  },

  work: noProducts,

  /** A scale of 1 and a bias of 0. */
  initialise([scale], weights) {
    weights.fill(1, scale!.offset, scale!.offset + scale!.length);
  },

  backwardReads: 'inputs',

  bind(place) {
    const { node, shape, from, values, capacity, tensors } = place;
    const [scale, bias] = tensors as [Tensor, Tensor];
    const [below] = from as [Float32Array];
    const features = shape.at(-1)!;
    const tokens = sizeOf(shape) / features;
    const moments = {
      means: new Float32Array(tokens * capacity),
      inverses: new Float32Array(tokens * capacity),
    };
    const { means, inverses } = moments;
    const epsilon = fround(node.epsilon);
    return {
      forward: {
        rows: 1,
        width: 4 * features * tokens,
        run({ weights, base, count }) {
          for (let t = 0; t < tokens; t += 1)
            for (let b = 0; b < count; b += 1) {
              const [first, end] = [t * features * count + b, (t + 1) * features * count];
              let sum = 0;
              for (let at = first; at < end; at += count) sum = fround(sum + below[at]!);
              const mean = fround(sum / features);
              let squares = 0;
              for (let at = first; at < end; at += count) {
                const off = fround(below[at]! - mean);
                squares = fround(squares + fround(off * off));
              }
              means[t * count + b] = mean;
              inverses[t * count + b] = 1 / fround(Math.sqrt(fround(fround(squares / features) + epsilon)));
            }
          for (let t = 0, at = 0; t < tokens; t += 1)
            for (let f = 0; f < features; f += 1) {
              const gain = weights[base + scale.offset + f]!;
              const shift = weights[base + bias.offset + f]!;
              for (let m = t * count; m < (t + 1) * count; m += 1, at += 1)
                values[at] = fround(gain * fround(fround(below[at]! - means[m]!) * inverses[m]!)) + shift;
            }
        },
      },
      backward: [weightGradients(place, moments), ...inputGradients(place, moments)],
    };
  },
};

/** From the latest forward pass, [token, example]: means, and 1 / deviation. */
interface Moments {
  readonly means: Float32Array;
  readonly inverses: Float32Array;
}

function weightGradients(place: Place<LayerNormNode>, { means, inverses }: Moments): Stage {
  const { tensors, shape, from, deltas } = place;
  const [scale, bias] = tensors as [Tensor, Tensor];
  const [below] = from as [Float32Array];
  const features = shape.at(-1)!;
  const tokens = sizeOf(shape) / features;
  /** Sums of four lanes. */
  const gains = new Float32Array(4);
  return {
    rows: 1,
    width: 2 * features * tokens,
    run({ count, gradient }) {
      for (let f = 0; f < features; f += 1) {
        gains.fill(0);
        for (let b = 0; b < count; b += 1)
          for (let t = 0; t < tokens; t += 1) {
            const at = (t * features + f) * count + b;
            const m = t * count + b;
            const normal = fround(fround(below[at]! - means[m]!) * inverses[m]!);
            gains[b % 4] = gains[b % 4]! + fround(deltas[at]! * normal);
          }
        gradient![scale.offset + f] = acrossLanes(gains[0]!, gains[1]!, gains[2]!, gains[3]!);
      }
      rowSums(deltas, features, gradient!, bias.offset, count, tokens);
    },
  };
}

/** Null if no gradient is needed. Mean and variance depend on all features, so both contribute a correction term. */
function inputGradients(place: Place<LayerNormNode>, { means, inverses }: Moments): Stage[] {
  const { tensors, shape, from, deltas, fromDeltas } = place;
  const [{ offset }] = tensors as [Tensor];
  const [below] = from as [Float32Array];
  const [deltasBelow = null] = fromDeltas;
  const features = shape.at(-1)!;
  const tokens = sizeOf(shape) / features;
  if (deltasBelow === null) return [];
  const run = ({ weights, base, count }: Work): void => {
    for (let m = 0; m < tokens * count; m += 1) {
      const first = Math.floor(m / count) * features * count + (m % count);
      let along = 0;
      let across = 0;
      for (let f = 0, at = first; f < features; f += 1, at += count) {
        const own = fround(deltas[at]! * weights[base + offset + f]!);
        const normal = fround(fround(below[at]! - means[m]!) * inverses[m]!);
        along = fround(along + own);
        across = fround(across + fround(own * normal));
      }
      for (let f = 0, at = first; f < features; f += 1, at += count) {
        const own = fround(deltas[at]! * weights[base + offset + f]!);
        const normal = fround(fround(below[at]! - means[m]!) * inverses[m]!);
        const shared = fround(fround(along + fround(normal * across)) / features);
        deltasBelow[at] = inverses[m]! * fround(own - shared);
      }
    }
  };
  return [{ rows: 1, width: 4 * features * tokens, run }];
}
