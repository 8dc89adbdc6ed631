/** The number of right predictions of a batch. */
import type { LossName } from '../../../core/data/data-set.ts';
import { f32x4, i32, i32x4, v128 } from '../assembler/instructions.ts';
import { batchLanes, panelBytes, type Kernel, type Local, type V128 } from './kernel.ts';
import { isOfTokens, type Outputs } from './losses.ts';
import type { Workshop } from './stage.ts';

/**
 * Writes to address `to` the number of predictions in the batch whose first largest output is at their first largest
 * target, or is the class of their target. Parameters: examples of the batch.
 */
export function correctKernel(
  { assembler }: Workshop,
  loss: LossName,
  { outputs, targets }: Outputs,
  to: number,
): Kernel {
  const ofTokens = isOfTokens(loss);
  const tokens = ofTokens ? outputs.rows : 1;
  const width = ofTokens ? outputs.features : outputs.rows * outputs.features;
  return assembler.kernel('correct', 1, (f, count) => {
    const correct = f.v128(v128.zero);
    const [first, token] = [f.i32(), f.i32()];
    const [z, t] = [f.i32(outputs.address), f.i32(targets.address)];
    const row = f.i32();
    /** Index of the first largest value, in each lane. */
    const indexOfLargest = (values: Local<'i32'>): V128 => {
      const [best, index, value, larger] = [f.v128(v128.load(values)), f.v128(v128.zero), f.v128(), f.v128()];
      f.each(row, 1, width, 1, () => {
        f.set(value, v128.load(i32.add(values, i32.shl(row, 4))));
        f.set(larger, f32x4.lt(best, value));
        f.set(best, f32x4.pmax(best, value));
        f.set(index, v128.select(larger, i32x4.splat(row), index));
      });
      return index;
    };
    f.each(first, 0, count, 4, () => {
      f.each(token, 0, tokens, 1, () => {
        const largest = indexOfLargest(z);
        const wanted = ofTokens ? i32x4.ofF32U(v128.load(t)) : indexOfLargest(t);
        // A mask of set bits is -1.
        f.set(correct, i32x4.sub(correct, v128.and(i32x4.eq(largest, wanted), batchLanes(count, first))));
        f.advance(z, outputs.rowBytes);
        f.advance(t, 16);
      });
      f.advance(z, panelBytes(outputs) - tokens * outputs.rowBytes);
      f.advance(t, panelBytes(targets) - tokens * 16);
    });
    const lanes = [0, 1, 2, 3].map((lane) => i32x4.lane(correct, lane));
    f.do(
      i32.store(
        to,
        lanes.reduce((sum, lane) => i32.add(sum, lane)),
      ),
    );
  });
}
