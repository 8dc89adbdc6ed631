/** The activations of hidden units. The reference engine has the same as loops over rows. */
import { exp, tanh } from '../numeric/functions.ts';

export const activationNames = ['tanh', 'relu', 'sigmoid', 'linear'] as const;
export type ActivationName = (typeof activationNames)[number];

export const activate: Readonly<Record<ActivationName, (value: number) => number>> = {
  tanh,
  relu: (value) => (value > 0 ? value : 0),
  sigmoid: (value) => 1 / (1 + exp(-value)),
  linear: (value) => value,
};
