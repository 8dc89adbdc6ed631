import { describe, expect, it } from 'vitest';
import { largestOf } from '../model/losses.ts';
import { outputNode } from '../model/model.ts';
import { decoder } from '../model/networks/transformer.ts';
import { Pass } from '../model/pass.ts';
import { randomStream } from '../rng.ts';
import { textFrom } from './text.ts';

const model = decoder({ context: 4, vocabulary: 6, width: 8, blocks: 1, heads: 2, tied: false });
const random = randomStream(3, 'data');
const weights = Float32Array.from({ length: model.parameters.count }, () => 1.6 * random.normal());

function text(prompt: readonly number[], temperature: number, index = 0, own = weights): number[] {
  const characters = textFrom(
    { model, weights: own },
    { prompt, temperature, random: randomStream(1, 'text', index) },
  );
  return Array.from({ length: 24 }, () => characters.next().value as number);
}

describe('text that a decoder generates', () => {
  it('is the same for the same seed and weights, and another for others', () => {
    expect(text([1, 2], 1)).toEqual(text([1, 2], 1));
    expect(text([1, 2], 1, 1)).not.toEqual(text([1, 2], 1));
    expect(text([1, 2], 1)).not.toEqual(
      text(
        [1, 2],
        1,
        0,
        weights.map((weight) => -weight),
      ),
    );
    for (const number of text([1, 2], 2)) expect([0, 1, 2, 3, 4, 5]).toContain(number);
  });

  it('takes the likeliest character towards a temperature of 0, and reads no more than its context', () => {
    const pass = new Pass(model, 1);
    const seen = [5, 4, 3, 2, 1, 0];
    const expected = Array.from({ length: 24 }, () => {
      pass.inputs.set(seen.slice(-4));
      const outputs = pass.until(outputNode(model), weights, 1);
      seen.push(largestOf(outputs.subarray(3 * 6), 6, 1, 0));
      return seen.at(-1)!;
    });
    expect(new Set(expected).size).toBeGreaterThan(2);
    expect(text([5, 4, 3, 2, 1, 0], 1e-6)).toEqual(expected);
    expect(text([3, 2, 1, 0], 1)).toEqual(text([5, 4, 3, 2, 1, 0], 1));
  });

  it('draws every character as often as its probability says, whatever follows the prompt', () => {
    const pass = new Pass(model, 1);
    pass.inputs.set([2, 5, 5, 5]);
    const outputs = pass.until(outputNode(model), weights, 1).slice(0, 6);
    const powers = Array.from(outputs, (output) => Math.exp(output / 1.5));
    const total = powers.reduce((a, b) => a + b);
    const counts = Array<number>(6).fill(0);
    const draws = 600;
    for (let index = 0; index < draws; index += 1) {
      const sampling = { prompt: [2], temperature: 1.5, random: randomStream(1, 'text', index) };
      counts[textFrom({ model, weights }, sampling).next().value as number]! += 1;
    }
    counts.forEach((count, at) => expect(Math.abs(count / draws - powers[at]! / total)).toBeLessThan(0.06));
  });

  it('ends where weights are not finite, and needs a prompt', () => {
    expect(
      text(
        [1],
        1,
        0,
        weights.map(() => NaN),
      ),
    ).toEqual(Array(24).fill(undefined));
    expect(() => text([], 1)).toThrow('at least one character');
  });
});
