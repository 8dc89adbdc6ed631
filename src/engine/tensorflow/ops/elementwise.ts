/** Operations on every number by itself. */
import { add as plus, mul, relu, sigmoid, square, step, sub, tanh, type Tensor } from '@tensorflow/tfjs-core';
import type { ActivateNode, ActivationName, AddNode, GeluNode } from '../../../core/model/model.ts';
import { geluCoefficients } from '../../../core/model/ops/gelu.ts';
import type { Constants } from '../constants.ts';
import type { Op } from './op.ts';

interface Activation {
  readonly value: (z: Tensor) => Tensor;
  /** Gradient with respect to z from the gradient with respect to a = value(z). */
  readonly pullBack: (gradient: Tensor, a: Tensor, constants: Constants) => Tensor;
}

const activations: Readonly<Record<ActivationName, Activation>> = {
  tanh: { value: tanh, pullBack: (g, a, constants) => mul(g, sub(constants.of(1), square(a))) },
  relu: { value: relu, pullBack: (g, a) => mul(g, step(a)) },
  sigmoid: { value: sigmoid, pullBack: (g, a, constants) => mul(g, mul(a, sub(constants.of(1), a))) },
  linear: { value: (z) => z, pullBack: (g) => g },
};

export const activate: Op<ActivateNode> = {
  forward: ({ node, from: [below] }) => [activations[node.activation].value(below!)],
  backward: ({ node, wanted, constants }, [value], delta) => ({
    weights: [],
    from: wanted ? [activations[node.activation].pullBack(delta, value!, constants)] : [],
  }),
};

const { root, cubic, slope } = geluCoefficients;

export const gelu: Op<GeluNode> = {
  forward({ from: [below], constants }) {
    const x = below!;
    const inside = plus(x, mul(constants.of(cubic), mul(square(x), x)));
    const bent = tanh(mul(constants.of(root), inside));
    return [mul(mul(constants.of(0.5), x), plus(bent, constants.of(1))), bent];
  },
  backward({ from: [below], wanted, constants }, [, bent], delta) {
    if (!wanted) return { weights: [], from: [] };
    const x = below!;
    const inner = mul(constants.of(root), plus(mul(constants.of(slope), square(x)), constants.of(1)));
    const rising = mul(mul(x, sub(constants.of(1), square(bent!))), inner);
    const doubled = plus(plus(bent!, constants.of(1)), rising);
    return { weights: [], from: [mul(delta, mul(constants.of(0.5), doubled))] };
  },
};

export const add: Op<AddNode> = {
  forward: ({ from: [first, second] }) => [plus(first!, second!)],
  backward: (_given, _values, delta) => ({ weights: [], from: [delta, delta] }),
};
