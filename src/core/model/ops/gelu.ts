/** GELU by its tanh form, x (1 + tanh(sqrt(2 / pi) (x + .044715 x^3))) / 2 (arXiv 1606.08415), every operation rounded. */
import { tanh32 } from '../../numeric/float32.ts';
import { sizeOf } from '../layout.ts';
import type { GeluNode } from '../model.ts';
import { noProducts, type Op } from './op.ts';

const f = Math.fround;

export const geluCoefficients = {
  root: f(Math.sqrt(2 / Math.PI)),
  cubic: f(0.044715),
  slope: f(3 * 0.044715),
} as const;

const { root, cubic, slope } = geluCoefficients;

function gelu32(x: number): number {
  const inside = f(root * f(x + f(cubic * f(f(x * x) * x))));
  return f(f(0.5 * x) * f(1 + tanh32(inside)));
}

function geluSlope32(x: number): number {
  const square = f(x * x);
  const t = tanh32(f(root * f(x + f(cubic * f(square * x)))));
  const inner = f(root * f(1 + f(slope * square)));
  const rising = f(f(f(0.5 * x) * f(1 - f(t * t))) * inner);
  return f(f(0.5 * f(1 + t)) + rising);
}

export const gelu: Op<GeluNode> = {
  shape(_node, [below]) {
    if (below === undefined) throw new RangeError('GELU needs a node');
    return below;
  },
  work: noProducts,
  initialise: () => undefined,
  backwardReads: 'inputs',
  bind({ shape, from, values, fromDeltas: [deltasBelow = null], deltas }) {
    const [below] = from as [Float32Array];
    const size = sizeOf(shape);
    return {
      forward: {
        rows: 1,
        width: size,
        run({ count }) {
          for (let at = 0; at < size * count; at += 1) values[at] = gelu32(below[at]!);
        },
      },
      backward:
        deltasBelow === null
          ? []
          : [
              {
                rows: 1,
                width: size,
                run({ count }) {
                  for (let at = 0; at < size * count; at += 1)
                    deltasBelow[at] = deltas[at]! * geluSlope32(below[at]!);
                },
              },
            ],
    };
  },
};
