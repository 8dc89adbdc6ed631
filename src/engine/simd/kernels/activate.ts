/** Activations and their derivatives, in place if the pass stores them so. */
import type { ActivationName } from '../../../core/model/model.ts';
import { f32x4, i32, v128 } from '../assembler/instructions.ts';
import { exponentials, tangents } from './functions.ts';
import { panelAt, type Body, type Constants, type Local, type Panels, type V128 } from './kernel.ts';
import { stageParameters, type Place, type Stage, type Stages, type Workshop } from './stage.ts';

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
        elementwise(workshop, `${name}.${activation}`, values, [below], width, (f, vectors) =>
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
            deltasBelow,
            [deltas, values],
            2,
            (f, vectors) => {
              for (const [d, a] of vectors) f.set(d!, slope(c, d!, a!));
            },
          ),
        ];
  return { forward, backward };
}

/** Four vectors at a time: reads each of `from`, and writes the result of the first. */
function elementwise(
  { assembler }: Workshop,
  name: string,
  to: Panels,
  from: readonly Panels[],
  width: number,
  compute: (f: Body, vectors: readonly (readonly Vector[])[]) => void,
): Stage {
  // A pair of panels has an even number of vectors.
  const together = to.features % 2 === 0 ? 4 : 2;
  const kernel = assembler.kernel(name, stageParameters, (f, _weights, first, end) => {
    const pointers = from.map((panels) => f.i32(panelAt(panels, first)));
    const at = f.i32();
    f.each(at, panelAt(to, first), f.i32(panelAt(to, end)), 16 * together, () => {
      const vectors = Array.from({ length: together }, (_, i) =>
        pointers.map((pointer) => f.v128(v128.load(pointer, 16 * i))),
      );
      compute(f, vectors);
      for (const [i, [result]] of vectors.entries()) f.do(v128.store(at, result!, 16 * i));
      for (const pointer of pointers) f.set(pointer, i32.add(pointer, 16 * together));
    });
  });
  return { kernel, units: 'panels', width: 4 * to.features * width };
}
