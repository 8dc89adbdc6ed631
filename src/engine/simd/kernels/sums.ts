/**
 * Linear combinations of weight vectors and their sums, in float64: every sum has an order that suits lanes. A
 * combination is a table of terms [coefficient float64, address, unused]; the first is the constant, with the address
 * of the table's end.
 */
import { f32x4, f64x2, i32, v128 } from '../assembler/instructions.ts';
import type { Assembler, Body, Int, Kernel, Local, V128 } from './kernel.ts';

export const termBytes = 16;
/** Number of weights combined before they are summed: what fits a processor's first-level cache. */
export const blockWeights = 1024;
/** Distance between the columns of a block. Not a power of two, to avoid cache conflicts between columns. */
export const columnBytes = 8 * blockWeights + 128;

/**
 * Parameters: address of the result, number of weights, its table, bytes from the terms' addresses to the first
 * weight. Result in float32, rounded; or in float64.
 */
export function mixKernel(assembler: Assembler, precision: 32 | 64): Kernel {
  const bytes = precision / 8;
  return assembler.kernel(`mix${precision}`, 4, (f, to, count, table, offset) => {
    const terms = { table, end: f.i32(i32.load(table, 8)), offset };
    const start = f.i32(to);
    const end = f.i32();
    const upTo = (width: number): Int => i32.mul(i32.sub(count, i32.and(count, width - 1)), bytes);
    for (const width of [16, 2]) {
      f.set(end, i32.add(start, upTo(width)));
      f.when(i32.ltU(to, end), () => {
        f.loop(to, end, width * bytes, () => {
          storePairs(f, to, mixTile(f, width / 2, terms), precision);
          f.advance(offset, 4 * width);
        });
      });
    }
    f.when(i32.and(count, 1), () => {
      const sum = mixTile(f, 1, terms)[0]!;
      f.do(precision === 64 ? v128.storeLane64(to, sum, 0) : v128.storeLane(to, f32x4.ofF64(sum), 0));
    });
  });
}

/** Combinations for this many pairs of weights. */
function mixTile(
  f: Body,
  pairs: number,
  { table, end, offset }: Readonly<Record<'table' | 'end' | 'offset', Local<'i32'>>>,
): Local<'v128'>[] {
  const sums = Array.from({ length: pairs }, () => f.v128(v128.splat64(table)));
  const [term, from, coefficient] = [f.i32(), f.i32(), f.v128()];
  f.each(term, i32.add(table, termBytes), end, termBytes, () => {
    f.set(coefficient, v128.splat64(term));
    f.set(from, i32.add(i32.load(term, 8), offset));
    for (const [i, sum] of sums.entries())
      f.set(sum, f64x2.add(sum, f64x2.mul(coefficient, f64x2.ofF32(v128.load64(from, 8 * i)))));
  });
  return sums;
}

function storePairs(f: Body, to: Int, pairs: readonly V128[], precision: 32 | 64): void {
  if (precision === 64) for (const [i, pair] of pairs.entries()) f.do(v128.store(to, pair, 16 * i));
  else if (pairs.length === 1) f.do(v128.storeLane64(to, f32x4.ofF64(pairs[0]!), 0));
  else
    for (let i = 0; i < pairs.length; i += 2) {
      const four = v128.shuffle(f32x4.ofF64(pairs[i]!), f32x4.ofF64(pairs[i + 1]!), [0, 1, 4, 5]);
      f.do(v128.store(to, four, 8 * i));
    }
}

type Read = (address: Int, offset?: number) => V128;

/** Loops over float64 numbers, two at a time, an odd last one paired with zero. `bytes` may be 0. */
function overPairs(f: Body, counter: Local<'i32'>, bytes: Local<'i32'>, turn: (read: Read) => void): void {
  const end = f.i32(i32.add(counter, i32.sub(bytes, i32.and(bytes, 15))));
  f.when(i32.ltU(counter, end), () => f.loop(counter, end, 16, () => turn(v128.load)));
  f.when(i32.and(bytes, 15), () => turn(v128.load64));
}

/** Parameters: two float64 sums, of |values| at even and at odd indexes, which are added to; values; bytes of them. */
export const absoluteKernel = (assembler: Assembler): Kernel =>
  assembler.kernel('absolute', 3, (f, sums, values, bytes) => {
    const total = f.v128(v128.load(sums));
    overPairs(f, values, bytes, (read) => f.set(total, f64x2.add(total, f64x2.abs(read(values)))));
    f.do(v128.store(sums, total));
  });

/** [rows][width]: names of the kernels for this many columns times that many others. */
export const productTiles = {
  1: { 1: 'products1x1', 2: 'products1x2', 4: 'products1x4' },
  2: { 1: 'products2x1', 2: 'products2x2', 4: 'products2x4' },
} as const;

/**
 * Inner products of `rows` columns with `width` others. Parameters: the first of each, bytes of a column, sums at
 * even and odd indexes [row, column, 2], which are added to, and bytes from one row of them to the next.
 */
export function productKernels(assembler: Assembler): void {
  for (const rows of [1, 2] as const)
    for (const width of [1, 2, 4] as const) productKernel(assembler, productTiles[rows][width], rows, width);
}

const productKernel = (assembler: Assembler, name: string, rows: number, width: number): Kernel =>
  assembler.kernel(name, 5, (f, left, right, bytes, sums, stride) => {
    const at = Array.from({ length: rows }, (_, r) => f.i32(i32.add(sums, i32.mul(stride, r))));
    const totals = at.map((row) => Array.from({ length: width }, (_, c) => f.v128(v128.load(row, 16 * c))));
    const value = f.v128();
    overPairs(f, left, bytes, (read) => {
      const others = totals.map((_, r) => f.v128(read(left, r * columnBytes)));
      for (let c = 0; c < width; c += 1) {
        f.set(value, read(right, c * columnBytes));
        for (const [r, row] of totals.entries())
          f.set(row[c]!, f64x2.add(row[c]!, f64x2.mul(others[r]!, value)));
      }
      f.advance(right, 16);
    });
    for (const [r, row] of totals.entries())
      for (const [c, total] of row.entries()) f.do(v128.store(at[r]!, total, 16 * c));
  });
