/** Activations and their derivatives, in place if the pass stores them so. */
import type { ActivationName } from '../../../../core/model/model.ts';
import { f32x4, v128 } from '../../assembler/instructions.ts';
import { exponentials, tangents } from '../functions.ts';
import type { Body, Constants, Local, Panels, V128 } from '../kernel.ts';
import type { Place, Stages, Workshop } from '../stage.ts';
import { elementwise } from './elementwise.ts';

type Vector = Local<'v128'>;

interface Rule {
  /** Approximate multiply-adds per value. */
  readonly width: number;
  /** Replaces values by their activations. */
  readonly apply: (f: Body, c: Constants, values: readonly Vector[]) => void;
  /** The gradient with respect to the input, from that at an output `a`. */
  readonly slope: (c: Constants, d: V128, a: V128) => V128;
}

const rules: Readonly<Record<ActivationName, Rule>> = {
  tanh: {
    width: 16,
    apply: tangents,
    slope: (c, d, a) => f32x4.mul(d, f32x4.sub(c.splat(1), f32x4.mul(a, a))),
  },
  relu: {
    width: 1,
    apply(f, _c, values) {
      // pmax is z < 0 ? 0 : z; it preserves NaN and -0.
      for (const z of values) f.set(z, f32x4.pmax(z, v128.zero));
    },
    slope: (_c, d, a) => v128.and(d, f32x4.gt(a, v128.zero)),
  },
  sigmoid: {
    width: 16,
    apply(f, c, values) {
      for (const z of values) f.set(z, f32x4.neg(z));
      exponentials(f, c, values);
      for (const e of values) f.set(e, f32x4.div(c.splat(1), f32x4.add(c.splat(1), e)));
    },
    slope: (c, d, a) => f32x4.mul(d, f32x4.mul(a, f32x4.sub(c.splat(1), a))),
  },
  linear: { width: 1, apply: () => undefined, slope: (_c, d) => d },
};

export function activate(workshop: Workshop, place: Place, activation: ActivationName): Stages {
  const { name, from, values, fromDeltas, deltas } = place;
  const [below] = from as [Panels];
  const [deltasBelow = null] = fromDeltas;
  const { apply, slope, width } = rules[activation];
  const { constants: c } = workshop;
  const isSame = (a: Panels, b: Panels): boolean => activation === 'linear' && a.address === b.address;
  const forward = isSame(below, values)
    ? []
    : [
        elementwise(workshop, `${name}.${activation}`, [values], [below], width, (f, vectors) =>
          apply(
            f,
            c,
            vectors.map(([z]) => z!),
          ),
        ),
      ];
  const backward =
    deltasBelow === null || isSame(deltas, deltasBelow)
      ? []
      : [
          elementwise(
            workshop,
            `${name}.${activation}-slope`,
            [deltasBelow],
            [deltas, values],
            2,
            (f, vectors) => {
              for (const [d, a] of vectors) f.set(d!, slope(c, d!, a!));
            },
          ),
        ];
  return { forward, backward };
}
