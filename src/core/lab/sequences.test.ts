import { describe, expect, it } from 'vitest';
import { randomStream } from '../rng.ts';
import { gaussian } from './gaussian.ts';
import { rateEnds, sequenceMaker, type SequenceSettings } from './sequences.ts';

const still: SequenceSettings = { rate: 0.9, spread: 0, noise: 0, turns: 0, drift: 0, seed: 5 };
const trace = (settings: Partial<SequenceSettings>, index = 0, steps = 400): Float64Array => {
  const path = new Float64Array(steps + 1);
  sequenceMaker({ ...still, ...settings })(index, path);
  return path;
};

describe('sequences by formula', () => {
  it('decay to their target at the rate given', () => {
    const path = trace({});
    const target = path[400]!;
    for (let t = 0; t < 100; t += 1) expect(path[t + 1]! - target).toBeCloseTo(0.9 * (path[t]! - target), 12);
    expect(Math.abs(path[0]! - target)).toBeGreaterThan(0.01);
  });

  it('have separate rates within the spread, clipped to 0 and .9999', () => {
    expect(rateEnds({ rate: 0.75, spread: 0.25 })).toEqual([0.5, 0.9999]);
    expect(rateEnds({ rate: 0.1, spread: 0.3 })).toEqual([0, 0.4]);
    const rates = Array.from({ length: 400 }, (_, index) => {
      const path = trace({ rate: 0.5, spread: 0.2 }, index, 60);
      return (path[2]! - path[60]!) / (path[1]! - path[60]!);
    });
    expect(Math.min(...rates)).toBeGreaterThan(0.3 - 1e-9);
    expect(Math.min(...rates)).toBeLessThan(0.31);
    expect(Math.max(...rates)).toBeLessThan(0.7 + 1e-9);
    expect(Math.max(...rates)).toBeGreaterThan(0.69);
  });

  it('turn as often as asked, damped by the rate', () => {
    const path = trace({ rate: 0.99, turns: 4 });
    const target = trace({ rate: 0.99, turns: 4 }, 0, 3000)[3000]!;
    // 25 steps are one turn: the same phase, and the amplitude of 25 steps later.
    for (let t = 0; t < 50; t += 1)
      expect(path[t + 25]! - target).toBeCloseTo(0.99 ** 25 * (path[t]! - target), 9);
  });

  it('drift at a constant speed, with the standard deviation given', () => {
    const speeds = Array.from({ length: 500 }, (_, index) => {
      const path = trace({ rate: 0, drift: 0.02 }, index, 20);
      expect(path[20]! - path[10]!).toBeCloseTo(path[11]! - path[1]!, 12);
      return path[11]! - path[10]!;
    });
    expect(Math.sqrt(speeds.reduce((sum, v) => sum + v * v, 0) / 500)).toBeCloseTo(0.02, 2);
  });

  it('are shaken at each step, and the shaking decays: standard deviation s / sqrt(1 - r^2)', () => {
    const path = trace({ noise: 0.1 }, 0, 20_000);
    const quiet = trace({}, 0, 20_000);
    let squares = 0;
    for (let t = 0; t <= 20_000; t += 1) squares += (path[t]! - quiet[t]!) * (path[t]! - quiet[t]!);
    expect(Math.sqrt(squares / 20_000)).toBeCloseTo(0.1 / Math.sqrt(1 - 0.81), 2);
  });

  it('keep start and target whatever other settings are on', () => {
    expect(trace({ noise: 0.1, turns: 3, drift: 0.01, spread: 0.05 })[0]).toBe(trace({})[0]);
    expect(trace({}, 1)[0]).not.toBe(trace({})[0]);
    expect(trace({ seed: 6 })[0]).not.toBe(trace({})[0]);
  });
});

describe('gaussian', () => {
  it('has mean 0, variance 1 and the tails of a normal', () => {
    const draw = gaussian(randomStream(1, 'batches'));
    const count = 40_000;
    let [sum, squares, beyond] = [0, 0, 0];
    for (let i = 0; i < count; i += 1) {
      const value = draw();
      sum += value;
      squares += value * value;
      if (Math.abs(value) > 1.959964) beyond += 1;
    }
    expect(sum / count).toBeCloseTo(0, 1);
    expect(squares / count).toBeCloseTo(1, 1);
    expect(beyond / count).toBeCloseTo(0.05, 2);
  });
});
