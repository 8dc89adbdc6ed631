/**
 * Optimizer updates over all weights of a replica. Coefficients are those of core/model/optimizers.ts, in their
 * order.
 */
import { coefficient, optimizers, type OptimizerName } from '../../../core/model/optimizers.ts';
import { f32x4, i32, v128 } from '../assembler/instructions.ts';
import type { Body, Kernel, Local, V128 } from './kernel.ts';
import type { Workshop } from './stage.ts';

type Coefficient = (name: keyof typeof coefficient) => V128;

interface At {
  readonly f: Body;
  readonly c: Coefficient;
  readonly weight: Local<'v128'>;
  /** Including coupled decay. */
  readonly gradient: Local<'v128'>;
  /** State vectors, which the rule updates. */
  readonly moments: readonly Local<'v128'>[];
}

const { add, sub, mul, div, sqrt } = f32x4;

const squares = ({ c, gradient }: At, square: V128): V128 =>
  add(mul(c('second'), square), mul(mul(c('secondRest'), gradient), gradient));

const velocity =
  (lookAhead: boolean) =>
  ({ f, c, weight, gradient, moments: [v] }: At): V128 => {
    const stays = f.v128(c('first'));
    const isNone = f32x4.eq(stays, v128.zero);
    f.set(v!, v128.select(isNone, gradient, add(mul(stays, v!), gradient)));
    const step = lookAhead ? add(gradient, mul(stays, v!)) : v!;
    return sub(weight, mul(c('rate'), step));
  };

function adam(at: At): V128 {
  const { f, c, weight, gradient, moments } = at;
  const [first, second] = moments;
  f.set(first!, add(mul(c('first'), first!), mul(c('firstRest'), gradient)));
  f.set(second!, squares(at, second!));
  const length = add(sqrt(mul(second!, c('correction'))), c('epsilon'));
  return sub(sub(weight, mul(c('shrink'), weight)), div(mul(c('rate'), first!), length));
}

/** [optimizer]: the new weight; moments are set. */
const rules: Readonly<Record<OptimizerName, (at: At) => V128>> = {
  sgd: ({ c, weight, gradient }) => sub(weight, mul(c('rate'), gradient)),
  momentum: velocity(false),
  nesterov: velocity(true),
  rmsprop(at) {
    const { f, c, weight, gradient, moments } = at;
    const [square] = moments;
    f.set(square!, squares(at, square!));
    return sub(weight, div(mul(c('rate'), gradient), add(sqrt(square!), c('epsilon'))));
  },
  adam,
  adamw: adam,
};

/**
 * Parameters: addresses of the weights, of the first and second moment if the rule has them, and of the coefficients.
 */
export function updateKernel(
  { assembler, gradient: from }: Workshop,
  optimizer: OptimizerName,
  parameters: number,
): Kernel {
  const rule = rules[optimizer];
  return assembler.kernel(optimizer, 4, (f, weights, first, second, coefficients) => {
    const moments = [first, second].slice(0, optimizers[optimizer].moments);
    const at = f.i32(from);
    const c: Coefficient = (name) => v128.splat32(coefficients, 4 * coefficient[name]);
    f.loop(at, from + 16 * Math.ceil(parameters / 4), 16, () => {
      const weight = f.v128(v128.load(weights));
      const gradient = f.v128(add(v128.load(at), mul(c('decay'), weight)));
      const state = moments.map((moment) => f.v128(v128.load(moment)));
      f.do(v128.store(weights, rule({ f, c, weight, gradient, moments: state })));
      for (const [i, moment] of moments.entries()) f.do(v128.store(moment, state[i]!));
      for (const pointer of [weights, ...moments]) f.set(pointer, i32.add(pointer, 16));
    });
  });
}
