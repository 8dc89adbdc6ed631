/** Learned positions: a row of a table added to every token. */
import { f32x4, i32, v128 } from '../../assembler/instructions.ts';
import { copied } from '../elementwise/elementwise.ts';
import { panelAt, panelBytes, panelsOf, type Panels } from '../kernel.ts';
import { stageParameters, type Place, type Stages, type Workshop } from '../stage.ts';
import { batchOnly, overFours, storeSums } from '../weight-gradients.ts';

export function position(workshop: Workshop, place: Place): Stages {
  const { assembler, gradient } = workshop;
  const { name, tensors, from, values, fromDeltas, deltas } = place;
  const [{ offset }] = tensors as [Place['tensors'][number]];
  const [below] = from as [Panels];
  const [deltasBelow = null] = fromDeltas;
  const { rows, features } = below;
  const width = 4 * rows * features;
  const forward = assembler.kernel(name, stageParameters, (f, weights, first, end) => {
    const [panel, row, shift] = [f.i32(), f.i32(), f.v128()];
    f.each(panel, first, end, 2, () => {
      const [x, z] = [f.i32(panelAt(below, panel)), f.i32(panelAt(values, panel))];
      const w = f.i32(i32.add(weights, 4 * offset));
      f.each(row, 0, rows, 1, () => {
        const [at, to] = [f.i32(x), f.i32(z)];
        f.loop(at, f.i32(i32.add(x, 16 * features)), 16, () => {
          f.set(shift, v128.splat32(w));
          f.do(v128.store(to, f32x4.add(v128.load(at), shift)));
          f.do(v128.store(to, f32x4.add(v128.load(at, panelBytes(below)), shift), panelBytes(values)));
          f.advance(to, 16);
          f.advance(w, 4);
        });
        f.advance(x, below.rowBytes);
        f.advance(z, values.rowBytes);
      });
    });
  });
  const backward = assembler.kernel(`${name}.table`, stageParameters, (f, _weights, _first, _end, count) => {
    const bytes = f.i32(i32.mul(panelsOf(count), panelBytes(deltas)));
    const [row, d, to] = [f.i32(), f.i32(deltas.address), f.i32(gradient + 4 * offset)];
    f.each(row, 0, rows, 1, () => {
      overFours(f, features, d, to, (start, size, sumsAt) => {
        const sums = Array.from({ length: size }, () => f.v128(v128.zero));
        const at = f.i32(start);
        f.loop(at, f.i32(i32.add(at, bytes)), panelBytes(deltas), () => {
          for (const [i, sum] of sums.entries()) f.set(sum, f32x4.add(sum, v128.load(at, 16 * i)));
        });
        storeSums(f, sums, sumsAt, 0);
      });
      f.advance(d, deltas.rowBytes - 16 * features);
    });
  });
  return {
    forward: [{ kernel: forward, units: 'panels', width }],
    backward: [
      batchOnly(workshop, `${name}.batch-only`, [deltas]),
      { kernel: backward, units: 1, width },
      ...(deltasBelow === null ? [] : [copied(workshop, `${name}.gradient`, deltasBelow, deltas)]),
    ],
  };
}
