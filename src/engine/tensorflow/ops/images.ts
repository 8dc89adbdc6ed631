/**
 * Operations on images. A convolution is a product of matrices: for every output, the values that the kernel reaches are
 * collected in a column. Pooling compares or adds images, one for each position of a window.
 */
import {
  add,
  cast,
  concat,
  equal,
  matMul,
  maximum,
  mul,
  pad,
  reshape,
  slice,
  stridedSlice,
  sub,
  sum,
  transpose,
  type Tensor,
} from '@tensorflow/tfjs-core';
import type { Conv2dNode, PoolNode, Shape } from '../../../core/model/model.ts';
import type { Constants } from '../constants.ts';
import type { Given, Op } from './op.ts';

/** [network, channel, column] as images [network x channel, height, width, example]. */
const asImages = (values: Tensor, [, height, width]: Shape): Tensor =>
  reshape(values, [values.shape[0] * values.shape[1]!, height!, width!, -1]);

/** Every `stride`-th row and column from (y, x) on, of `height` x `width` results. */
function every(images: Tensor, y: number, x: number, stride: number, height: number, width: number): Tensor {
  const [count, , , examples] = images.shape as [number, number, number, number];
  const end = [count, y + (height - 1) * stride + 1, x + (width - 1) * stride + 1, examples];
  return stridedSlice(images, [0, y, x, 0], end, [1, stride, stride, 1]);
}

/** Images with zeros around them. */
const padded = (images: Tensor, before: number, after: readonly [number, number]): Tensor =>
  pad(images, [
    [0, 0],
    [before, after[0]],
    [before, after[1]],
    [0, 0],
  ]);

/** The positions of a square, in order. */
const positions = (size: number): (readonly [number, number])[] =>
  Array.from({ length: size * size }, (_, i) => [Math.floor(i / size), i % size] as const);

/**
 * [network, channel x position of the kernel, column] from [network, channel, column]: what each position reaches, for
 * `height` x `width` results. Reversed: the last position comes first.
 */
function reached(
  values: Tensor,
  below: Shape,
  size: number,
  stride: number,
  [, height, width]: Shape,
  reversed = false,
): Tensor {
  const networks = values.shape[0];
  const half = (size - 1) / 2;
  const around = padded(asImages(values, below), half, [half, half]);
  const pieces = positions(size).map(([y, x]) =>
    reshape(every(around, y, x, stride, height!, width!), [around.shape[0], 1, -1]),
  );
  return reshape(concat(reversed ? pieces.reverse() : pieces, 1), [networks, below[0]! * size * size, -1]);
}

/**
 * Images whose every `size`-th row and column, from each position of a square on, is the piece of that position; only the
 * first piece if there are no others, and zeros between.
 */
function interleaved(pieces: readonly Tensor[], size: number): Tensor {
  const [count, height, width, examples] = pieces[0]!.shape as [number, number, number, number];
  const lines = pieces.map((piece) => reshape(piece, [count * height, 1, width, examples]));
  const whole =
    pieces.length === 1
      ? pad(lines[0]!, [
          [0, 0],
          [0, size - 1],
          [0, 0],
          [0, (size - 1) * examples],
        ])
      : concat(
          Array.from({ length: size }, (_, y) => concat(lines.slice(y * size, (y + 1) * size), 3)),
          1,
        );
  return reshape(whole, [count, height * size, width * size, examples]);
}

/** Gradients of the outputs, as if there had been no stride: 0 at the outputs left out. */
function withoutStride(delta: Tensor, shape: Shape, stride: number, [, height, width]: Shape): Tensor {
  if (stride === 1) return delta;
  const spread = interleaved([asImages(delta, shape)], stride);
  const cut = slice(spread, [0, 0, 0, 0], [-1, height!, width!, -1]);
  return reshape(cut, [delta.shape[0], shape[0]!, -1]);
}

const sizeOfKernel = ({ weights: [kernel], fromShapes: [below] }: Given<Conv2dNode>): number =>
  Math.sqrt(kernel!.shape[2]! / below![0]!);

export const conv2d: Op<Conv2dNode> = {
  forward(given) {
    const {
      node: { stride },
      from: [below],
      fromShapes: [shapeBelow],
      weights: [kernel, bias],
      shape,
    } = given;
    const columns = reached(below!, shapeBelow!, sizeOfKernel(given), stride, shape);
    return [add(matMul(kernel!, columns), bias!), columns];
  },
  backward(given, [, columns], delta) {
    const {
      node: { stride },
      fromShapes: [shapeBelow],
      weights: [kernel],
      shape,
      networks,
      wanted,
    } = given;
    const weights: Tensor[] = [matMul(delta, columns!, false, true), sum(delta, 2)];
    if (!wanted) return { weights, from: [] };
    const size = sizeOfKernel(given);
    const [channels, ...extents] = shapeBelow as [number, ...number[]];
    // A convolution again: a value below is reached by the outputs around it, in reverse order.
    const spread = withoutStride(delta, shape, stride, shapeBelow!);
    const around = reached(spread, [shape[0]!, ...extents], size, 1, shapeBelow!, true);
    const apart = reshape(kernel!, [networks, shape[0]!, channels, size * size]);
    const turned = reshape(transpose(apart, [0, 2, 1, 3]), [networks, channels, -1]);
    return { weights, from: [matMul(turned, around)] };
  },
};

/** The images of all positions of a window. */
const windows = ({ node: { size }, from, fromShapes, shape }: Given<PoolNode>): Tensor[] => {
  const images = asImages(from[0]!, fromShapes[0]!);
  return positions(size).map(([y, x]) => every(images, y, x, size, shape[1]!, shape[2]!));
};

/** For each image, 1 where it has the largest value of its window, and none before it has. */
function firstLargest(images: readonly Tensor[], largest: Tensor, constants: Constants): Tensor[] {
  let free: Tensor | null = null;
  return images.map((image) => {
    const is = cast(equal(image, largest), 'float32');
    const own: Tensor = free === null ? is : mul(free, is);
    free = sub(free ?? constants.of(1), own);
    return own;
  });
}

export const pool: Op<PoolNode> = {
  forward(given) {
    const { node, from, shape, constants } = given;
    const all = windows(given).reduce((sum, each) =>
      node.kind === 'max' ? maximum(sum, each) : add(sum, each),
    );
    const pooled = node.kind === 'max' ? all : mul(all, constants.of(1 / node.size ** 2));
    return [reshape(pooled, [from[0]!.shape[0], shape[0]!, -1])];
  },
  backward(given, [value], delta) {
    const { node, fromShapes, shape, networks, wanted, constants } = given;
    if (!wanted) return { weights: [], from: [] };
    const { kind, size } = node;
    const gradient = asImages(delta, shape);
    const share = mul(gradient, constants.of(1 / size ** 2));
    const pieces =
      kind === 'mean'
        ? Array.from({ length: size ** 2 }, () => share)
        : firstLargest(windows(given), asImages(value!, shape), constants).map((each) => mul(gradient, each));
    const [channels, height, width] = fromShapes[0] as [number, number, number];
    const rest = [height - shape[1]! * size, width - shape[2]! * size] as const;
    return {
      weights: [],
      from: [reshape(padded(interleaved(pieces, size), 0, rest), [networks, channels, -1])],
    };
  },
};
