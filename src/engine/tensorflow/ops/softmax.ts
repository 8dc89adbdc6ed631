/** Sums and shares over the middle extent of [.., width, column]. */
import { div, exp, matMul, maxPool, reshape, sub, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core';
import type { Constants } from '../constants.ts';

/** [.., 1, column]. */
export const columnSums = (values: Tensor, constants: Constants): Tensor =>
  matMul(constants.onesRow(values.shape[1]!), values);

/**
 * The largest of every column, [.., 1, column]. Pooling uses one thread per result; the reduction behind `max` would use a
 * whole workgroup.
 */
export function largest(values: Tensor): Tensor {
  const [count, width, columns] = values.shape as [number, number, number];
  const image: Tensor4D = reshape(values, [count, width, columns, 1]);
  return reshape(maxPool(image, [width, 1], [width, 1], 'valid'), [count, 1, columns]);
}

export function softmax(values: Tensor, constants: Constants): Tensor {
  const shares = exp(sub(values, largest(values)));
  return div(shares, columnSums(shares, constants));
}
