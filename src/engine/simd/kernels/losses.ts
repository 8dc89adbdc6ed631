/**
 * Losses: the mean over the batch, and its gradient at the outputs. Padding gets a gradient too, which is never
 * summed.
 */
import type { LossName } from '../../../core/data/data-set.ts';
import { f32, f32x4, f64, f64x2, i32, v128 } from '../assembler/instructions.ts';
import { exponentials, logarithms } from './functions.ts';
import {
  batchLanes,
  panelBytes,
  type Body,
  type F32,
  type F64,
  type Int,
  type Local,
  type Panels,
  type V128,
} from './kernel.ts';
import { stageParameters, type Stage, type Workshop } from './stage.ts';

/**
 * What a loss reads and writes: [panel][output][4]; or, over tokens, outputs and deltas [panel][token][class][4] and targets
 * [panel][token][4] that are class numbers.
 */
export interface Outputs {
  readonly outputs: Panels;
  readonly targets: Panels;
  readonly deltas: Panels;
}

interface Rule {
  readonly name: string;
  /** Whether every token has a loss. */
  readonly ofTokens: boolean;
  /** The mean is over this many numbers per example; this is the derivative of each. */
  readonly terms: (outputs: Panels) => number;
  readonly slope: number;
  /** Adds the losses of a pair of panels, or of one token of them, to `total`, and writes their gradient. */
  readonly pair: (f: Body, workshop: Workshop, pair: Pair) => void;
}

interface Pair {
  /** Of the first panel of the pair. */
  readonly at: Readonly<Record<keyof Outputs, Local<'i32'>>>;
  readonly width: number;
  /** From the first panel to the second. */
  readonly bytes: Readonly<Record<keyof Outputs, number>>;
  /** Lanes 0 and 1, and lanes 2 and 3, in float64. Lanes beyond the batch add 0. */
  readonly total: readonly [Local<'v128'>, Local<'v128'>];
  readonly scale: Local<'v128'>;
  /** [panel of the pair]: lanes of the batch. */
  readonly masks: readonly Local<'v128'>[];
}

const rules: Readonly<Record<LossName, Rule>> = {
  'cross-entropy': {
    name: 'softmax-cross-entropy',
    ofTokens: false,
    terms: () => 1,
    slope: 1,
    pair: (f, workshop, pair) => softmaxCrossEntropy(f, workshop, pair, shares),
  },
  'squared-error': {
    name: 'squared-error',
    ofTokens: false,
    terms: ({ rows, features }) => rows * features,
    slope: 2,
    pair: squaredError,
  },
  'token-cross-entropy': {
    name: 'token-cross-entropy',
    ofTokens: true,
    terms: ({ rows }) => rows,
    slope: 1,
    pair: (f, workshop, pair) => softmaxCrossEntropy(f, workshop, pair, classNumbers),
  },
};

/** Whether targets are class numbers, one for every token. */
export const isOfTokens = (loss: LossName): boolean => rules[loss].ofTokens;

/** Writes the mean loss to its address in the workshop, and the gradient to `deltas`. */
export function lossStage(workshop: Workshop, loss: LossName, places: Outputs): Stage {
  const { name, ofTokens, terms, slope, pair } = rules[loss];
  const { outputs, targets, deltas } = places;
  const { rows, features } = outputs;
  const bytes = {
    outputs: panelBytes(outputs),
    targets: panelBytes(targets),
    deltas: panelBytes(deltas),
  };
  const tokens = ofTokens ? rows : 1;
  const width = ofTokens ? features : rows * features;
  /** From one token to the next. */
  const step = { outputs: outputs.rowBytes, targets: 16, deltas: deltas.rowBytes };
  const kernel = workshop.assembler.kernel(name, stageParameters, (f, _weights, _first, _end, count) => {
    const divided = (value: F64): F32 => f32.ofF64(f64.div(value, f64.ofU32(i32.mul(count, terms(outputs)))));
    const scale = f.v128(f32x4.splat(divided(f64.ofF32(f32.const(slope)))));
    const total = [f.v128(v128.zero), f.v128(v128.zero)] as const;
    const masks = [f.v128(), f.v128()];
    const [first, token] = [f.i32(), f.i32()];
    const at: Pair['at'] = {
      outputs: f.i32(outputs.address),
      targets: f.i32(targets.address),
      deltas: f.i32(deltas.address),
    };
    f.each(first, 0, count, 8, () => {
      for (const [panel, mask] of masks.entries()) f.set(mask, batchLanes(count, i32.add(first, 4 * panel)));
      f.each(token, 0, tokens, 1, () => {
        pair(f, workshop, { at, width, bytes, total, scale, masks });
        for (const of of operands) f.advance(at[of], step[of]);
      });
      for (const of of operands) f.advance(at[of], 2 * bytes[of] - tokens * step[of]);
    });
    const pairs = f.v128(f64x2.add(...total));
    f.do(f32.store(workshop.loss, divided(f64.add(f64x2.lane(pairs, 0), f64x2.lane(pairs, 1)))));
  });
  return { kernel, units: 1, width: 64 * width * tokens };
}

