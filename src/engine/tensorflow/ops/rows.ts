/** Lets an operation over the features of tokens compute over the last axis of images: their rows are its tokens. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { sizeOf } from '../../../core/model/layout.ts';
import type { Node, Shape } from '../../../core/model/model.ts';
import type { Given, Op } from './op.ts';
import { flattened, unflattened } from './shapes.ts';

const asTokens = (shape: Shape): Shape => [sizeOf(shape.slice(0, -1)), shape.at(-1)!];

export function overRows<Own extends Node>(op: Op<Own>): Op<Own> {
  const ofTokens = (given: Given<Own>): Given<Own> => ({
    ...given,
    shape: asTokens(given.shape),
    fromShapes: given.fromShapes.map(asTokens),
    from: given.from.map((values, at) => toTokens(values, given.fromShapes[at]!, given)),
  });
  const toTokens = (values: Tensor, shape: Shape, { examples }: Given<Own>): Tensor =>
    unflattened(flattened(values, shape, examples), asTokens(shape));
  const toImages = (values: Tensor, shape: Shape, { examples }: Given<Own>): Tensor =>
    unflattened(flattened(values, asTokens(shape), examples), shape);
  return {
    ...op,
    forward(given) {
      if (given.shape.length < 3) return op.forward(given);
      const [value, ...kept] = op.forward(ofTokens(given));
      return [toImages(value!, given.shape, given), ...kept];
    },
    backward(given, values, delta) {
      if (given.shape.length < 3) return op.backward(given, values, delta);
      const { weights, from } = op.backward(ofTokens(given), values, toTokens(delta, given.shape, given));
      return { weights, from: from.map((each) => toImages(each, given.fromShapes[0]!, given)) };
    },
  };
}
