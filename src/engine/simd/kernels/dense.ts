/** Kernels of a dense layer, for every token. Every sum has a fixed order: inputs, outputs or examples ascending. */
import { f32x4, i32, v128 } from '../assembler/instructions.ts';
import { put, rowAt, type Body, type Local, type Panels, type Target } from './kernel.ts';
import { stageParameters, type Place, type Stage, type Stages, type Workshop } from './stage.ts';
import { batchOnly, outerProducts, rowSums } from './weight-gradients.ts';

type Vector = Local<'v128'>;
type Pointer = Local<'i32'>;

/** For every row of panels, to[r] = start[r] + sum_k matrix[r, k] from[k], k ascending, for every example. Strides and offsets in weights. */
interface Product {
  readonly name: string;
  readonly matrix: number;
  readonly rowStride: number;
  readonly innerStride: number;
  /** Initial values of the sums; null: 0. */
  readonly start: number | null;
  readonly from: Panels;
  readonly to: Target;
}

export function dense(workshop: Workshop, place: Place): Stages {
  const { name, tensors, from, values, fromDeltas, deltas } = place;
  const [kernel, bias = null] = tensors.map(({ offset }) => offset) as [number, number?];
  const [below] = from as [Panels];
  const [deltasBelow = null] = fromDeltas;
  const inputs = below.features;
  const forward = product(workshop, {
    name: `${name}.forward`,
    matrix: kernel,
    rowStride: inputs,
    innerStride: 1,
    start: bias,
    from: below,
    to: { ...values, adds: false },
  });
  const backward = [
    batchOnly(workshop, `${name}.batch-only`, [below, deltas]),
    outerProducts(workshop, `${name}.kernel-gradient`, deltas, below, workshop.gradient + 4 * kernel),
    ...(bias === null
      ? []
      : [rowSums(workshop, `${name}.bias-gradient`, deltas, workshop.gradient + 4 * bias)]),
  ];
  if (deltasBelow !== null)
    backward.push(
      product(workshop, {
        name: `${name}.input-gradient`,
        matrix: kernel,
        rowStride: 1,
        innerStride: inputs,
        start: null,
        from: deltas,
        to: deltasBelow,
      }),
    );
  return { forward: [forward], backward };
}

/** Tiles of four outputs by two tokens, or examples: eight sums, six reads for their sixteen operations. */
function product({ assembler }: Workshop, given: Product): Stage {
  const { name, matrix, rowStride, start, from, to } = given;
  const rows = to.features;
  const tokens = to.rows;
  const kernel = assembler.kernel(name, stageParameters, (f, weights, first, end) => {
    const [row, x, z, w, bias] = [f.i32(), f.i32(), f.i32(), f.i32(), f.i32()];
    f.each(row, i32.mul(first, tokens), f.i32(i32.mul(end, tokens)), 2, () => {
      f.set(x, rowAt(from, row));
      f.set(z, rowAt(to, row));
      f.set(w, i32.add(weights, 4 * matrix));
      if (start !== null) f.set(bias, i32.add(weights, 4 * start));
      const tile = (count: number): void => {
        productTile(f, given, count, { x: x, z: z, w: w, bias: bias });
        f.advance(w, 4 * count * rowStride);
        f.advance(bias, 4 * count);
      };
      const whole = 4 * Math.floor(rows / 4);
      if (whole > 0) {
        const zEnd = f.i32(i32.add(z, 16 * whole));
        f.loop(z, zEnd, 64, () => tile(4));
      }
      if (rows > whole) tile(rows - whole);
    });
  });
  return { kernel, units: 'panels', width: 4 * tokens * rows * from.features };
}

function productTile(
  f: Body,
  { rowStride, innerStride, start, from, to }: Product,
  rows: number,
  { x, z, w, bias }: Readonly<Record<'x' | 'z' | 'w' | 'bias', Pointer>>,
): void {
  const sums = Array.from({ length: rows }, (_, r): readonly [Vector, Vector] => {
    const first = f.v128(start === null ? v128.zero : v128.splat32(bias, 4 * r));
    return [first, f.v128(first)];
  });
  const [at, weight] = [f.i32(x), f.i32(w)];
  const [left, right, factor] = [f.v128(), f.v128(), f.v128()];
  const end = f.i32(i32.add(x, 16 * from.features));
  // One iteration per input: with more, older compilers read ahead and run out of registers.
  f.loop(at, end, 16, () => {
    f.set(left, v128.load(at));
    f.set(right, v128.load(at, from.rowBytes));
    for (const [r, [a, b]] of sums.entries()) {
      f.set(factor, v128.splat32(weight, 4 * r * rowStride));
      f.set(a, f32x4.add(a, f32x4.mul(factor, left)));
      f.set(b, f32x4.add(b, f32x4.mul(factor, right)));
    }
    f.advance(weight, 4 * innerStride);
  });
  for (const [r, [a, b]] of sums.entries()) {
    f.do(put(to, z, a, 16 * r));
    f.do(put(to, z, b, 16 * r + to.rowBytes));
  }
}
