/**
 * Pooling of square windows side by side. Among equal values the first in a window counts as the largest and gets the
 * gradient.
 */
import type { PoolNode } from '../../model.ts';
import { noProducts, type Op } from '../op.ts';

const { fround } = Math;

export const pool: Op<PoolNode> = {
  shape({ size }, [below]) {
    const [channels, height, width] = below ?? [];
    const fits =
      below?.length === 3 && Number.isInteger(size) && size >= 1 && height! >= size && width! >= size;
    if (!fits)
      throw new RangeError(`pooling by ${size} needs [channels, height, width] that are at least as large`);
    return [channels!, Math.floor(height! / size), Math.floor(width! / size)];
  },
  work: noProducts,
  initialise: () => undefined,
  backwardReads: 'inputs',
  bind({ node: { kind, size }, shape, from, fromShapes, values, fromDeltas: [deltasBelow = null], deltas }) {
    const [below] = from as [Float32Array];
    const [channels, height, width] = shape as [number, number, number];
    const [, heightBelow, widthBelow] = fromShapes[0] as [number, number, number];
    /** Of a window's values at example 0, [row of the output, index in the window], in units of examples. */
    const places = Int32Array.from({ length: channels * height * width * size * size }, (_, i) => {
      const [place, out] = [i % (size * size), Math.floor(i / (size * size))];
      const [x, y, c] = [out % width, Math.floor(out / width) % height, Math.floor(out / (width * height))];
      return (c * heightBelow + y * size + Math.floor(place / size)) * widthBelow + x * size + (place % size);
    });
    const window = size * size;
    const rows = channels * height * width;
    const largestAt = (row: number, count: number, b: number): number => {
      let best = places[row * window]! * count + b;
      for (let i = 1; i < window; i += 1) {
        const at = places[row * window + i]! * count + b;
        if (below[at]! > below[best]!) best = at;
      }
      return best;
    };
    const meanAt = (row: number, count: number, b: number): number => {
      let sum = below[places[row * window]! * count + b]!;
      for (let i = 1; i < window; i += 1) sum = fround(sum + below[places[row * window + i]! * count + b]!);
      return sum / window;
    };
    return {
      forward: {
        rows,
        width: window,
        run({ count }, first, end) {
          for (let row = first; row < end; row += 1)
            for (let b = 0; b < count; b += 1)
              values[row * count + b] =
                kind === 'max' ? below[largestAt(row, count, b)]! : meanAt(row, count, b);
        },
      },
      backward:
        deltasBelow === null
          ? []
          : [
              {
                rows: 1,
                width: rows * window,
                run({ count }) {
                  deltasBelow.fill(0, 0, channels * heightBelow * widthBelow * count);
                  for (let row = 0; row < rows; row += 1)
                    for (let b = 0; b < count; b += 1) {
                      const delta = deltas[row * count + b]!;
                      if (kind === 'max') deltasBelow[largestAt(row, count, b)] = delta;
                      else
                        for (let i = 0; i < window; i += 1)
                          deltasBelow[places[row * window + i]! * count + b] = delta / window;
                    }
                },
              },
            ],
    };
  },
};
