/** A dense layer: one product of matrices for each network, over all tokens of all examples. */
import { add, matMul, sum, type Tensor } from '@tensorflow/tfjs-core';
import type { DenseNode } from '../../../core/model/model.ts';
import type { Op } from './op.ts';

export const dense: Op<DenseNode> = {
  takesRows: true,
  forward({ from: [below], rows, weights: [kernel, bias] }) {
    const products = matMul(kernel!, below!, false, rows);
    return [bias === undefined ? products : add(products, bias)];
  },
  backward({ from: [below], rows, weights: [kernel, bias], wanted }, _values, delta) {
    const ofKernel: Tensor = matMul(delta, below!, false, !rows);
    return {
      weights: bias === undefined ? [ofKernel] : [ofKernel, sum(delta, 2)],
      from: wanted ? [matMul(kernel!, delta, true)] : [],
    };
  },
};
