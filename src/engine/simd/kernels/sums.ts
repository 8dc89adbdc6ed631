/**
 * Mixes of weight vectors and their sums, in float64: every sum has an order that lanes can keep. A mix is a table of
 * terms [coefficient float64, address, unused]; the first is the constant, whose address is not read.
 */
import { f32x4, f64x2, i32, v128 } from '../assembler/instructions.ts';
import type { Assembler, Body, Int, Kernel, Local } from './kernel.ts';

export const termBytes = 16;
/** Weights whose mixes are computed at once before they are summed: what fits a processor's first cache. */
export const blockWeights = 1024;
/** From one column of a block to the next. Not a power of two: columns would push each other out of the cache. */
export const columnBytes = 8 * blockWeights + 128;

/**
 * Parameters: where the mix goes, how many weights, table and its end, bytes from the terms' addresses to the first weight.
 * As float32, rounded; or as float64, then with a zero after an odd number.
 */
export function mixKernel(assembler: Assembler, precision: 32 | 64): Kernel {
  const bytes = precision / 8;
  return assembler.kernel(`mix${precision}`, 5, (f, to, count, table, tableEnd, offset) => {
    const end = f.i32();
    const upTo = (width: number): Int => i32.mul(i32.sub(count, i32.and(count, width - 1)), bytes);
    const start = f.i32(to);
    const tile = (pairs: number): void => {
      const sums = mixTile(f, pairs, { table: table, tableEnd: tableEnd, offset: offset });
      if (precision === 64) for (const [i, sum] of sums.entries()) f.do(v128.store(to, sum, 16 * i));
      else if (pairs === 1) f.do(v128.storeLane64(to, f32x4.ofF64(sums[0]!), 0));
      else
        for (let i = 0; i < pairs; i += 2)
          f.do(
            v128.store(
              to,
              v128.shuffle(f32x4.ofF64(sums[i]!), f32x4.ofF64(sums[i + 1]!), [0, 1, 4, 5]),
              8 * i,
            ),
          );
      f.advance(offset, 8 * pairs);
    };
    for (const width of [16, 2]) {
      f.set(end, i32.add(start, upTo(width)));
      f.when(i32.ltU(to, end), () => f.loop(to, end, width * bytes, () => tile(width / 2)));
    }
    f.when(i32.and(count, 1), () => {
      const sum = mixTile(f, 1, { table: table, tableEnd: tableEnd, offset: offset })[0]!;
      if (precision === 32) f.do(v128.storeLane(to, f32x4.ofF64(sum), 0));
      else f.do(v128.store(to, v128.shuffle(sum, v128.zero, [0, 1, 4, 5])));
    });
  });
}

/** Mixes of so many pairs of weights. */
function mixTile(
  f: Body,
  pairs: number,
  { table, tableEnd, offset }: Readonly<Record<'table' | 'tableEnd' | 'offset', Local<'i32'>>>,
): Local<'v128'>[] {
  const sums = Array.from({ length: pairs }, () => f.v128(v128.splat64(table)));
  const [term, from, coefficient] = [f.i32(), f.i32(), f.v128()];
  f.each(term, i32.add(table, termBytes), tableEnd, termBytes, () => {
    f.set(coefficient, v128.splat64(term));
    f.set(from, i32.add(i32.load(term, 8), offset));
    for (const [i, sum] of sums.entries())
      f.set(sum, f64x2.add(sum, f64x2.mul(coefficient, f64x2.ofF32(v128.load64(from, 8 * i)))));
  });
  return sums;
}

/** Parameters: two float64 sums, of |values| at even and at odd places, which are added to; values; bytes of them. */
export const absoluteKernel = (assembler: Assembler): Kernel =>
  assembler.kernel('absolute', 3, (f, sums, values, bytes) => {
    const total = f.v128(v128.load(sums));
    const end = f.i32(i32.add(values, bytes));
    f.loop(values, end, 16, () => f.set(total, f64x2.add(total, f64x2.abs(v128.load(values)))));
    f.do(v128.store(sums, total));
  });

/**
 * Inner products of `rows` columns with `width` others. Parameters: the first of each, bytes of a column, sums at even and
 * odd places [row, column, 2], which are added to, and bytes from one row of them to the next.
 */
export const productsKernel = (assembler: Assembler, rows: number, width: number): Kernel =>
  assembler.kernel(`products${rows}x${width}`, 5, (f, left, right, bytes, sums, stride) => {
    const at = Array.from({ length: rows }, (_, r) => f.i32(i32.add(sums, i32.mul(stride, r))));
    const totals = at.map((row) => Array.from({ length: width }, (_, c) => f.v128(v128.load(row, 16 * c))));
    const end = f.i32(i32.add(left, bytes));
    const value = f.v128();
    f.loop(left, end, 16, () => {
      const others = totals.map((_, r) => f.v128(v128.load(left, r * columnBytes)));
      for (let c = 0; c < width; c += 1) {
        f.set(value, v128.load(right, c * columnBytes));
        for (const [r, row] of totals.entries())
          f.set(row[c]!, f64x2.add(row[c]!, f64x2.mul(others[r]!, value)));
      }
      f.advance(right, 16);
    });
    for (const [r, row] of totals.entries())
      for (const [c, total] of row.entries()) f.do(v128.store(at[r]!, total, 16 * c));
  });
