/**
 * Gradients with respect to weights: sums over the examples and tokens of a batch, by lane and ascending, and finally over
 * the lanes. Batches larger than the cache are processed in blocks, each continuing the sums of the previous one.
 */
import { f32x4, i32, int, v128 } from '../assembler/instructions.ts';
import {
  batchLanes,
  fourSums,
  panelAt,
  panelBytes,
  panelsOf,
  rowAt,
  type Body,
  type Int,
  type Local,
  type Panels,
  type V128,
} from './kernel.ts';
import { stageParameters, type Stage, type Workshop } from './stage.ts';

type Vector = Local<'v128'>;
type Pointer = Local<'i32'>;

/** Rows of a block: as many as batches of 256 examples have. */
const blockRows = 64;

/** Bytes of the deltas of a block's outputs, which stay in the first-level cache for all groups of inputs. */
const blockDeltas = 2 ** 14;

/** Zeros the lanes of the last panel beyond the batch, so that sums over examples need no check. */
export function batchOnly({ assembler }: Workshop, name: string, all: readonly Panels[]): Stage {
  const kernel = assembler.kernel(name, stageParameters, (f, _weights, first, end, count) => {
    const last = f.i32(i32.shrU(count, 2));
    const isHere = i32.and(i32.ltU(last, end), i32.ltU(first, i32.add(last, 1)));
    f.when(i32.and(i32.ne(i32.and(count, 3), 0), isHere), () => {
      const mask = f.v128(batchLanes(count, i32.shl(last, 2)));
      for (const panels of all) {
        const at = f.i32(panelAt(panels, last));
        f.loop(at, f.i32(i32.add(at, panelBytes(panels))), 16, () =>
          f.do(v128.store(at, v128.and(v128.load(at), mask))),
        );
      }
    });
  });
  return { kernel, units: 'panels', width: 0 };
}

/** gradient[o, i] = sum over rows of above[o] below[i]; the gradient begins at an address. Units are groups of four inputs. */
export function outerProducts(
  { assembler, capacity, place }: Workshop,
  name: string,
  above: Panels,
  below: Panels,
  gradient: number,
): Stage {
  const [outputs, inputs] = [above.features, below.features];
  const whole = Math.floor(inputs / 4);
  const units = Math.ceil(inputs / 4);
  const mostRows = above.rows * Math.ceil(capacity / 4);
  const isBlocked = mostRows > blockRows;
  const atOnce = Math.max(2, 2 * Math.floor(blockDeltas / Math.min(mostRows, blockRows) / 32));
  /** [input group, output, 4 inputs, 4 lanes] sums so far. */
  const partial = isBlocked ? place(64 * units * outputs) : null;
  const kernel = assembler.kernel(name, stageParameters, (f, _weights, first, end, count) => {
    const rows = f.i32(i32.mul(panelsOf(count), above.rows));
    const [group, last] = [f.i32(), f.i32(end)];
    f.when(i32.ltU(whole, last), () => f.set(last, int(whole)));
    const overGroups = (block: Block): void => {
      const columns = (width: number, some: Outputs): void =>
        groupProducts(f, { above, below, width, gradient, partial }, group, block, some);
      if (whole > 0)
        overOutputs(f, outputs, atOnce, (some) => f.each(group, first, last, 1, () => columns(4, some)));
      if (units > whole)
        f.when(i32.eq(end, units), () => {
          f.set(group, int(whole));
          overOutputs(f, outputs, outputs, (some) => columns(inputs - 4 * whole, some));
        });
    };
    if (!isBlocked) {
      overGroups({ start: 0, end: rows, rows });
      return;
    }
    const [start, stop] = [f.i32(), f.i32()];
    f.each(start, 0, rows, blockRows, () => {
      f.set(stop, i32.add(start, blockRows));
      f.when(i32.ltU(rows, stop), () => f.set(stop, rows));
      overGroups({ start, end: stop, rows });
    });
  });
  return { kernel, units, width: 16 * outputs * above.rows };
}

/** Outputs from <= o < to, `step` of them in a tile. */
interface Outputs {
  readonly from: Int;
  readonly to: Int;
  readonly step: number;
}

/** Pairs of outputs, at most `atOnce` outputs at a time, and the last one of an odd number. */
function overOutputs(f: Body, outputs: number, atOnce: number, turn: (some: Outputs) => void): void {
  const pairs = 2 * Math.floor(outputs / 2);
  if (pairs > atOnce) {
    const [from, to] = [f.i32(), f.i32()];
    f.each(from, 0, pairs, atOnce, () => {
      f.set(to, i32.add(from, atOnce));
      f.when(i32.ltU(pairs, to), () => f.set(to, int(pairs)));
      turn({ from, to, step: 2 });
    });
  } else if (pairs > 0) turn({ from: 0, to: pairs, step: 2 });
  if (outputs > pairs) turn({ from: pairs, to: outputs, step: 1 });
}

/** Rows start <= r < end of all. */
interface Block {
  readonly start: Int;
  readonly end: Int;
  readonly rows: Int;
}

interface Group {
  readonly above: Panels;
  readonly below: Panels;
  /** Inputs of the group, at most four. */
  readonly width: number;
  readonly gradient: number;
  /** Null if one block is the whole batch. */
  readonly partial: number | null;
}

