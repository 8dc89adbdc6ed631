/**
 * Which models each engine can train. Separate from the engines, so that one can be skipped before its code is
 * loaded.
 */
import { perceptronOf, type Perceptron } from '../core/model/mlp.ts';
import type { Model } from '../core/model/model.ts';
import { shapesOf } from '../core/model/pass.ts';
import type { EngineName } from '../experiment/fields.ts';
import type { EngineSetup } from './engine.ts';
import { errorText } from './error-text.ts';

/** Why an engine cannot train a model, in plain words that follow its name; null if it can. */
export type Supports = (model: Model) => string | null;

const anyModel: Supports = (model) => {
  try {
    shapesOf(model);
    return null;
  } catch (error) {
    return `cannot train this model (${errorText(error)})`;
  }
};

const perceptrons: Supports = (model) => {
  const read = perceptronOf(model);
  return typeof read === 'string' ? `cannot train this model (${read})` : anyModel(model);
};

/** Its passes have no random numbers. */
const withoutDropout: Supports = (model) =>
  model.nodes.some(({ op }) => op === 'dropout') ? 'cannot train with dropout' : anyModel(model);

export const supports: Readonly<Record<EngineName, Supports>> = {
  fused: perceptrons,
  tensorflow: withoutDropout,
  simd: anyModel,
  reference: anyModel,
};

/**
 * Engines that update some weights while the gradient of others is still being summed, and so never know its norm.
 */
const cannotClip: readonly EngineName[] = ['fused'];

/** Why an engine cannot train an experiment, in plain words that follow its name; null if it can. */
export const unfitFor = (
  name: EngineName,
  { model, optimizer }: Pick<EngineSetup, 'model' | 'optimizer'>,
): string | null =>
  optimizer.clip > 0 && cannotClip.includes(name) ? 'cannot clip gradients' : supports[name](model);

/** A model for engines that compute only perceptrons. Throws if it is not one. */
export function requirePerceptron(model: Model): Perceptron {
  const read = perceptronOf(model);
  if (typeof read === 'string') throw new Error(`this engine cannot train the model (${read})`);
  return read;
}
