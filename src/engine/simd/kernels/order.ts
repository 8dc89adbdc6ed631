/**
 * The batch order of an epoch, as defined in core/batches.ts: Threefry-2x32 numbers of core/rng.ts and a Fisher-Yates
 * shuffle.
 */
import { i32, i32x4, multiplyHigh, v128 } from '../assembler/instructions.ts';
import type { Assembler, Body, Int, Kernel, Local, V128 } from './kernel.ts';

/** The purpose `batches` of core/rng.ts: the second word of the key. */
const purpose = 3;
const parity = 0x1bd11bda;
const rotations = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
] as const;

const all = (value: number): V128 => v128.ints(value, value, value, value);
const rotated = (x: V128, bits: number): V128 => v128.or(i32x4.shl(x, bits), i32x4.shrU(x, 32 - bits));

/** Parameters: address of the order, examples, seed, epoch. `words`: 32 bytes of scratch space. */
export function shuffleKernel(assembler: Assembler, words: number): Kernel {
  return assembler.kernel('shuffle', 4, (f, order, examples, seed, epoch) => {
    const row = f.i32();
    f.each(row, 0, examples, 1, () => f.do(i32.store(placeOf(order, row), row)));
    const keys: Keys = {
      first: f.v128(i32x4.splat(seed)),
      second: all(purpose),
      third: f.v128(i32x4.splat(i32.xor(seed, parity ^ purpose))),
    };
    const [drawn, next, end, word] = [f.i32(), f.i32(), f.i32(), f.i32()];
    const last = f.i32(i32.sub(examples, 1));
    f.each(drawn, 0, last, 8, () => {
      const [x, y] = threefry(f, keys, i32.shrU(drawn, 1), epoch);
      f.do(v128.store(words, v128.shuffle(x, y, [0, 4, 1, 5])));
      f.do(v128.store(words, v128.shuffle(x, y, [2, 6, 3, 7]), 16));
      f.set(end, i32.add(drawn, 8));
      f.when(i32.ltU(last, end), () => f.set(end, last));
      f.set(word, i32.add(words, 0));
      f.set(next, drawn);
      f.loop(next, end, 1, () => {
        const i = f.i32(i32.sub(last, next));
        const j = f.i32(placeOf(order, multiplyHigh(i32.load(word), i32.add(i, 1))));
        f.set(i, placeOf(order, i));
        const kept = f.i32(i32.load(i));
        f.do(i32.store(i, i32.load(j)));
        f.do(i32.store(j, kept));
        f.advance(word, 4);
      });
    });
  });
}

const placeOf = (order: Int, row: Int) => i32.add(order, i32.shl(row, 2));

interface Keys {
  readonly first: V128;
  readonly second: V128;
  readonly third: V128;
}

/** Both words of four counters (counter .. counter + 3, index). */
function threefry(
  f: Body,
  { first, second, third }: Keys,
  counter: Int,
  index: Int,
): readonly [Local<'v128'>, Local<'v128'>] {
  const counters = i32x4.add(i32x4.splat(i32.add(counter, 0)), v128.ints(0, 1, 2, 3));
  const x = f.v128(i32x4.add(counters, first));
  const y = f.v128(i32x4.add(i32x4.splat(i32.add(index, 0)), second));
  const keys = [first, second, third];
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
