import { describe, expect, it } from 'vitest';
import { mlp } from '../model/mlp.ts';
import { decoder, encoder } from '../model/networks/transformer.ts';
import { Pass } from '../model/pass.ts';
import { atOnce } from '../parts.ts';
import { randomStream } from '../rng.ts';
import { attentionLayers, attentionOf } from './attention.ts';

const shape = { context: 5, vocabulary: 7, width: 6, blocks: 2, heads: 3 };
const models = {
  'a decoder': decoder({ ...shape, tied: false }),
  'an encoder': encoder({ ...shape, classes: 2, readout: 'mean' }),
};
const input = [6, 0, 3, 3, 1];

describe.each(Object.entries(models))('attention of %s', (_, model) => {
  const random = randomStream(2, 'data');
  const weights = Float32Array.from({ length: model.parameters.count }, () => 0.7 * random.normal());

  it('sums the values of every head into the outputs of the operation', () => {
    const layers = attentionLayers(model);
    expect(layers).toHaveLength(2);
    const all = atOnce(attentionOf({ model, weights }, input));
    for (const [at, layer] of layers.entries()) {
      const shares = all[at]!;
      const pass = new Pass(model, 1);
      pass.inputs.set(input);
      const outputs = pass.until(layer.id, weights, 1);
      const values = pass.values[layer.node.from[2]!]!;
      for (let token = 0; token < 5; token += 1)
        for (let f = 0; f < 6; f += 1) {
          const row = (Math.floor(f / 2) * 5 + token) * 5;
          let total = 0;
          for (let other = 0; other < 5; other += 1) total += shares[row + other]! * values[other * 6 + f]!;
          expect(total).toBeCloseTo(outputs[token * 6 + f]!, 5);
        }
    }
  });

  it('is shared out completely, by a decoder among earlier characters only', () => {
    const [layer] = attentionLayers(model);
    const [shares] = atOnce(attentionOf({ model, weights }, input)) as [Float32Array];
    for (let row = 0; row < 15; row += 1) {
      const own = shares.subarray(5 * row, 5 * row + 5);
      expect(own.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 6);
      const later = own.subarray((row % 5) + 1);
      expect(later.some((share) => share > 0)).toBe(!layer!.node.causal && row % 5 < 4);
    }
  });
});

it('there is none in a network without attention', () => {
  const model = mlp([2, 3, 2]);
  expect(atOnce(attentionOf({ model, weights: new Float32Array(17) }, [0, 1]))).toEqual([]);
});
