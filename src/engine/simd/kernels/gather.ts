/** Copies examples from rows, [row, feature], into panels. */
import { i32, v128 } from '../assembler/instructions.ts';
import {
  batchLanes,
  flat,
  panelBytes,
  type Assembler,
  type Body,
  type Int,
  type Kernel,
  type Local,
  type Panels,
  type V128,
} from './kernel.ts';

/** Parameters: address of the row numbers (4 readable for every panel), address of row 0, examples. */
export function gatherKernel(assembler: Assembler, name: string, to: Panels): Kernel {
  const view = flat(to) ?? to;
  return assembler.kernel(name, 3, (f, rows, values, count) => {
    const first = f.i32();
    const at = f.i32(to.address);
    f.each(first, 0, count, 4, () => {
      const from = [0, 4, 8, 12].map((offset) =>
        f.i32(i32.add(values, i32.mul(i32.load(rows, offset), 4 * view.rows * view.features))),
      );
      const row = f.i32();
      f.each(row, 0, view.rows, 1, () => gatherRow(f, from, at, view));
      f.advance(rows, 16);
    });
    // The last panel may extend beyond the batch: zeros there.
    f.when(i32.and(count, 3), () => {
      const mask = f.v128(batchLanes(count, i32.sub(first, 4)));
      const end = f.i32(at);
      f.set(at, i32.sub(at, panelBytes(to)));
      f.loop(at, end, 16, () => f.do(v128.store(at, v128.and(v128.load(at), mask))));
    });
  });
}

/** One row of four examples, each from its own address; advances all. */
export function gatherRow(
  f: Body,
  from: readonly Local<'i32'>[],
  at: Local<'i32'>,
  { features, rowBytes }: Pick<Panels, 'features' | 'rowBytes'>,
): void {
  const whole = Math.floor(features / 4);
  if (whole > 0) {
    const end = f.i32(i32.add(at, 64 * whole));
    f.loop(at, end, 64, () => {
      transpose(f, from, at);
      for (const pointer of from) f.advance(pointer, 16);
    });
  }
  const rest = features - 4 * whole;
  for (let i = 0; i < rest; i += 1) single(f, from, at, i);
  if (rest > 0) for (const pointer of from) f.advance(pointer, 4 * rest);
  f.advance(at, rowBytes - 64 * whole);
}

/** Four examples of four features. */
function transpose(f: Body, from: readonly Local<'i32'>[], at: Int): void {
  const columns = transposed(
    f,
    from.map((pointer) => f.v128(v128.load(pointer))),
  );
  for (const [i, column] of columns.entries()) f.do(v128.store(at, column, 16 * i));
}

/** Lane j of vector i becomes lane i of vector j. */
export function transposed(f: Body, vectors: readonly V128[]): readonly V128[] {
  const [a, b, c, d] = vectors as readonly [V128, V128, V128, V128];
  return [false, true].flatMap((high) => {
    const mixed = (x: V128, y: V128): V128 => f.v128(v128.shuffle(x, y, high ? [2, 6, 3, 7] : [0, 4, 1, 5]));
    const [left, right] = [mixed(a, b), mixed(c, d)];
    return [v128.shuffle(left, right, [0, 1, 4, 5]), v128.shuffle(left, right, [2, 3, 6, 7])];
  });
}

/** Four examples of one feature. */
function single(f: Body, from: readonly Local<'i32'>[], at: Int, feature: number): void {
  const values = f.v128(v128.load32(from[0]!, 4 * feature));
  for (let lane = 1; lane < 4; lane += 1)
    f.set(values, v128.loadLane(values, lane, from[lane]!, 4 * feature));
  f.do(v128.store(at, values, 16 * feature));
}
