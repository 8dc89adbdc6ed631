/**
 * Names of the activations. What they compute is defined by the reference engine
 * (engine/reference/activation-rows.ts): tanh z, max(z, 0), 1 / (1 + e^-z), z.
 */
export type ActivationName = 'tanh' | 'relu' | 'sigmoid' | 'linear';
