/** Layer normalisation of every row, two rows at a time: sums over features ascend. */
import type { LayerNormNode } from '../../../../core/model/model.ts';
import { f32x4, i32, v128 } from '../../assembler/instructions.ts';
import {
  divided,
  panelBytes,
  panelsOf,
  put,
  rowAt,
  type Local,
  type Panels,
  type Target,
  type V128,
} from '../kernel.ts';
import { stageParameters, takePanels, type Place, type Stage, type Stages, type Workshop } from '../stage.ts';
import { batchOnly, overFours, storeSums } from '../weight-gradients.ts';

const { add, div, mul, sqrt, sub } = f32x4;

type Vector = Local<'v128'>;

/** Of every row, from the latest forward pass. */
interface Moments {
  readonly means: Panels;
  /** 1 / deviation. */
  readonly inverses: Panels;
}

export function layerNorm(workshop: Workshop, place: Place, { epsilon }: LayerNormNode): Stages {
  const { name, from, deltas, fromDeltas } = place;
  const [below] = from as [Panels];
  const [deltasBelow = null] = fromDeltas;
  const one = { rows: below.rows, features: 1, rowBytes: 16 };
  const moments = { means: takePanels(workshop, one), inverses: takePanels(workshop, one) };
  return {
    forward: [forwardOf(workshop, place, moments, epsilon)],
    backward: [
      batchOnly(workshop, `${name}.batch-only`, [below, deltas, moments.means, moments.inverses]),
      weightGradients(workshop, place, moments),
      ...(deltasBelow === null ? [] : [inputGradients(workshop, place, moments, deltasBelow)]),
    ],
  };
}

function forwardOf(
  { assembler, constants: c }: Workshop,
  { name, tensors, from, values }: Place,
  { means, inverses }: Moments,
  epsilon: number,
): Stage {
  const [scale, bias] = tensors.map(({ offset }) => 4 * offset) as [number, number];
  const [below] = from as [Panels];
  const { rows, features, rowBytes } = below;
  const kernel = assembler.kernel(name, stageParameters, (f, weights, first, end) => {
    const row = f.i32();
    f.each(row, i32.mul(first, rows), f.i32(i32.mul(end, rows)), 2, () => {
      const x = f.i32(rowAt(below, row));
      const xEnd = f.i32(i32.add(x, 16 * features));
      const at = f.i32();
      const load = (r: number): V128 => v128.load(at, r * rowBytes);
      const sums = [0, 1].map(() => f.v128(v128.zero));
      const overRow = (turn: () => void): void => {
        f.set(at, x);
        f.loop(at, xEnd, 16, turn);
      };
      overRow(() => {
        for (const [r, sum] of sums.entries()) f.set(sum, add(sum, load(r)));
      });
      const middle = sums.map((sum) => f.v128(divided(c, sum, features)));
      for (const sum of sums) f.set(sum, v128.zero);
      const off = f.v128();
      overRow(() => {
        for (const [r, sum] of sums.entries()) {
          f.set(off, sub(load(r), middle[r]!));
          f.set(sum, add(sum, mul(off, off)));
        }
      });
      const [meanAt, inverseAt] = [f.i32(rowAt(means, row)), f.i32(rowAt(inverses, row))];
      for (const [r, sum] of sums.entries()) {
        f.set(sum, div(c.splat(1), sqrt(add(divided(c, sum, features), c.splat(Math.fround(epsilon))))));
        f.do(v128.store(meanAt, middle[r]!, 16 * r));
        f.do(v128.store(inverseAt, sum, 16 * r));
      }
      const [z, gain, shift] = [
        f.i32(rowAt(values, row)),
        f.i32(i32.add(weights, scale)),
        f.i32(i32.add(weights, bias)),
      ];
      overRow(() => {
        for (const [r, inverse] of sums.entries()) {
          const normal = mul(sub(load(r), middle[r]!), inverse);
          f.do(v128.store(z, add(mul(v128.splat32(gain), normal), v128.splat32(shift)), r * values.rowBytes));
        }
        f.advance(z, 16);
        f.advance(gain, 4);
        f.advance(shift, 4);
      });
    });
  });
  return { kernel, units: 'panels', width: 20 * rows * features };
}

