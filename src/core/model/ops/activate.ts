/**
 * Activations: elementwise functions, rounded to float32. Each has its own loop, so that the compiler can inline the
 * function; a shared loop over a function value would make a call for every element.
 */
import { exp32, tanh32 } from '../../numeric/float32.ts';
import { sizeOf } from '../layout.ts';
import type { ActivateNode, ActivationName } from '../model.ts';
import { noProducts, type Op, type Stage } from './op.ts';

const { fround } = Math;

interface ActivationRows {
  /** values[i] = activation(values[i]), i < count. */
  readonly apply: (values: Float32Array, count: number) => void;
  /** delta[i] *= derivative of the activation where its output is outputs[i]. */
  readonly scaleBySlope: (delta: Float32Array, outputs: Float32Array, count: number) => void;
}

export const activationRows: Readonly<Record<ActivationName, ActivationRows>> = {
  tanh: {
    apply(values, count) {
      for (let i = 0; i < count; i += 1) values[i] = tanh32(values[i]!);
    },
    scaleBySlope(delta, outputs, count) {
      for (let i = 0; i < count; i += 1) {
        const a = outputs[i]!;
        delta[i] = delta[i]! * fround(1 - fround(a * a));
      }
    },
  },
  relu: {
    apply(values, count) {
      for (let i = 0; i < count; i += 1) if (values[i]! < 0) values[i] = 0;
    },
    scaleBySlope(delta, outputs, count) {
      for (let i = 0; i < count; i += 1) if (!(outputs[i]! > 0)) delta[i] = 0;
    },
  },
  sigmoid: {
    apply(values, count) {
      for (let i = 0; i < count; i += 1) values[i] = 1 / fround(1 + exp32(-values[i]!));
    },
    scaleBySlope(delta, outputs, count) {
      for (let i = 0; i < count; i += 1) {
        const a = outputs[i]!;
        delta[i] = delta[i]! * fround(a * fround(1 - a));
      }
    },
  },
  linear: { apply: () => undefined, scaleBySlope: () => undefined },
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
    // Loops over one array are faster, so values from elsewhere are copied first.
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