const operands = ['outputs', 'targets', 'deltas'] as const;

/** Adds four numbers to the lanes of a total. */
function addTo(f: Body, [low, high]: Pair['total'], values: V128): void {
  const all = f.v128(values);
  f.set(low, f64x2.add(low, f64x2.ofF32(all)));
  f.set(high, f64x2.add(high, f64x2.ofF32(v128.shuffle(all, all, [2, 3, 2, 3]))));
}

/** What softmax cross-entropy reads of targets, output by output. */
interface Targets {
  readonly start: () => void;
  readonly next: () => void;
  /** sum + target * value. */
  readonly add: (panel: number, sum: V128, value: V128, offset: Int) => V128;
  readonly at: (panel: number, offset: Int) => V128;
}
type TargetsOf = (f: Body, workshop: Workshop, pair: Pair) => Targets;

const shares: TargetsOf = (_f, _workshop, { at: { targets }, bytes }) => {
  const at: Targets['at'] = (panel, offset) => v128.load(i32.add(targets, offset), bytes.targets * panel);
  return {
    start: () => undefined,
    next: () => undefined,
    add: (panel, sum, value, offset) => f32x4.add(sum, f32x4.mul(at(panel, offset), value)),
    at,
  };
};

const classNumbers: TargetsOf = (f, { constants: c }, { at: { targets }, bytes, masks }) => {
  const own = masks.map((_, panel) => f.v128(v128.load(targets, bytes.targets * panel)));
  const number = f.v128();
  const isOwn = (panel: number): V128 => f32x4.eq(number, own[panel]!);
  return {
    start: () => f.set(number, v128.zero),
    next: () => f.set(number, f32x4.add(number, c.splat(1))),
    add: (panel, sum, value) => v128.select(isOwn(panel), value, sum),
    at: (panel) => v128.and(isOwn(panel), c.splat(1)),
  };
};

/** Both panels interleaved, which hides the latency of each operation. */
function softmaxCrossEntropy(f: Body, workshop: Workshop, pair: Pair, targetsOf: TargetsOf): void {
  const { constants: c } = workshop;
  const { at, width, bytes, total, scale, masks } = pair;
  const offset = f.i32();
  const load = (of: 'outputs' | 'deltas', panel: number): V128 =>
    v128.load(i32.add(at[of], offset), bytes[of] * panel);
  const targets = targetsOf(f, workshop, pair);
  const largest = masks.map((_, panel) => f.v128(v128.load(at.outputs, bytes.outputs * panel)));
  f.each(offset, 16, 16 * width, 16, () => {
    for (const [panel, own] of largest.entries()) f.set(own, f32x4.pmax(own, load('outputs', panel)));
  });
  const sums = masks.map(() => f.v128(v128.zero));
  const dots = masks.map(() => f.v128(v128.zero));
  const e = masks.map(() => f.v128());
  targets.start();
  f.each(offset, 0, 16 * width, 16, () => {
    for (const [panel, dot] of dots.entries()) {
      f.set(e[panel]!, f32x4.sub(load('outputs', panel), largest[panel]!));
      f.set(dot, targets.add(panel, dot, e[panel]!, offset));
    }
    exponentials(f, c, e);
    for (const [panel, sum] of sums.entries()) {
      f.do(v128.store(i32.add(at.deltas, offset), e[panel]!, bytes.deltas * panel));
      f.set(sum, f32x4.add(sum, e[panel]!));
    }
    targets.next();
  });
  for (const [panel, log] of logarithms(f, c, sums).entries())
    addTo(f, total, v128.and(f32x4.sub(log, dots[panel]!), masks[panel]!));
  for (const sum of sums) f.set(sum, f32x4.div(c.splat(1), sum));
  targets.start();
  f.each(offset, 0, 16 * width, 16, () => {
    for (const [panel, inverse] of sums.entries()) {
      const error = f32x4.sub(f32x4.mul(load('deltas', panel), inverse), targets.at(panel, offset));
      f.do(v128.store(i32.add(at.deltas, offset), f32x4.mul(error, scale), bytes.deltas * panel));
    }
    targets.next();
  });
}

function squaredError(f: Body, _workshop: Workshop, { at, width, bytes, total, scale, masks }: Pair): void {
  const offset = f.i32();
  const error = f.v128();
  for (const [panel, mask] of masks.entries()) {
    const from = bytes.outputs * panel;
    f.each(offset, from, from + 16 * width, 16, () => {
      const load = (address: Int): V128 => v128.load(i32.add(address, offset));
      f.set(error, f32x4.sub(load(at.outputs), load(at.targets)));
      addTo(f, total, v128.and(f32x4.mul(error, error), mask));
      f.do(v128.store(i32.add(at.deltas, offset), f32x4.mul(scale, error)));
    });
  }
}
