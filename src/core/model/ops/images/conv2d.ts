/**
 * Convolution of images, in float32, every operation rounded. An output starts from its bias and adds its products channel
 * by channel, row by row; a weight's gradient sums examples by lanes (inner-products.ts), and of each all positions.
 */
import type { Tensor } from '../../layout.ts';
import type { Conv2dNode } from '../../model.ts';
import { fillLayer } from '../initial-values.ts';
import { acrossLanes } from '../inner-products.ts';
import type { Op, Place, Stage } from '../op.ts';

const { fround } = Math;

export const conv2d: Op<Conv2dNode> = {
  shape({ stride }, [below], [kernel, bias]) {
    const [outputs, channels, size, across] = kernel?.shape ?? [];
    const fits =
      below?.length === 3 &&
      kernel?.shape.length === 4 &&
      channels === below[0] &&
      size === across &&
      size! % 2 === 1 &&
      bias?.shape.join() === String(outputs) &&
      Number.isInteger(stride) &&
      stride >= 1;
    if (!fits)
      throw new RangeError(
        'a convolution needs [channels, height, width], a kernel [outputs, channels, size, size] with an odd size, a bias [outputs] and a stride of at least 1',
      );
    return [outputs!, Math.ceil(below[1]! / stride), Math.ceil(below[2]! / stride)];
  },

  /** Padding with zeros. */
  work([kernel], [, height, width]) {
    const products = kernel!.length * height! * width!;
    return { forward: products, weightGradients: products, inputGradients: products };
  },

  /** Fan in and fan out count every position of the kernel. */
  initialise(tensors, weights, initializer, random) {
    const [outputs, channels, size] = tensors[0]!.shape as [number, number, number];
    const area = size * size;
    fillLayer(tensors, weights, random, { initializer, inputs: channels * area, outputs: outputs * area });
  },

  backwardReads: 'inputs',

  bind(place) {
    const { tensors, from, values } = place;
    const [kernel, bias] = tensors as [Tensor, Tensor];
    const [below] = from as [Float32Array];
    const sides = sidesOf(place);
    const { outputs, channels, size, height, width, area } = sides;
    return {
      forward: {
        rows: outputs,
        width: channels * size * size * height * width,
        run({ weights, base, count }, first, end) {
          for (let o = first; o < end; o += 1) {
            const target = o * height * width * count;
            values.fill(weights[base + bias.offset + o]!, target, target + height * width * count);
            for (let c = 0; c < channels; c += 1)
              overKernel(sides, (ky, kx, y, yEnd, x, xEnd, row) => {
                const w = weights[base + kernel.offset + ((o * channels + c) * size + ky) * size + kx]!;
                for (let v = y; v < yEnd; v += 1)
                  for (let u = x; u < xEnd; u += 1) {
                    const to = target + (v * width + u) * count;
                    const at = (c * area + row(v, u)) * count;
                    for (let b = 0; b < count; b += 1)
                      values[to + b] = values[to + b]! + fround(w * below[at + b]!);
                  }
              });
          }
        },
      },
      backward: [weightGradients(place, sides), ...inputGradients(place, sides)],
    };
  },
};

interface Sides {
  readonly outputs: number;
  readonly channels: number;
  readonly size: number;
  readonly stride: number;
  readonly height: number;
  readonly width: number;
  readonly heightBelow: number;
  readonly widthBelow: number;
  /** Positions in a channel below. */
  readonly area: number;
}

function sidesOf({ node: { stride }, tensors, shape, fromShapes }: Place<Conv2dNode>): Sides {
  const [outputs, channels, size] = tensors[0]!.shape as [number, number, number];
  const [, height, width] = shape as [number, number, number];
  const [, heightBelow, widthBelow] = fromShapes[0] as [number, number, number];
  const area = heightBelow * widthBelow;
  return { outputs, channels, size, stride, height, width, heightBelow, widthBelow, area };
}

/**
 * For every position of the kernel, the outputs that it reaches within the image: rows y to yEnd, columns x to xEnd.
 */
