/**
 * Attention of one head after the other, example by example, in float32, every operation rounded: scores are dot products
 * in ascending order, scaled; their softmax subtracts the largest; sums over tokens ascend.
 */
import { exp32 } from '../../../numeric/float32.ts';
import type { AttentionNode } from '../../model.ts';
import type { Op, Place, Stage } from '../op.ts';

const { fround } = Math;

export const attention: Op<AttentionNode> = {
  shape({ heads }, [queries, keys, values]) {
    const fits =
      queries?.length === 2 &&
      [keys, values].every((other) => other?.join() === queries.join()) &&
      Number.isInteger(heads) &&
      heads >= 1 &&
      queries[1]! % heads === 0;
    if (!fits)
      throw new RangeError(
        `attention needs queries, keys and values [tokens, features] of one shape, and a number of heads that divides the features: ${heads}`,
      );
    return queries;
  },

  /** Scores and weighted values of all tokens: a causal mask leaves out no products. */
  work(_tensors, [tokens, features]) {
    const products = 2 * tokens! * tokens! * features!;
    return { forward: products, weightGradients: 0, inputGradients: 2 * products };
  },

  initialise: () => undefined,
  backwardReads: 'inputs',

  bind(place) {
    const {
      node: { heads, causal },
      shape,
      from,
      values,
      capacity,
    } = place;
    const [tokens, features] = shape as [number, number];
    const width = features / heads;
    const [queries, keys, seen] = from as [Float32Array, Float32Array, Float32Array];
    const scale = fround(1 / Math.sqrt(width));
    /** From the latest forward pass: [head, token, attended token, example]. */
    const shares = new Float32Array(heads * tokens * tokens * capacity);
    return {
      forward: {
        rows: heads,
        width: 2 * tokens * tokens * width,
        run({ count }, first, end) {
          for (let h = first; h < end; h += 1)
            for (let t = 0; t < tokens; t += 1) {
              const last = causal ? t : tokens - 1;
              const row = (h * tokens + t) * tokens;
              for (let b = 0; b < count; b += 1) {
                let largest = -Infinity;
                for (let s = 0; s <= last; s += 1) {
                  let sum = 0;
                  for (let f = h * width; f < (h + 1) * width; f += 1)
                    sum = fround(
                      sum +
                        fround(
                          queries[(t * features + f) * count + b]! * keys[(s * features + f) * count + b]!,
                        ),
                    );
                  const score = fround(sum * scale);
                  shares[(row + s) * count + b] = score;
                  if (largest < score) largest = score;
                }
                shareOut(shares, row * count + b, last, count, largest);
                for (let f = h * width; f < (h + 1) * width; f += 1) {
                  let sum = 0;
                  for (let s = 0; s <= last; s += 1)
                    sum = fround(
                      sum + fround(shares[(row + s) * count + b]! * seen[(s * features + f) * count + b]!),
                    );
                  values[(t * features + f) * count + b] = sum;
                }
              }
            }
        },
      },
      backward: backward(place, shares, scale),
    };
  },
};

/** Softmax of the scores at `at`, `at + count` …, up to token number `last`. */
function shareOut(scores: Float32Array, at: number, last: number, count: number, largest: number): void {
  let total = 0;
  for (let s = 0; s <= last; s += 1) {
    const e = exp32(fround(scores[at + s * count]! - largest));
    scores[at + s * count] = e;
    total = fround(total + e);
  }
  const inverse = fround(1 / total);
  for (let s = 0; s <= last; s += 1) scores[at + s * count] = scores[at + s * count]! * inverse;
}

/** All three inputs in one stage: their gradients share those of the scores. */
function backward(
  { node: { heads, causal }, shape, from, deltas, fromDeltas, capacity }: Place<AttentionNode>,
  shares: Float32Array,
  scale: number,
): Stage[] {
  if (fromDeltas.every((below) => below === null)) return [];
  const [tokens, features] = shape as [number, number];
  const width = features / heads;
  const [queries, keys, seen] = from as [Float32Array, Float32Array, Float32Array];
  const spare = new Float32Array(tokens * features * capacity);
  const [ofQueries, ofKeys, ofSeen] = fromDeltas.map((below) => below ?? spare) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  /** [attended token]: for one token and example, the gradient of its scores. */
  const scores = new Float32Array(tokens);
  return [
    {
      rows: heads,
      width: 4 * tokens * tokens * width,
      run({ count }, first, end) {
        for (let h = first; h < end; h += 1) {
          const [from0, to0] = [h * width, (h + 1) * width];
          for (const target of [ofQueries, ofKeys, ofSeen])
            for (let t = 0; t < tokens; t += 1)
              target.fill(0, (t * features + from0) * count, (t * features + to0) * count);
          for (let t = 0; t < tokens; t += 1) {
            const last = causal ? t : tokens - 1;
            const row = (h * tokens + t) * tokens;
            for (let b = 0; b < count; b += 1) {
              let along = 0;
              for (let s = 0; s <= last; s += 1) {
                const share = shares[(row + s) * count + b]!;
                let sum = 0;
                for (let f = from0; f < to0; f += 1) {
                  const delta = deltas[(t * features + f) * count + b]!;
                  const at = (s * features + f) * count + b;
                  sum = fround(sum + fround(delta * seen[at]!));
                  ofSeen[at] = ofSeen[at]! + fround(share * delta);
                }
                scores[s] = sum;
                along = fround(along + fround(sum * share));
              }
              for (let s = 0; s <= last; s += 1) {
                const share = shares[(row + s) * count + b]!;
                const score = fround(fround(share * fround(scores[s]! - along)) * scale);
                for (let f = from0; f < to0; f += 1) {
                  const [q, k] = [(t * features + f) * count + b, (s * features + f) * count + b];
                  ofQueries[q] = ofQueries[q]! + fround(score * keys[k]!);
                  ofKeys[k] = ofKeys[k]! + fround(score * queries[q]!);
                }
              }
            }
          }
        }
      },
    },
  ];
}
