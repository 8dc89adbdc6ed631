import { describe, expect, test } from 'vitest';
import { fitColumns, stay } from './farcaster.ts';
import { fitScalar } from './scalar.ts';

/** Inner products [4, 4] of columns (d, w_0, 1, y - w_n) over some weights. */
function gramOf(rows: readonly (readonly [d: number, first: number, target: number])[]): Float64Array {
  const gram = new Float64Array(fitColumns * fitColumns);
  for (const [d, first, target] of rows) {
    const columns = [d, first, 1, target];
    columns.forEach((a, i) => {
      columns.forEach((b, j) => {
        gram[i * fitColumns + j]! += a * b;
      });
    });
  }
  return gram;
}

describe('the fitted scalar', () => {
  test('is <d, y - w_n> / <d, d>', () => {
    // (2 * 1 + 1 * 3 + -1 * 0.5) / (4 + 1 + 1) = 0.75
    const fit = fitScalar(
      gramOf([
        [2, 5, 1],
        [1, -3, 3],
        [-1, 0.2, 0.5],
      ]),
    );
    expect(fit.first).toBeCloseTo(-0.75, 12);
    expect(fit.last).toBeCloseTo(1.75, 12);
    expect(fit.constant).toBe(0);
  });

  test('is exact where all weights go on by one share of what they went', () => {
    const rows = [0.3, -1.2, 4, 0.01].map((d, i) => [d, i - 2, 0.4 * d] as const);
    expect(fitScalar(gramOf(rows)).last).toBeCloseTo(1.4, 12);
  });

  test('stays where nothing moved, and where sums are not finite', () => {
    expect(fitScalar(gramOf([[0, 1, 1]]))).toEqual(stay);
    expect(fitScalar(gramOf([[NaN, 1, 1]]))).toEqual(stay);
  });
});
