import { describe, expect, it } from 'vitest';
import { errorShares, errorSpread, quantilesOf } from './error-quantiles.ts';

describe('quantiles', () => {
  it('lie on straight lines between neighbours', () => {
    // Positions .4, 1, 2, 3 and 3.6 of 0 .. 4.
    const values = Float32Array.of(40, 0, 20, 10, 30);
    quantilesOf(values, errorShares).forEach((value, i) =>
      expect(value).toBeCloseTo([4, 10, 20, 30, 36][i]!, 9),
    );
  });

  it('of one value are that value, of none and of what is no number nothing', () => {
    expect(quantilesOf(Float32Array.of(7), [0.1, 0.9])).toEqual([7, 7]);
    expect(quantilesOf(new Float32Array(0), [0.5])).toEqual([NaN]);
    expect(quantilesOf(Float32Array.of(1, NaN, 2), [0.1])).toEqual([NaN]);
  });
});

describe('the spread of forecast errors', () => {
  it('is computed over one tensor, with the persistence error', () => {
    const forecast = Float32Array.of(99, 1, 2, 3, 99);
    const anchor = Float32Array.of(99, 0, 0, 0, 99);
    const actual = Float32Array.of(0, 2, 2, 5, 0);
    const job = errorSpread(forecast, anchor, actual, { offset: 1, length: 3 });
    expect(job.next().done).toBe(false);
    const { quantiles, stay } = job.next().value!;
    // Forecast errors 1, 0 and 2; persistence errors 2, 2 and 5.
    quantiles.forEach((value, i) => expect(value).toBeCloseTo([0.2, 0.5, 1, 1.5, 1.8][i]!, 6));
    expect(stay).toBe(2);
  });
});
