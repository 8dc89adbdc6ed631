/**
 * Shared by all kernels. Lanes are examples: values of a node are stored in panels of four examples,
 * [panel][feature][4], and batches are computed in pairs of panels. Lanes beyond the batch never reach a sum: they
 * are masked when examples are summed. Addresses are constants in the code.
 */
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

/** Values [panel][feature][4] from an address on. */
export interface Panels {
  readonly address: number;
  readonly features: number;
}

/**
 * Bytes from one panel to the next. Padding, with meaningless values, is inserted if many panels would otherwise
 * compete for the same cache lines.
 */
export const panelBytes = ({ features }: Pick<Panels, 'features'>): number =>
  16 * (features % 64 === 0 ? features + 4 : features);

/** Address of a panel. */
export const panelAt = (panels: Panels, panel: Int): I32 =>
  i32.add(i32.mul(panel, panelBytes(panels)), panels.address);

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
