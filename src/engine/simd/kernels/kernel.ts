/**
 * Shared by all kernels. Lanes are examples: values of a node are stored in panels of four examples,
 * [panel][row][feature][4], and batches are computed in pairs of panels. Rows are tokens, or all values but those of the
 * last extent. Lanes beyond the batch never reach a sum: they are masked when examples are summed. Addresses are
 * constants in the code.
 */
import { sizeOf } from '../../../core/model/layout.ts';
import type { Assembler, Body, Kernel, Local } from '../assembler/assembler.ts';
import {
  f32x4,
  i32,
  i32x4,
  int,
  v128,
  type F32,
  type F64,
  type I32,
  type Int,
  type V128,
} from '../assembler/instructions.ts';

export type { Assembler, Body, Kernel, Local, I32, Int, F32, F64, V128 };

/** Values [panel][row][feature][4] from an address on. */
export interface Panels {
  readonly address: number;
  readonly rows: number;
  /** Of a row. */
  readonly features: number;
  /** From one row to the next, in this panel and in the next one. */
  readonly rowBytes: number;
}

/**
 * The panels of a shape. Padding, with meaningless values, is inserted after rows if many of them would otherwise compete for
 * the same cache lines: tokens, or panels of one row. Losses read tokens without.
 */
export function panelsOfShape(shape: readonly number[], padded = true): Omit<Panels, 'address'> {
  const features = shape.at(-1)!;
  const rows = sizeOf(shape) / features;
  const conflict = [Infinity, 64, 16][shape.length] ?? Infinity;
  const hasPadding = features % conflict === 0 && (rows === 1 || padded);
  return { rows, features, rowBytes: 16 * (hasPadding ? features + 4 : features) };
}

/** Bytes from one panel to the next. */
export const panelBytes = ({ rows, rowBytes }: Omit<Panels, 'address'>): number => rows * rowBytes;

/** Address of a panel. */
export const panelAt = (panels: Panels, panel: Int): I32 =>
  i32.add(i32.mul(panel, panelBytes(panels)), panels.address);

/** Address of a row, counted over all panels. */
export const rowAt = (panels: Panels, row: Int): I32 =>
  i32.add(i32.mul(row, panels.rowBytes), panels.address);

/** The same values as one row, if there is no padding between rows. */
export const flat = (panels: Panels): Panels | null =>
  panels.rows === 1 || panels.rowBytes === 16 * panels.features
    ? { ...panels, rows: 1, features: panels.rows * panels.features, rowBytes: panelBytes(panels) }
    : null;

/** Where a gradient goes: written, or added if it is not the first of its node's readers. */
export interface Target extends Panels {
  readonly adds: boolean;
}

/** A statement that puts a gradient where it goes. */
export const put = (
  { adds }: Pick<Target, 'adds'>,
  address: Int,
  value: V128,
  offset = 0,
): ((to: Parameters<V128>[0]) => void) =>
  v128.store(address, adds ? f32x4.add(v128.load(address, offset), value) : value, offset);

/** Panels that `count` examples need, and that number rounded up to pairs. */
export const panelsOf = (count: Int): I32 => i32.shrU(i32.add(count, 3), 2);
export const pairedPanelsOf = (count: Int): I32 => i32.shl(i32.shrU(i32.add(count, 7), 3), 1);

/** Lanes of the panel that starts with example `first` that belong to the batch. */
export const batchLanes = (count: Int, first: Int): V128 =>
  i32x4.gt(i32x4.splat(i32.sub(count, first)), v128.ints(0, 1, 2, 3));

/** f(f(l0 + l2) + f(l1 + l3)) of the lanes of four vectors: lane i has the sum of vector i. */
export function fourSums(f: Body, [a, b, c, d]: readonly [V128, V128, V128, V128]): V128 {
  const halves = (x: V128, y: V128): Local<'v128'> =>
    f.v128(f32x4.add(v128.shuffle(x, y, [0, 1, 4, 5]), v128.shuffle(x, y, [2, 3, 6, 7])));
  const left = halves(a, b);
  const right = halves(c, d);
  return f32x4.add(v128.shuffle(left, right, [0, 2, 4, 6]), v128.shuffle(left, right, [1, 3, 5, 7]));
}

/** value / by, a whole number: the inverse is exact for powers of two, and multiplying is faster. */
export const divided = (c: Constants, value: V128, by: number): V128 =>
  (by & (by - 1)) === 0 ? f32x4.mul(value, c.splat(1 / by)) : f32x4.div(value, c.splat(by));

/** Constants that kernels read as vectors: from memory, which leaves registers free. */
export class Constants {
  readonly #assembler: Assembler;
  readonly #places = new Map<number, number>();
  #next: number;

  /** They are stored at `from` and after it. */
  constructor(assembler: Assembler, from: number) {
    this.#assembler = assembler;
    this.#next = from;
  }

  /** A float32 in all lanes. */
  splat(value: number): V128 {
    let place = this.#places.get(value);
    if (place === undefined) {
      place = this.#next;
      this.#next += 4;
      this.#places.set(value, place);
      this.#assembler.constant(place, value);
    }
    return v128.splat32(int(0), place);
  }
}
