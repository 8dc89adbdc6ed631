/** What this machine can do with float32 in lanes of four, in registers alone: the most that any engine on one thread can reach. */
import { Assembler } from '../../src/engine/simd/assembler/assembler.ts';
import { f32, f32x4, v128 } from '../../src/engine/simd/assembler/instructions.ts';

/** Sums that do not wait for each other: more than a processor has under way at once. */
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
    // Else nothing of it would have to be computed.
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
