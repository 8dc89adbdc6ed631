/** Kernels that compute every value by itself. Padding is computed too. */
import { i32, v128 } from '../../assembler/instructions.ts';
import { panelAt, panelBytes, put, type Body, type Local, type Panels, type Target } from '../kernel.ts';
import { stageParameters, type Stage, type Workshop } from '../stage.ts';

type Vector = Local<'v128'>;

/**
 * Up to four vectors at a time: `compute` replaces what was read at one place of all of `from` by what is written there to
 * `to`. `width`: approximate multiply-adds per value.
 */
export function elementwise(
  { assembler }: Workshop,
  name: string,
  to: readonly (Panels & Partial<Target>)[],
  from: readonly Panels[],
  width: number,
  compute: (f: Body, vectors: readonly (readonly Vector[])[]) => void,
): Stage {
  const [first] = to as [Panels];
  // A pair of panels has an even number of vectors.
  const together = panelBytes(first) % 32 === 0 ? 4 : 2;
  const kernel = assembler.kernel(name, stageParameters, (f, _weights, start, end) => {
    const pointers = from.map((panels) => f.i32(panelAt(panels, start)));
    const others = to.slice(1).map((panels) => f.i32(panelAt(panels, start)));
    const at = f.i32();
    f.each(at, panelAt(first, start), f.i32(panelAt(first, end)), 16 * together, () => {
      const vectors = Array.from({ length: together }, (_, i) =>
        pointers.map((pointer) => f.v128(v128.load(pointer, 16 * i))),
      );
      compute(f, vectors);
      for (const [i, results] of vectors.entries())
        for (const [k, address] of [at, ...others].entries())
          f.do(put({ adds: to[k]!.adds === true }, address, results[k]!, 16 * i));
      for (const pointer of [...pointers, ...others]) f.set(pointer, i32.add(pointer, 16 * together));
    });
  });
  return { kernel, units: 'panels', width: (panelBytes(first) / 4) * width };
}
