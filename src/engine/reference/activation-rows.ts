/**
 * Activations over rows of a batch. One loop each, so that the compiler can inline the function; a
 * shared loop over a function value would call it for every element. Results are rounded to float32.
 */
import { exp, tanh } from '../../core/numeric/functions.ts';
import type { ActivationName } from '../../core/network/activations.ts';

export interface ActivationRows {
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
