/** One token for all of an example: the first, or the mean, whose sum goes over tokens in ascending order. */
import type { ReadoutNode } from '../../../../core/model/model.ts';
import { f32x4, i32, v128 } from '../../assembler/instructions.ts';
import { divided, panelAt, put, type Panels } from '../kernel.ts';
import { stageParameters, type Place, type Stages, type Workshop } from '../stage.ts';

export function readout(workshop: Workshop, place: Place, { kind }: ReadoutNode): Stages {
  const { assembler, constants: c } = workshop;
  const { name, from, values, fromDeltas, deltas } = place;
  const [below] = from as [Panels];
  const [deltasBelow = null] = fromDeltas;
  const tokens = kind === 'first' ? 1 : below.rows;
  const width = 4 * below.rows * below.features;
  const forward = assembler.kernel(name, stageParameters, (f, _weights, first, end) => {
    const [panel, x, z, token] = [f.i32(), f.i32(), f.i32(), f.i32()];
    f.each(panel, first, end, 1, () => {
      f.set(x, panelAt(below, panel));
      f.set(z, panelAt(values, panel));
      f.loop(x, f.i32(i32.add(x, 16 * below.features)), 16, () => {
        const sum = f.v128(v128.load(x));
        f.each(token, below.rowBytes, tokens * below.rowBytes, below.rowBytes, () =>
          f.set(sum, f32x4.add(sum, v128.load(i32.add(x, token)))),
        );
        f.do(v128.store(z, divided(c, sum, tokens)));
        f.advance(z, 16);
      });
    });
  });
  if (deltasBelow === null) return { forward: [{ kernel: forward, units: 'panels', width }], backward: [] };
  const backward = assembler.kernel(`${name}.gradient`, stageParameters, (f, _weights, first, end) => {
    const [panel, token, d] = [f.i32(), f.i32(), f.i32()];
    f.each(panel, first, end, 1, () => {
      const to = f.i32(panelAt(deltasBelow, panel));
      const ofToken = (value: () => void): void => {
        f.set(d, panelAt(deltas, panel));
        const at = f.i32(to);
        f.loop(at, f.i32(i32.add(to, 16 * below.features)), 16, () => {
          value();
          f.do(put(deltasBelow, at, own));
          f.advance(d, 16);
        });
        f.advance(to, deltasBelow.rowBytes);
      };
      const own = f.v128();
      f.each(token, 0, tokens, 1, () => ofToken(() => f.set(own, divided(c, v128.load(d), tokens))));
      f.each(token, tokens, below.rows, 1, () => ofToken(() => f.set(own, v128.zero)));
    });
  });
  return {
    forward: [{ kernel: forward, units: 'panels', width }],
    backward: [{ kernel: backward, units: 'panels', width }],
  };
}
