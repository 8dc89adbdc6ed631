/** Kernels of a dense layer. Every sum has one order: inputs, outputs or examples ascending. */
import { f32x4, i32, int, v128 } from '../assembler/instructions.ts';
import {
  batchLanes,
  fourSums,
  panelAt,
  panelBytes,
  panelsOf,
  type Body,
  type Int,
  type Local,
  type Panels,
  type V128,
} from './kernel.ts';
import { stageParameters, type Place, type Stage, type Stages, type Workshop } from './stage.ts';

type Vector = Local<'v128'>;
type Pointer = Local<'i32'>;

/** to[r] = start[r] + sum_k matrix[r, k] from[k], k ascending, for every example. Strides and offsets in weights. */
interface Product {
  readonly name: string;
  readonly matrix: number;
  readonly rowStride: number;
  readonly innerStride: number;
  /** Where sums start from; null: from 0. */
  readonly start: number | null;
  readonly from: Panels;
  readonly to: Panels;
}

export function dense(workshop: Workshop, place: Place): Stages {
  const { name, tensors, from, values, fromDeltas, deltas } = place;
  const [kernel, bias] = tensors as [number, number];
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
    to: values,
  });
  const backward = [
    batchOnly(workshop, `${name}.batch-only`, [below, deltas]),
    outerProducts(workshop, `${name}.kernel-gradient`, deltas, below, kernel),
    rowSums(workshop, `${name}.bias-gradient`, deltas, bias),
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

/** Tiles of four rows by two panels: eight sums, six reads for their sixteen operations. */
function product({ assembler }: Workshop, given: Product): Stage {
  const { name, matrix, rowStride, start, from, to } = given;
  const rows = to.features;
  const kernel = assembler.kernel(name, stageParameters, (f, weights, first, end) => {
    const [panel, x, z, w, bias] = [f.i32(), f.i32(), f.i32(), f.i32(), f.i32()];
    f.each(panel, first, end, 2, () => {
      f.set(x, panelAt(from, panel));
      f.set(z, panelAt(to, panel));
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
  return { kernel, units: 'panels', width: 4 * rows * from.features };
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
  const end = f.i32(i32.add(x, panelBytes(from)));
  // One turn an input: more would have older compilers read ahead and run out of registers.
  f.loop(at, end, 16, () => {
    f.set(left, v128.load(at));
    f.set(right, v128.load(at, panelBytes(from)));
    for (const [r, [a, b]] of sums.entries()) {
      f.set(factor, v128.splat32(weight, 4 * r * rowStride));
      f.set(a, f32x4.add(a, f32x4.mul(factor, left)));
      f.set(b, f32x4.add(b, f32x4.mul(factor, right)));
    }
    f.advance(weight, 4 * innerStride);
  });
  for (const [r, [a, b]] of sums.entries()) {
    f.do(v128.store(z, a, 16 * r));
    f.do(v128.store(z, b, 16 * r + panelBytes(to)));
  }
}

/** Zeros in the lanes of the last panel that are not of the batch, so that sums over examples need not look. */
function batchOnly({ assembler }: Workshop, name: string, all: readonly Panels[]): Stage {
  const kernel = assembler.kernel(name, stageParameters, (f, _weights, _first, _end, count) => {
    f.when(i32.and(count, 3), () => {
      const last = f.i32(i32.shrU(count, 2));
      const mask = f.v128(batchLanes(count, i32.shl(last, 2)));
      for (const panels of all) {
        const at = f.i32(panelAt(panels, last));
        const end = f.i32(i32.add(at, panelBytes(panels)));
        f.loop(at, end, 16, () => f.do(v128.store(at, v128.and(v128.load(at), mask))));
      }
    });
  });
  return { kernel, units: 1, width: 0 };
}

/** gradient[o, i] = sum over examples of above[o] below[i]. Units are groups of four inputs. */
function outerProducts(
  { assembler, gradient }: Workshop,
  name: string,
  above: Panels,
  below: Panels,
  offset: number,
): Stage {
  const [outputs, inputs] = [above.features, below.features];
  const base = gradient + 4 * offset;
  const whole = Math.floor(inputs / 4);
  const units = Math.ceil(inputs / 4);
  const kernel = assembler.kernel(name, stageParameters, (f, _weights, first, end, count) => {
    const bytes = f.i32(i32.mul(panelsOf(count), panelBytes(below)));
    const group = f.i32(first);
    const columns = (width: number): void => {
      const x = f.i32(i32.add(i32.mul(group, 64), below.address));
      const xEnd = f.i32(i32.add(x, bytes));
      const to = f.i32(i32.add(i32.mul(group, 16), base));
      const d = f.i32(above.address);
      const tile = (rows: number): void => {
        outerTile(f, { above, below, rows, width, inputs }, { x, xEnd, d, to });
        f.advance(to, 4 * rows * inputs);
      };
      const pairs = 2 * Math.floor(outputs / 2);
      if (pairs > 0) f.loop(d, above.address + 16 * pairs, 32, () => tile(2));
      if (outputs > pairs) tile(1);
    };
    if (whole > 0) {
      const last = f.i32(whole);
      f.when(i32.ltU(end, whole), () => f.set(last, end));
      f.when(i32.ltU(group, last), () => f.loop(group, last, 1, () => columns(4)));
    }
    if (units > whole) {
      f.when(i32.eq(end, units), () => {
        f.set(group, int(whole));
        columns(inputs - 4 * whole);
      });
    }
  });
  return { kernel, units, width: 16 * outputs };
}

interface OuterTile {
  readonly above: Panels;
  readonly below: Panels;
  readonly rows: number;
  readonly width: number;
  readonly inputs: number;
}

/** Sums over the batch of `rows` outputs by `width` inputs, at most four. */
function outerTile(
  f: Body,
  { above, below, rows, width, inputs }: OuterTile,
  { x, xEnd, d, to }: Readonly<Record<'x' | 'xEnd' | 'd' | 'to', Pointer>>,
): void {
  const sums = Array.from({ length: rows }, () => Array.from({ length: width }, () => f.v128(v128.zero)));
  const [at, from] = [f.i32(x), f.i32(d)];
  const [value] = [f.v128()];
  f.loop(at, xEnd, panelBytes(below), () => {
    const deltas = sums.map((_, r) => f.v128(v128.load(from, 16 * r)));
    for (let column = 0; column < width; column += 1) {
      f.set(value, v128.load(at, 16 * column));
      for (const [r, row] of sums.entries())
        f.set(row[column]!, f32x4.add(row[column]!, f32x4.mul(deltas[r]!, value)));
    }
    f.advance(from, panelBytes(above));
  });
  for (const [r, row] of sums.entries()) storeSums(f, row, to, 4 * r * inputs);
}

/** Writes the lane sums of up to four vectors side by side. */
function storeSums(f: Body, row: readonly V128[], to: Int, offset: number): void {
  const at = (i: number): V128 => row[i] ?? v128.zero;
  const sums = f.v128(fourSums(f, [at(0), at(1), at(2), at(3)]));
  if (row.length === 4) f.do(v128.store(to, sums, offset));
  else for (let i = 0; i < row.length; i += 1) f.do(v128.storeLane(to, sums, i, offset + 4 * i));
}

/** gradient[o] = sum over examples of above[o]. */
function rowSums({ assembler, gradient }: Workshop, name: string, above: Panels, offset: number): Stage {
  const rows = above.features;
  const kernel = assembler.kernel(name, stageParameters, (f, _weights, _first, _end, count) => {
    const bytes = f.i32(i32.mul(panelsOf(count), panelBytes(above)));
    const to = f.i32(gradient + 4 * offset);
    const tile = (d: Int, width: number): void => {
      const sums = Array.from({ length: width }, () => f.v128(v128.zero));
      const at = f.i32(d);
      const end = f.i32(i32.add(at, bytes));
      f.loop(at, end, panelBytes(above), () => {
        for (const [r, sum] of sums.entries()) f.set(sum, f32x4.add(sum, v128.load(at, 16 * r)));
      });
      storeSums(f, sums, to, 0);
      f.advance(to, 4 * width);
    };
    const whole = 4 * Math.floor(rows / 4);
    const d = f.i32(above.address);
    if (whole > 0) f.loop(d, above.address + 16 * whole, 64, () => tile(d, 4));
    if (rows > whole) tile(d, rows - whole);
  });
  return { kernel, units: 1, width: 4 * rows };
}
