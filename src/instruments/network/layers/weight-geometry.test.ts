import { describe, expect, it } from 'vitest';
import { matricesOf } from '../../../core/model/layout.ts';
import { mlpLayout } from '../../../core/model/mlp.ts';
import { geometryOf } from './WeightCanvas.tsx';

describe('where weights are drawn', () => {
  it('finds each weight again at its own square, and nothing between matrix and biases', () => {
    const [layer] = matricesOf(mlpLayout([3, 2, 1]));
    const { squares, at, cell, width, cut } = geometryOf(layer!, null);
    expect(squares.map(({ parameter }) => parameter)).toEqual([0, 1, 2, 6, 3, 4, 5, 7]);
    for (const { parameter, x, y } of squares) expect(at(x + cell / 2, y + cell / 2)).toBe(parameter);
    expect(at(3 * cell + 1, 1)).toBeNull();
    expect(at(-1, 0)).toBeNull();
    expect(at(width, 0)).toBeNull();
    expect(cut).toBe(false);
  });

  it('lays images side by side, eight abreast, and tells when some are left out', () => {
    const [layer] = matricesOf(mlpLayout([4, 40, 1]));
    const { squares, at, cut } = geometryOf(layer!, 2);
    expect(squares).toHaveLength(32 * 4);
    // The second image starts after two pixels and a gap of three; the ninth under the first.
    expect([at(0, 0), at(1, 1), at(2, 0), at(5, 0), at(0, 5)]).toEqual([0, 3, null, 4, 32]);
    expect(cut).toBe(true);
  });
});
