/** Threefry-2x32 of core/rng.ts, four counters at a time. */
import { purposes, type Purpose } from '../../../../core/rng.ts';
import { i32, i32x4, int, v128 } from '../../assembler/instructions.ts';
import type { Body, Int, Local, V128 } from '../kernel.ts';

const parity = 0x1bd11bda;
const rotations = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
] as const;

const all = (value: number): V128 => v128.ints(value, value, value, value);
const rotated = (x: V128, bits: number): V128 => v128.or(i32x4.shl(x, bits), i32x4.shrU(x, 32 - bits));

/** Both words of the key, and the third that follows from them, in all lanes. */
export type Keys = readonly [first: V128, second: V128, third: V128];

/** The key of a seed for one purpose. */
export const purposeKeys = (f: Body, seed: Int, purpose: Purpose): Keys => [
  f.v128(i32x4.splat(int(seed))),
  all(purposes[purpose]),
  f.v128(i32x4.splat(i32.xor(seed, parity ^ purposes[purpose]))),
];

/** The key of two words, in all lanes. */
export const keysOf = (f: Body, first: V128, second: V128): Keys => [
  first,
  second,
  f.v128(v128.xor(all(parity), v128.xor(first, second))),
];

/** first, first + 1, first + 2, first + 3 */
export const counted = (first: Int): V128 => i32x4.add(i32x4.splat(int(first)), v128.ints(0, 1, 2, 3));

/** Both words of four counters (counter, index). */
export function threefry(
  f: Body,
  keys: Keys,
  counter: V128,
  index: V128,
): readonly [Local<'v128'>, Local<'v128'>] {
  const [first, second] = keys;
  const x = f.v128(i32x4.add(counter, first));
  const y = f.v128(i32x4.add(index, second));
  for (let block = 0; block < 5; block += 1) {
    for (const bits of rotations[block % 2]!) {
      f.set(x, i32x4.add(x, y));
      f.set(y, v128.xor(rotated(y, bits), x));
    }
    f.set(x, i32x4.add(x, keys[(block + 1) % 3]!));
    f.set(y, i32x4.add(i32x4.add(y, keys[(block + 2) % 3]!), all(block + 1)));
  }
  return [x, y];
}
