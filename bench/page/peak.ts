/**
 * The peak float32 rate of this machine in lanes of four, from registers alone: an upper bound for any
 * single-threaded engine.
 */
import { Assembler } from '../../src/engine/simd/assembler/assembler.ts';
import { f32, f32x4, v128 } from '../../src/engine/simd/assembler/instructions.ts';

/** Independent sums: more than a processor can have in flight. */
const chains = 12;
const turns = 2e6;
/** A multiplication and an addition of four numbers each. */
const operations = 8 * chains * turns;
const samples = 12;

/** GFLOP/s of one thread, the best of some samples. */
export async function measurePeak(): Promise<number> {
  const assembler = new Assembler();
  assembler.kernel('peak', 1, (f, end) => {
    const factor = f.v128(f32x4.splat(f32.const(0.5)));
    const sums = Array.from({ length: chains }, () => f.v128(factor));
    const turn = f.i32();
    f.each(turn, 0, end, 1, () => {
      for (const sum of sums) f.set(sum, f32x4.add(f32x4.mul(sum, factor), factor));
    });
    // Otherwise the compiler could remove the computation.
    for (const [i, sum] of sums.entries()) f.do(v128.store(16 * i, sum));
  });
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { instance } = await WebAssembly.instantiate(assembler.bytes(), { host: { memory } });
  const { peak } = instance.exports as { peak: (turns: number) => void };
  let best = 0;
  for (let sample = 0; sample < samples; sample += 1) {
    const began = performance.now();
    peak(turns);
    best = Math.max(best, operations / (performance.now() - began) / 1e6);
  }
  return best;
}
