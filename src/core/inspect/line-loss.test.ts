import { describe, expect, it } from 'vitest';
import { onLine } from '../forecast/jump-line.ts';
import { randomStream } from '../rng.ts';
import { outcomeOn } from './boundary.ts';
import { mlp } from '../model/mlp.ts';
import { lossAlong } from './line-loss.ts';

const random = randomStream(3, 'data');
const drawn = (length: number): Float32Array => Float32Array.from({ length }, () => random.normal());

function done<Value>(job: Generator<void, Value>): Value {
  let step = job.next();
  while (step.done !== true) step = job.next();
  return step.value;
}

describe('the loss along a line', () => {
  it.each([
    { widths: [5, 4, 3], loss: 'cross-entropy', activation: 'tanh' },
    { widths: [5, 6, 4, 3], loss: 'cross-entropy', activation: 'relu' },
    { widths: [5, 4, 1], loss: 'squared-error', activation: 'sigmoid' },
    { widths: [5, 3], loss: 'cross-entropy', activation: 'tanh' },
  ] as const)('is that of the network with the weights there, $widths', ({ widths, loss, activation }) => {
    const model = mlp(widths, activation, loss);
    const { count } = model.parameters;
    const line = { origin: drawn(count), direction: drawn(count) };
    const outputs = widths.at(-1)!;
    const inputs = drawn(40 * 5);
    const targets = Float32Array.from({ length: 40 * outputs }, (_, at) =>
      outputs === 1 ? at / 40 : Number(at % outputs === Math.floor(at / outputs) % outputs),
    );
    const places = [-0.5, 0, 0.3, 1, 2];
    const losses = done(lossAlong(model, line, { inputs, targets }, places));
    expect(losses).toHaveLength(places.length);
    places.forEach((g, i) => {
      const network = { weights: onLine(line, g), model };
      expect(losses[i]! / done(outcomeOn(network, inputs, targets)).loss).toBeCloseTo(1, 5);
    });
  });
});
