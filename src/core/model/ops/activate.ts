/**
 * Activations: a function of every value by itself, rounded to float32. One loop each, so that the compiler can inline
 * the function; a shared loop over a function value would call it for every element.
 */
import { exp, tanh } from '../../numeric/functions.ts';
import { sizeOf } from '../layout.ts';
import type { ActivateNode, ActivationName } from '../model.ts';
import { noProducts, type Op, type Stage } from './op.ts';

interface ActivationRows {
  /** values[i] = activation(values[i]), i < count. */
  readonly apply: (values: Float64Array, count: number) => void;
  /** delta[i] *= derivative of the activation where its output is outputs[i]. */
  readonly scaleBySlope: (delta: Float64Array, outputs: Float64Array, count: number) => void;
}

export const activationRows: Readonly<Record<ActivationName, ActivationRows>> = {
  tanh: {
    apply(values, count) {
      for (let i = 0; i < count; i += 1) values[i] = Math.fround(tanh(values[i]!));
    },
    scaleBySlope(delta, outputs, count) {
      for (let i = 0; i < count; i += 1) {
        const a = outputs[i]!;
        delta[i] = Math.fround(delta[i]! * (1 - a * a));
      }
    },
  },
  relu: {
    apply(values, count) {
      for (let i = 0; i < count; i += 1) {
        const z = values[i]!;
        values[i] = z > 0 ? Math.fround(z) : z === z ? 0 : z;
      }
    },
    scaleBySlope(delta, outputs, count) {
      for (let i = 0; i < count; i += 1) delta[i] = outputs[i]! > 0 ? Math.fround(delta[i]!) : 0;
    },
  },
  sigmoid: {
    apply(values, count) {
      for (let i = 0; i < count; i += 1) values[i] = Math.fround(1 / (1 + exp(-values[i]!)));
    },
    scaleBySlope(delta, outputs, count) {
      for (let i = 0; i < count; i += 1) {
        const a = outputs[i]!;
        delta[i] = Math.fround(delta[i]! * (a * (1 - a)));
      }
    },
  },
  linear: {
    apply(values, count) {
      for (let i = 0; i < count; i += 1) values[i] = Math.fround(values[i]!);
    },
    scaleBySlope(delta, _outputs, count) {
      for (let i = 0; i < count; i += 1) delta[i] = Math.fround(delta[i]!);
    },
  },
};

export const activate: Op<ActivateNode> = {
  shape({ activation }, [below]) {
    if (below === undefined || !Object.hasOwn(activationRows, activation))
      throw new RangeError(`an activation needs a node, and a function: ${activation}`);
    return below;
  },
  work: noProducts,
  initialise: () => undefined,
  backwardReads: 'outputs',
  bind({ node, shape, from: [below], values, fromDeltas: [deltasBelow = null], deltas }) {
    const { apply, scaleBySlope } = activationRows[node.activation];
    const size = sizeOf(shape);
    // Loops over one array are the faster: what stands elsewhere is copied first.
    const forward: Stage = {
      rows: 1,
      width: size,
      run({ count }) {
        if (below !== values) values.set(below!.subarray(0, size * count));
        apply(values, size * count);
      },
    };
    if (deltasBelow === null) return { forward, backward: [] };
    const backward: Stage = {
      rows: 1,
      width: size,
      run({ count }) {
        if (deltasBelow !== deltas) deltasBelow.set(deltas.subarray(0, size * count));
        scaleBySlope(deltasBelow, values, size * count);
      },
    };
    return { forward, backward: [backward] };
  },
};
