import { describe, expect, it } from 'vitest';
import { regressionLoss, regressionProblem, traceSgd, type RegressionSettings } from './regression.ts';

const settings: RegressionSettings = { learningRate: 0.05, batch: 8, condition: 9, scatter: 0.3, seed: 4 };
const problem = regressionProblem(settings);

/** Half the mean squared residual, computed directly from the examples. */
function plainLoss(first: number, second: number): number {
  let sum = 0;
  problem.labels.forEach((label, i) => {
    const residual = problem.inputs[2 * i]! * first + problem.inputs[2 * i + 1]! * second - label;
    sum += residual * residual;
  });
  return sum / problem.labels.length / 2;
}

describe('the regression of Figure 1', () => {
  it('has a loss that is its bowl, everywhere', () => {
    for (const [x, y] of [
      [0, 0],
      [1, -0.5],
      [-2.5, 3],
      [problem.minimum[0], problem.minimum[1]],
    ] as const)
      expect(regressionLoss(problem, x, y)).toBeCloseTo(plainLoss(x, y), 10);
  });

  it('has its least loss at the minimum, near the truth', () => {
    const [x, y] = problem.minimum;
    for (const [dx, dy] of [
      [0.01, 0],
      [0, 0.01],
      [-0.01, 0.01],
    ] as const) {
      expect(plainLoss(x + dx, y + dy)).toBeGreaterThan(problem.leastLoss);
      expect(plainLoss(x - dx, y - dy)).toBeGreaterThan(problem.leastLoss);
    }
    expect(x).toBeCloseTo(1, 0);
    expect(y).toBeCloseTo(-0.5, 0);
  });

  it('has about the requested conditioning, and the largest curvature about 1', () => {
    const [larger, smaller] = problem.curvatures;
    expect(larger).toBeGreaterThan(0.75);
    expect(larger).toBeLessThan(1.3);
    expect(larger / smaller).toBeGreaterThan(6);
    expect(larger / smaller).toBeLessThan(13);
    expect(Math.hypot(...problem.direction)).toBeCloseTo(1, 12);
  });

  it('is walked down by SGD, from starts and with batches of each run', () => {
    const [path, again, other] = [0, 0, 1].map((run) => {
      const values = new Float64Array(2 * 301);
      traceSgd(problem, settings, run, values);
      return values;
    });
    expect(again).toEqual(path);
    expect(other![0]).not.toBe(path![0]);
    const distance = Math.hypot(path![0]! - 1, path![1]! + 0.5);
    expect(distance).toBeGreaterThan(1.5);
    expect(distance).toBeLessThan(2.5);
    const start = regressionLoss(problem, path![0]!, path![1]!);
    expect(regressionLoss(problem, path![600]!, path![601]!)).toBeLessThan(0.2 * start);
  });

  it('takes steps along the mean gradient of a batch', () => {
    const [short, long] = [0.05, 0.1].map((learningRate) => {
      const values = new Float64Array(4);
      traceSgd(problem, { ...settings, learningRate }, 3, values);
      return values;
    });
    expect(long![2]! - long![0]!).toBeCloseTo(2 * (short![2]! - short![0]!), 12);
    expect(long![3]! - long![1]!).toBeCloseTo(2 * (short![3]! - short![1]!), 12);
  });
});
