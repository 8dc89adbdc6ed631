import { describe, expect, it } from 'vitest';
import { contourOf } from './boundary-contour.ts';
import { fieldOver, gridInputs, outcomeOn, type NetworkState } from './boundary.ts';
import { mlp } from '../model/mlp.ts';

function ended<T>(job: Generator<void, T>): T {
  for (;;) {
    const step = job.next();
    if (step.done === true) return step.value;
  }
}

/** 2 -> 2 without a hidden layer: class 1 has the logit 3 x, class 0 none. */
const linear: NetworkState = {
  model: mlp([2, 2]),
  weights: Float32Array.from([0, 0, 3, 0, 0, 0]),
};

/** 2 -> 1 -> 1: 0.5 + 2 relu(x + y - 1). */
const bent: NetworkState = {
  model: mlp([2, 1, 1], 'relu', 'squared-error'),
  weights: Float32Array.from([1, 1, -1, 2, 0.5]),
};

describe('outputs', () => {
  it('go through the hidden layer and the last one', () => {
    expect([...ended(fieldOver(bent, Float32Array.from([0, 0, 2, 1])))]).toEqual([0.5, 4.5]);
  });
});

describe('the field over a grid', () => {
  const inputs = gridInputs({ x: [-2, 2], y: [-1, 1] }, 4);

  it('starts at the top left and ends at the bottom right', () => {
    expect([...inputs.subarray(0, 2)]).toEqual([-1.5, 0.75]);
    expect([...inputs.subarray(30)]).toEqual([1.5, -0.75]);
  });

  it('is the probability of class 1, or the output itself', () => {
    const field = ended(fieldOver(linear, inputs));
    expect(field[0]).toBeCloseTo(1 / (1 + Math.exp(4.5)), 6);
    expect(field[15]).toBeCloseTo(1 / (1 + Math.exp(-4.5)), 6);
    expect(ended(fieldOver(bent, inputs))[15]).toBe(0.5);
  });

  it('is made in more than one piece where the network is large', () => {
    const model = mlp([2, 400, 400, 2], 'relu');
    const weights = new Float32Array(model.parameters.count);
    const job = fieldOver({ model, weights }, inputs);
    let pieces = 0;
    while (job.next().done !== true) pieces += 1;
    expect(pieces).toBe(16);
  });
});

describe('outcomes', () => {
  it('are the mean cross-entropy and the share that is right', () => {
    const inputs = Float32Array.from([1, 0, -1, 0, 2, 0]);
    // Classes 1, 0 and (wrongly) 0.
    const targets = Float32Array.from([0, 1, 1, 0, 1, 0]);
    const { loss, accuracy } = ended(outcomeOn(linear, inputs, targets));
    const expected = (2 * Math.log(1 + Math.exp(-3)) + Math.log(1 + Math.exp(6))) / 3;
    expect(loss).toBeCloseTo(expected, 6);
    expect(accuracy).toBeCloseTo(2 / 3, 9);
  });

  it('are the mean squared error of a regression, which has no accuracy', () => {
    const inputs = Float32Array.from([0, 0, 2, 1]);
    const { loss, accuracy } = ended(outcomeOn(bent, inputs, Float32Array.from([1.5, 4.5])));
    expect(loss).toBeCloseTo(0.5, 9);
    expect(accuracy).toBeNull();
  });
});

describe('a level line', () => {
  it('runs where the field takes the level, between cell centres', () => {
    // Values 0, 1, 2 from left to right: the level 0.5 lies half way between the first two columns.
    const pieces = contourOf([0, 1, 2, 0, 1, 2, 0, 1, 2], 3, 0.5);
    expect(pieces).toHaveLength(2);
    for (const [x0, , x1] of pieces) {
      expect(x0).toBeCloseTo(1 / 3, 9);
      expect(x1).toBeCloseTo(1 / 3, 9);
    }
  });

  it('is not there where the field never takes it', () => {
    expect(contourOf([0, 0, 0, 0], 2, 0.5)).toEqual([]);
  });
});
