/**
 * Optimizer updates over all weights of a replica, and clipping of its gradient. Coefficients are those of
 * core/model/optimizers.ts, in their order.
 */
import type { ParameterLayout } from '../../../core/model/layout.ts';
import {
  clipEpsilon,
  coefficient,
  decaySpans,
  optimizers,
  type OptimizerName,
  type SharedSettings,
} from '../../../core/model/optimizers.ts';
import { f32x4, f64x2, i32, int, v128 } from '../assembler/instructions.ts';
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

/** The settings that an update's code depends on. */
export type UpdateSettings = Pick<SharedSettings, 'name' | 'clip' | 'decayOf'>;

type Lanes = readonly [boolean, boolean, boolean, boolean];

/** Groups of four weights, up to the group `end`, whose lanes alike decay or do not. */
interface Run {
  end: number;
  readonly decays: Lanes;
}

function runsOf(layout: ParameterLayout, decayOf: SharedSettings['decayOf']): readonly Run[] {
  const flags = decaySpans(layout, decayOf).flatMap(({ start, end, decays }) =>
    Array.from({ length: end - start }, () => decays),
  );
  const runs: Run[] = [];
  for (let p = 0; p < flags.length; p += 4) {
    // Lanes of padding are as the last weight.
    const lane = (i: number): boolean => flags[Math.min(p + i, flags.length - 1)]!;
    const decays: Lanes = [lane(0), lane(1), lane(2), lane(3)];
    const last = runs.at(-1);
    if (last?.decays.every((own, i) => own === decays[i]) === true) last.end += 1;
    else runs.push({ end: p / 4 + 1, decays });
  }
  return runs;
}

/** A coefficient of decay, as 0 in lanes that do not decay. */
const inLanes = (value: V128, decays: Lanes): V128 => {
  if (!decays.includes(false)) return value;
  const [a, b, c, d] = decays.map((own) => (own ? -1 : 0)) as [number, number, number, number];
  return v128.and(value, v128.ints(a, b, c, d));
};

/**
 * Parameters: addresses of the weights, of the first and second moment if the rule has them, and of the coefficients.
 */
export function updateKernel(
  workshop: Workshop,
  { name: optimizer, clip, decayOf }: UpdateSettings,
  layout: ParameterLayout,
): Kernel {
  const { assembler, gradient: from } = workshop;
  const rule = rules[optimizer];
  const clipped = clip > 0 ? clipKernel(workshop, clip, layout.count) : null;
  return assembler.kernel(optimizer, 4, (f, weights, first, second, coefficients) => {
    if (clipped !== null) f.call(clipped);
    const moments = [first, second].slice(0, optimizers[optimizer].moments);
    const at = f.i32(from);
    for (const { end, decays } of runsOf(layout, decayOf)) {
      // Before the loop: reading them for every four weights takes longer than the arithmetic.
      const vectors = Object.entries(coefficient).map(([name, at]) => {
        const value = v128.splat32(coefficients, 4 * at);
        return f.v128(name === 'decay' || name === 'shrink' ? inLanes(value, decays) : value);
      });
      const c: Coefficient = (name) => vectors[coefficient[name]]!;
      f.loop(at, from + 16 * end, 16, () => {
        const weight = f.v128(v128.load(weights));
        const gradient = f.v128(add(v128.load(at), mul(c('decay'), weight)));
        const state = moments.map((moment) => f.v128(v128.load(moment)));
        f.do(v128.store(weights, rule({ f, c, weight, gradient, moments: state })));
        for (const [i, moment] of moments.entries()) f.do(v128.store(moment, state[i]!));
        for (const pointer of [weights, ...moments]) f.set(pointer, i32.add(pointer, 16));
      });
    }
  });
}

/** Clips the gradient; no parameters. Sums of squares are of even and odd weights in pairs, as `clipGradient` has them. */
const clipKernel = ({ assembler, gradient }: Workshop, clip: number, count: number): Kernel =>
  assembler.kernel('clip', 0, (f) => {
    const pairs = [f.v128(v128.zero), f.v128(v128.zero)];
    const value = f.v128();
    const addSquares = (pair: number, two: V128): void => {
      f.set(value, f64x2.ofF32(two));
      f.set(pairs[pair]!, f64x2.add(pairs[pair]!, f64x2.mul(value, value)));
    };
    const at = f.i32();
    const whole = gradient + 16 * Math.floor(count / 4);
    f.each(at, gradient, whole, 16, () => {
      addSquares(0, v128.load64(at));
      addSquares(1, v128.load64(at, 8));
    });
    const rest = count % 4;
    if (rest === 1) addSquares(0, v128.load32(int(whole)));
    if (rest > 1) addSquares(0, v128.load64(int(whole)));
    if (rest === 3) addSquares(1, v128.load32(int(whole), 8));
    const sum = f.v128(f64x2.add(pairs[0]!, pairs[1]!));
    f.set(sum, f64x2.add(sum, v128.shuffle(sum, sum, [2, 3, 0, 1])));
    const norm = f64x2.add(f64x2.sqrt(sum), f64x2.const(clipEpsilon));
    f.set(sum, f32x4.ofF64(f64x2.pmin(f64x2.div(f64x2.const(clip), norm), f64x2.const(1))));
    const factor = f.v128(v128.shuffle(sum, sum, [0, 0, 0, 0]));
    f.each(at, gradient, gradient + 16 * Math.ceil(count / 4), 16, () => {
      f.do(v128.store(at, mul(v128.load(at), factor)));
    });
  });
