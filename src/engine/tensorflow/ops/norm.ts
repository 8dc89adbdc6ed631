/** Layer normalisation. Means over features are products with a row of ones: one thread for each result. */
import { add, mul, rsqrt, square, sub, sum, type Tensor } from '@tensorflow/tfjs-core';
import type { LayerNormNode } from '../../../core/model/model.ts';
import type { Constants } from '../constants.ts';
import type { Op } from './op.ts';
import { columnSums } from './softmax.ts';

/** [network, 1, column]. */
const mean = (values: Tensor, constants: Constants): Tensor =>
  mul(columnSums(values, constants), constants.of(1 / values.shape[1]!));

export const layerNorm: Op<LayerNormNode> = {
  forward({ node, from: [below], weights: [scale, bias], constants }) {
    const centred = sub(below!, mean(below!, constants));
    const variance = mean(square(centred), constants);
    const inverse = rsqrt(add(variance, constants.of(node.epsilon)));
    const normal = mul(centred, inverse);
    return [add(mul(normal, scale!), bias!), normal, inverse];
  },
  /** Mean and variance depend on all features, so both contribute a correction term. */
  backward({ weights: [scale], wanted, constants }, [, normal, inverse], delta) {
    const weights: Tensor[] = [sum(mul(delta, normal!), 2), sum(delta, 2)];
    if (!wanted) return { weights, from: [] };
    const own = mul(delta, scale!);
    const across = mul(normal!, mean(mul(own, normal!), constants));
    return { weights, from: [mul(inverse!, sub(sub(own, mean(own, constants)), across))] };
  },
};
