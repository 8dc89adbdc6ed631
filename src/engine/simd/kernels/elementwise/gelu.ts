/** GELU of core/model/ops/gelu.ts. Its slope is computed on the way, while its terms are at hand. */
import { geluCoefficients } from '../../../../core/model/ops/gelu.ts';
import { f32x4 } from '../../assembler/instructions.ts';
import { tangents } from '../functions.ts';
import type { Panels } from '../kernel.ts';
import { takePanels, type Place, type Stages, type Workshop } from '../stage.ts';
import { elementwise } from './elementwise.ts';

const { add, mul, sub } = f32x4;

export function gelu(workshop: Workshop, { name, from, values, fromDeltas, deltas }: Place): Stages {
  const { constants: c } = workshop;
  const { root, cubic, slope } = geluCoefficients;
  const [below] = from as [Panels];
  const [deltasBelow = null] = fromDeltas;
  const slopes = takePanels(workshop, values);
  const forward = elementwise(workshop, name, [values, slopes], [below, below], 32, (f, vectors) => {
    const inside = vectors.map(([x]) => {
      const cube = mul(mul(x!, x!), x!);
      return f.v128(mul(c.splat(root), add(x!, mul(c.splat(cubic), cube))));
    });
    tangents(f, c, inside);
    for (const [i, [value, x]] of vectors.entries()) {
      const t = inside[i]!;
      const inner = mul(c.splat(root), add(c.splat(1), mul(c.splat(slope), mul(x!, x!))));
      const half = f.v128(mul(c.splat(0.5), x!));
      const one = f.v128(add(c.splat(1), t));
      const rising = mul(mul(half, sub(c.splat(1), mul(t, t))), inner);
      f.set(x!, add(mul(c.splat(0.5), one), rising));
      f.set(value!, mul(half, one));
    }
  });
  if (deltasBelow === null) return { forward: [forward], backward: [] };
  const backward = elementwise(
    workshop,
    `${name}.slope`,
    [deltasBelow],
    [deltas, slopes],
    1,
    (f, vectors) => {
      for (const [d, own] of vectors) f.set(d!, mul(d!, own!));
    },
  );
  return { forward: [forward], backward: [backward] };
}