/** Products of outputs with a group of inputs. */
function groupProducts(
  f: Body,
  given: Group,
  group: Pointer,
  block: Block,
  { from, to, step }: Outputs,
): void {
  const { above, below, gradient, partial } = given;
  const x = f.i32(i32.add(rowAt(below, block.start), i32.mul(group, 64)));
  const deltas = f.i32(rowAt(above, block.start));
  const sums = i32.add(i32.mul(group, 64 * above.features), i32.mul(from, 64));
  const at: At = {
    x,
    xEnd: f.i32(i32.add(x, i32.mul(i32.sub(block.end, block.start), below.rowBytes))),
    d: f.i32(i32.add(deltas, i32.mul(from, 16))),
    to: f.i32(i32.add(i32.add(i32.mul(group, 16), i32.mul(from, 4 * below.features)), gradient)),
    sums: f.i32(i32.add(sums, partial ?? 0)),
  };
  const end = f.i32(i32.add(deltas, i32.mul(to, 16)));
  f.loop(at.d, end, 16 * step, () => {
    outerTile(f, given, step, at, block);
    f.advance(at.to, 4 * step * below.features);
    f.advance(at.sums, 64 * step);
  });
}

/** Ranges of the block's inputs and deltas; addresses of the results, and of the sums carried from block to block. */
type At = Readonly<Record<'x' | 'xEnd' | 'd' | 'to' | 'sums', Pointer>>;

function outerTile(
  f: Body,
  { above, below, width, partial }: Group,
  rows: number,
  at: At,
  block: Block,
): void {
  const sums = Array.from({ length: rows }, () => Array.from({ length: width }, () => f.v128(v128.zero)));
  const overSums = (turn: (sum: Vector, offset: number) => void): void => {
    for (const [r, row] of sums.entries()) for (const [c, sum] of row.entries()) turn(sum, 64 * r + 16 * c);
  };
  if (partial !== null)
    f.when(i32.ne(block.start, 0), () => overSums((sum, offset) => f.set(sum, v128.load(at.sums, offset))));
  const [x, d, value] = [f.i32(at.x), f.i32(at.d), f.v128()];
  f.loop(x, at.xEnd, below.rowBytes, () => {
    const deltas = sums.map((_, r) => f.v128(v128.load(d, 16 * r)));
    for (let column = 0; column < width; column += 1) {
      f.set(value, v128.load(x, 16 * column));
      for (const [r, row] of sums.entries())
        f.set(row[column]!, f32x4.add(row[column]!, f32x4.mul(deltas[r]!, value)));
    }
    f.advance(d, above.rowBytes);
  });
  const finish = (): void => {
    for (const [r, row] of sums.entries()) storeSums(f, row, at.to, 4 * r * below.features);
  };
  if (partial === null) {
    finish();
    return;
  }
  f.when(i32.ne(block.end, block.rows), () =>
    overSums((sum, offset) => f.do(v128.store(at.sums, sum, offset))),
  );
  f.when(i32.eq(block.end, block.rows), finish);
}

/** Writes the lane sums of up to four vectors side by side. */
export function storeSums(f: Body, row: readonly V128[], to: Int, offset: number): void {
  const at = (i: number): V128 => row[i] ?? v128.zero;
  const sums = f.v128(fourSums(f, [at(0), at(1), at(2), at(3)]));
  if (row.length === 4) f.do(v128.store(to, sums, offset));
  else for (let i = 0; i < row.length; i += 1) f.do(v128.storeLane(to, sums, i, offset + 4 * i));
}

/** gradient[o] = sum over rows of above[o]; the gradient begins at an address. */
export function rowSums({ assembler }: Workshop, name: string, above: Panels, gradient: number): Stage {
  const { features, rows, rowBytes } = above;
  const kernel = assembler.kernel(name, stageParameters, (f, _weights, _first, _end, count) => {
    const bytes = f.i32(i32.mul(panelsOf(count), panelBytes(above)));
    overFours(f, features, f.i32(above.address), f.i32(gradient), (d, width, to) => {
      const sums = Array.from({ length: width }, () => f.v128(v128.zero));
      const at = f.i32(d);
      f.loop(at, f.i32(i32.add(at, bytes)), rowBytes, () => {
        for (const [r, sum] of sums.entries()) f.set(sum, f32x4.add(sum, v128.load(at, 16 * r)));
      });
      storeSums(f, sums, to, 0);
    });
  });
  return { kernel, units: 1, width: 4 * features * rows };
}

/**
 * Four features of a row after the other, and those that remain: `each` gets their number, their address, and that of their
 * gradients. Both addresses advance to the end of the row.
 */
export function overFours(
  f: Body,
  features: number,
  at: Pointer,
  to: Pointer,
  each: (at: Pointer, width: number, to: Pointer) => void,
): void {
  const whole = 4 * Math.floor(features / 4);
  const tile = (width: number): void => {
    each(at, width, to);
    f.advance(to, 4 * width);
  };
  if (whole > 0) f.loop(at, f.i32(i32.add(at, 16 * whole)), 64, () => tile(4));
  if (features > whole) {
    tile(features - whole);
    f.advance(at, 16 * (features - whole));
  }
}
