/** Dropout of core/model/ops/dropout.ts: four features of four examples share the two words of a counter. */
import type { DropoutNode } from '../../../../core/model/model.ts';
import { dropThreshold, keepScale, valuesTogether } from '../../../../core/model/ops/dropout.ts';
import { f32x4, i32, i32x4, int, v128 } from '../../assembler/instructions.ts';
import { panelAt, panelBytes, put, type Panels, type Target, type V128 } from '../kernel.ts';
import { stageParameters, type Place, type Stage, type Stages, type Workshop } from '../stage.ts';
import { counted, keysOf, purposeKeys, threefry } from './threefry.ts';
import { copied } from './elementwise.ts';

export function dropout(workshop: Workshop, place: Place, node: DropoutNode): Stages {
  const { name, from, values, fromDeltas, deltas } = place;
  const [deltasBelow = null] = fromDeltas;
  return {
    forward: [dropped(workshop, name, node, from[0]!, values)],
    backward: deltasBelow === null ? [] : [dropped(workshop, `${name}.gradient`, node, deltas, deltasBelow)],
  };
}

/** Outside of training steps it only copies. */
function dropped(
  workshop: Workshop,
  name: string,
  node: DropoutNode,
  from: Panels,
  to: Panels & Partial<Target>,
): Stage {
  const { assembler, constants: c, training } = workshop;
  const { adds = false } = to;
  const copy = from.address === to.address ? null : copied(workshop, `${name}.copy`, to, from);
  const { rows, features } = from;
  const threshold = dropThreshold(node);
  const kernel = assembler.kernel(name, stageParameters, (f, weights, start, end, count) => {
    const isTraining = i32.load(training, 8);
    if (copy !== null) f.when(i32.eq(isTraining, 0), () => f.call(copy.kernel, weights, start, end, count));
    f.when(i32.ne(isTraining, 0), () => {
      const ofSeed = purposeKeys(f, i32.load(training), 'dropout');
      const step = i32x4.splat(i32.load(training, 4));
      const ofStep = threefry(f, ofSeed, i32x4.splat(int(node.stream)), step);
      const keys = keysOf(f, ...ofStep);
      const [panel, row, group, turn, x, z] = [f.i32(), f.i32(), f.i32(), f.i32(), f.i32(), f.i32()];
      const examples = f.v128();
      const four = (width: number): void => {
        const words = threefry(f, keys, examples, i32x4.splat(group));
        for (let i = 0; i < width; i += 1) {
          const word = words[i >> 1]!;
          const bits = i % 2 === 0 ? v128.and(word, lowBits) : i32x4.shrU(word, 16);
          const isKept = i32x4.gt(bits, all(threshold - 1));
          const value = v128.and(isKept, f32x4.mul(v128.load(x, 16 * i), c.splat(keepScale(node))));
          f.do(put({ adds }, z, value, 16 * i));
        }
        f.advance(x, 16 * width);
        f.advance(z, 16 * width);
        f.advance(group, 1);
      };
      f.each(panel, start, end, 1, () => {
        f.set(x, panelAt(from, panel));
        f.set(z, panelAt(to, panel));
        f.set(examples, counted(i32.shl(panel, 2)));
        f.set(group, int(0));
        f.each(row, 0, rows, 1, () => {
          f.each(turn, 0, Math.floor(features / valuesTogether), 1, () => four(valuesTogether));
          if (features % valuesTogether > 0) four(features % valuesTogether);
          f.advance(x, from.rowBytes - 16 * features);
          f.advance(z, to.rowBytes - 16 * features);
        });
      });
    });
  });
  return { kernel, units: 'panels', width: 8 * (panelBytes(from) / 4) };
}

const all = (value: number): V128 => v128.ints(value, value, value, value);
const lowBits = all(0xffff);