/** Of scale and bias, four features at a time. */
function weightGradients(
  { assembler, gradient }: Workshop,
  { name, tensors, from, deltas }: Place,
  { means, inverses }: Moments,
): Stage {
  const [scale, bias] = tensors.map(({ offset }) => 4 * offset) as [number, number];
  const [below] = from as [Panels];
  const { rows, features } = below;
  const kernel = assembler.kernel(`${name}.weights`, stageParameters, (f, _weights, _first, _end, count) => {
    const bytes = f.i32(i32.mul(panelsOf(count), panelBytes(below)));
    const [x, to] = [f.i32(below.address), f.i32(gradient + scale)];
    const d = f.i32(deltas.address);
    overFours(f, features, x, to, (start, width, gains) => {
      const sums = [0, 1].map(() => Array.from({ length: width }, () => f.v128(v128.zero)));
      const [ofScale, ofBias] = sums as [Vector[], Vector[]];
      const [at, delta, moment] = [f.i32(start), f.i32(d), f.i32(0)];
      const [mean, inverse, own] = [f.v128(), f.v128(), f.v128()];
      f.loop(at, f.i32(i32.add(start, bytes)), below.rowBytes, () => {
        f.set(mean, v128.load(moment, means.address));
        f.set(inverse, v128.load(moment, inverses.address));
        for (let i = 0; i < width; i += 1) {
          f.set(own, v128.load(delta, 16 * i));
          const normal = mul(sub(v128.load(at, 16 * i), mean), inverse);
          f.set(ofScale[i]!, add(ofScale[i]!, mul(own, normal)));
          f.set(ofBias[i]!, add(ofBias[i]!, own));
        }
        f.advance(delta, deltas.rowBytes);
        f.advance(moment, 16);
      });
      storeSums(f, ofScale, gains, 0);
      storeSums(f, ofBias, i32.add(gains, bias - scale), 0);
      f.advance(d, 16 * width);
    });
  });
  return { kernel, units: 1, width: 16 * rows * features };
}

/** Mean and variance depend on all features, so both contribute a correction term. */
function inputGradients(
  { assembler, constants: c }: Workshop,
  { name, tensors, from, deltas }: Place,
  { means, inverses }: Moments,
  to: Target,
): Stage {
  const [{ offset }] = tensors as [Place['tensors'][number]];
  const [below] = from as [Panels];
  const { rows, features } = below;
  const kernel = assembler.kernel(`${name}.inputs`, stageParameters, (f, weights, first, end) => {
    const row = f.i32();
    f.each(row, i32.mul(first, rows), f.i32(i32.mul(end, rows)), 2, () => {
      const [x, d, z] = [f.i32(), f.i32(), f.i32()];
      const gain = f.i32();
      const moment = f.i32(i32.shl(row, 4));
      const read = ({ address }: Panels): Vector[] =>
        [0, 1].map((r) => f.v128(v128.load(moment, address + 16 * r)));
      const [middle, inverse] = [read(means), read(inverses)];
      const [along, across] = [0, 1].map(() => [0, 1].map(() => f.v128(v128.zero))) as [Vector[], Vector[]];
      const [own, normal] = [f.v128(), f.v128()];
      const overRow = (turn: (r: number) => void): void => {
        f.set(x, rowAt(below, row));
        f.set(d, rowAt(deltas, row));
        f.set(gain, i32.add(weights, 4 * offset));
        f.loop(x, f.i32(i32.add(x, 16 * features)), 16, () => {
          for (const r of [0, 1]) {
            f.set(own, mul(v128.load(d, r * deltas.rowBytes), v128.splat32(gain)));
            f.set(normal, mul(sub(v128.load(x, r * below.rowBytes), middle[r]!), inverse[r]!));
            turn(r);
          }
          f.advance(d, 16);
          f.advance(gain, 4);
        });
      };
      overRow((r) => {
        f.set(along[r]!, add(along[r]!, own));
        f.set(across[r]!, add(across[r]!, mul(own, normal)));
      });
      f.set(z, rowAt(to, row));
      overRow((r) => {
        const shared = divided(c, add(along[r]!, mul(normal, across[r]!)), features);
        f.do(put(to, z, mul(inverse[r]!, sub(own, shared)), r * to.rowBytes));
        if (r === 1) f.advance(z, 16);
      });
    });
  });
  return { kernel, units: 'panels', width: 40 * rows * features };
}
