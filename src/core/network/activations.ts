/** Activations: the function, and its derivative written in terms of the function's *output*. */
import { exp, tanh } from '../numeric/functions.ts';

export type ActivationName = 'tanh' | 'relu' | 'sigmoid' | 'linear';

export interface Activation {
  readonly value: (z: number) => number;
  /** d value / d z, given a = value(z). */
  readonly slopeAt: (a: number) => number;
}

export const activations: Readonly<Record<ActivationName, Activation>> = {
  tanh: { value: tanh, slopeAt: (a) => 1 - a * a },
  relu: { value: (z) => (z > 0 ? z : 0), slopeAt: (a) => (a > 0 ? 1 : 0) },
  sigmoid: { value: (z) => 1 / (1 + exp(-z)), slopeAt: (a) => a * (1 - a) },
  linear: { value: (z) => z, slopeAt: () => 1 },
};
