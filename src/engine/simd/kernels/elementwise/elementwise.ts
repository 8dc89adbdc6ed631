/** Kernels that compute every value by itself. Padding may be computed too. */
import { i32, v128 } from '../../assembler/instructions.ts';
import { panelAt, panelBytes, put, type Body, type Local, type Panels, type Target } from '../kernel.ts';
import { stageParameters, type Stage, type Workshop } from '../stage.ts';

type Vector = Local<'v128'>;
type Pointer = Local<'i32'>;
type Operand = Panels & Partial<Target>;

/**
 * Up to four vectors at a time: `compute` replaces what was read at one place of all of `from` by what is written there, or
 * added, to all of `to`. `width`: approximate multiply-adds per value.
 */
export function elementwise(
  { assembler }: Workshop,
  name: string,
  to: readonly Operand[],
  from: readonly Panels[],
  width: number,
  compute: (f: Body, vectors: readonly (readonly Vector[])[]) => void,
): Stage {
  const operands = [...to, ...from];
  const [first] = operands as [Operand];
  const turn = (f: Body, pointers: readonly Pointer[], together: number): void => {
    const vectors = Array.from({ length: together }, (_, i) =>
      pointers.slice(to.length).map((pointer) => f.v128(v128.load(pointer, 16 * i))),
    );
    compute(f, vectors);
    for (const [k, { adds = false }] of to.entries())
      for (const [i, results] of vectors.entries()) f.do(put({ adds }, pointers[k]!, results[k]!, 16 * i));
    // The loop advances the first.
    for (const pointer of pointers.slice(1)) f.advance(pointer, 16 * together);
  };
  const kernel = assembler.kernel(name, stageParameters, (f, _weights, start, end) => {
    if (operands.every(({ rows, rowBytes }) => rows === first.rows && rowBytes === first.rowBytes)) {
      const pointers = operands.map((panels) => f.i32(panelAt(panels, start)));
      // A pair of panels has an even number of vectors.
      const together = panelBytes(first) % 32 === 0 ? 4 : 2;
      f.each(pointers[0]!, panelAt(first, start), f.i32(panelAt(first, end)), 16 * together, () =>
        turn(f, pointers, together),
      );
      return;
    }
    const rows = Math.max(...operands.map((panels) => panels.rows));
    const features = (first.rows * first.features) / rows;
    const together = [4, 2, 1].find((size) => features % size === 0)!;
    const [panel, row] = [f.i32(), f.i32()];
    const starts = operands.map(() => f.i32());
    f.each(panel, start, end, 1, () => {
      for (const [i, at] of starts.entries()) f.set(at, panelAt(operands[i]!, panel));
      f.each(row, 0, rows, 1, () => {
        const pointers = starts.map((at) => f.i32(at));
        f.loop(pointers[0]!, f.i32(i32.add(starts[0]!, 16 * features)), 16 * together, () =>
          turn(f, pointers, together),
        );
        for (const [i, at] of starts.entries())
          f.advance(at, operands[i]!.rows === 1 ? 16 * features : operands[i]!.rowBytes);
      });
    });
  });
  return { kernel, units: 'panels', width: (panelBytes(first) / 4) * width };
}

/** Copies, or adds, all values. */
export const copied = (workshop: Workshop, name: string, to: Operand, from: Panels): Stage =>
  elementwise(workshop, name, [to], [from], 1, () => undefined);