function overKernel(
  { size, stride, height, width, heightBelow, widthBelow }: Sides,
  each: (
    ky: number,
    kx: number,
    y: number,
    yEnd: number,
    x: number,
    xEnd: number,
    row: (y: number, x: number) => number,
  ) => void,
): void {
  const half = (size - 1) / 2;
  const range = (k: number, extent: number, below: number): readonly [number, number] => {
    const first = Math.max(0, Math.ceil((half - k) / stride));
    const end = Math.min(extent, Math.floor((below - 1 + half - k) / stride) + 1);
    return [first, end];
  };
  for (let ky = 0; ky < size; ky += 1)
    for (let kx = 0; kx < size; kx += 1) {
      const [y, yEnd] = range(ky, height, heightBelow);
      const [x, xEnd] = range(kx, width, widthBelow);
      each(
        ky,
        kx,
        y,
        yEnd,
        x,
        xEnd,
        (v, u) => (v * stride + ky - half) * widthBelow + u * stride + kx - half,
      );
    }
}

function weightGradients({ tensors, from, deltas }: Place<Conv2dNode>, sides: Sides): Stage {
  const [kernel, bias] = tensors as [Tensor, Tensor];
  const [below] = from as [Float32Array];
  const { outputs, channels, size, height, width, area } = sides;
  /** Sums of four lanes. */
  const sums = new Float32Array(4);
  const total = (): number => acrossLanes(sums[0]!, sums[1]!, sums[2]!, sums[3]!);
  return {
    rows: outputs,
    width: channels * size * size * height * width,
    run({ count, gradient }, first, end) {
      for (let o = first; o < end; o += 1) {
        const above = o * height * width * count;
        for (let c = 0; c < channels; c += 1)
          overKernel(sides, (ky, kx, y, yEnd, x, xEnd, row) => {
            sums.fill(0);
            for (let four = 0; four < count; four += 4)
              for (let v = y; v < yEnd; v += 1)
                for (let u = x; u < xEnd; u += 1) {
                  const delta = above + (v * width + u) * count;
                  const at = (c * area + row(v, u)) * count;
                  for (let b = four; b < Math.min(four + 4, count); b += 1)
                    sums[b % 4] = sums[b % 4]! + fround(deltas[delta + b]! * below[at + b]!);
                }
            gradient![kernel.offset + ((o * channels + c) * size + ky) * size + kx] = total();
          });
        sums.fill(0);
        for (let b = 0; b < count; b += 1)
          for (let place = 0; place < height * width; place += 1)
            sums[b % 4] = sums[b % 4]! + deltas[above + place * count + b]!;
        gradient![bias.offset + o] = total();
      }
    },
  };
}

/** Null if they are not needed. A position below sums over outputs, then over the kernel. */
function inputGradients(
  { tensors, deltas, fromDeltas: [deltasBelow = null] }: Place<Conv2dNode>,
  sides: Sides,
): Stage[] {
  if (deltasBelow === null) return [];
  const [kernel] = tensors as [Tensor];
  const { outputs, channels, size, height, width, area } = sides;
  return [
    {
      rows: channels,
      width: outputs * size * size * height * width,
      run({ weights, base, count }, first, end) {
        for (let c = first; c < end; c += 1) {
          deltasBelow.fill(0, c * area * count, (c + 1) * area * count);
          for (let o = 0; o < outputs; o += 1)
            overKernel(sides, (ky, kx, y, yEnd, x, xEnd, row) => {
              const w = weights[base + kernel.offset + ((o * channels + c) * size + ky) * size + kx]!;
              for (let v = y; v < yEnd; v += 1)
                for (let u = x; u < xEnd; u += 1) {
                  const delta = ((o * height + v) * width + u) * count;
                  const to = (c * area + row(v, u)) * count;
                  for (let b = 0; b < count; b += 1)
                    deltasBelow[to + b] = deltasBelow[to + b]! + fround(w * deltas[delta + b]!);
                }
            });
        }
      },
    },
  ];
}
