/**
 * The batch order of an epoch, as defined in core/batches.ts: Threefry-2x32 numbers of core/rng.ts and a Fisher-Yates
 * shuffle.
 */
import { i32, i32x4, multiplyHigh, v128 } from '../assembler/instructions.ts';
import type { Assembler, Int, Kernel } from './kernel.ts';
import { counted, purposeKeys, threefry } from './elementwise/threefry.ts';

/** Parameters: address of the order, examples, seed, epoch. `words`: 32 bytes of scratch space. */
export function shuffleKernel(assembler: Assembler, words: number): Kernel {
  return assembler.kernel('shuffle', 4, (f, order, examples, seed, epoch) => {
    const row = f.i32();
    f.each(row, 0, examples, 1, () => f.do(i32.store(placeOf(order, row), row)));
    const keys = purposeKeys(f, seed, 'batches');
    const [drawn, next, end, word] = [f.i32(), f.i32(), f.i32(), f.i32()];
    const last = f.i32(i32.sub(examples, 1));
    f.each(drawn, 0, last, 8, () => {
      const [x, y] = threefry(f, keys, counted(i32.shrU(drawn, 1)), i32x4.splat(epoch));
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
