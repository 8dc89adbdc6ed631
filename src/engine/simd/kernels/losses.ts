/**
 * Losses: the mean over the batch, and its gradient at the outputs. Padding gets a gradient too, which is never
 * summed.
 */
import type { ExampleLoss } from '../../../core/data/data-set.ts';
import { f32, f32x4, f64, f64x2, i32, i32x4, v128 } from '../assembler/instructions.ts';
import { exponentials, logarithms } from './functions.ts';
import {
  batchLanes,
  panelBytes,
  type Body,
  type F32,
  type F64,
  type Int,
  type Kernel,
  type Local,
  type Panels,
  type V128,
} from './kernel.ts';
import { stageParameters, type Stage, type Workshop } from './stage.ts';

/** What a loss reads and writes, [panel][output][4]. */
export interface Outputs {
  readonly outputs: Panels;
  readonly targets: Panels;
  readonly deltas: Panels;
}

interface Rule {
  readonly name: string;
  /** The mean is over this many numbers per example; this is the derivative of each. */
  readonly terms: (width: number) => number;
  readonly slope: number;
  /** Adds the losses of a pair of panels to `total`, only lanes of the batch, and writes their gradient. */
  readonly pair: (f: Body, workshop: Workshop, pair: Pair) => void;
}

interface Pair {
  /** Of the first panel of the pair. */
  readonly at: Readonly<Record<keyof Outputs, Local<'i32'>>>;
  readonly width: number;
  /** Lanes 0 and 1, and lanes 2 and 3, in float64. */
  readonly total: readonly [Local<'v128'>, Local<'v128'>];
  readonly scale: Local<'v128'>;
  /** [panel of the pair]: lanes of the batch. */
  readonly masks: readonly Local<'v128'>[];
}

const rules: Readonly<Record<ExampleLoss, Rule>> = {
  'cross-entropy': {
    name: 'softmax-cross-entropy',
    terms: () => 1,
    slope: 1,
    pair: softmaxCrossEntropy,
  },
  'squared-error': {
    name: 'squared-error',
    terms: (width) => width,
    slope: 2,
    pair: squaredError,
  },
};

/** Writes the mean loss to its address in the workshop, and the gradient to `deltas`. */
export function lossStage(workshop: Workshop, loss: ExampleLoss, places: Outputs): Stage {
  const { name, terms, slope, pair } = rules[loss];
  const width = places.outputs.features;
  const kernel = workshop.assembler.kernel(name, stageParameters, (f, _weights, _first, _end, count) => {
    const divided = (value: F64): F32 => f32.ofF64(f64.div(value, f64.ofU32(i32.mul(count, terms(width)))));
    const scale = f.v128(f32x4.splat(divided(f64.ofF32(f32.const(slope)))));
    const total = [f.v128(v128.zero), f.v128(v128.zero)] as const;
    const masks = [f.v128(), f.v128()];
    const first = f.i32();
    const at: Pair['at'] = {
      outputs: f.i32(places.outputs.address),
      targets: f.i32(places.targets.address),
      deltas: f.i32(places.deltas.address),
    };
    f.each(first, 0, count, 8, () => {
      for (const [panel, mask] of masks.entries()) f.set(mask, batchLanes(count, i32.add(first, 4 * panel)));
      pair(f, workshop, { at, width, total, scale, masks });
      for (const pointer of Object.values(at)) f.advance(pointer, 2 * panelBytes(places.outputs));
    });
    const pairs = f.v128(f64x2.add(...total));
    f.do(f32.store(workshop.loss, divided(f64.add(f64x2.lane(pairs, 0), f64x2.lane(pairs, 1)))));
  });
  return { kernel, units: 1, width: 64 * width };
}

/** Adds four numbers to the lanes of a total. */
function addTo(f: Body, [low, high]: Pair['total'], values: V128): void {
  const all = f.v128(values);
  f.set(low, f64x2.add(low, f64x2.ofF32(all)));
  f.set(high, f64x2.add(high, f64x2.ofF32(v128.shuffle(all, all, [2, 3, 2, 3]))));
}

/** Both panels interleaved, which hides the latency of each operation. */
function softmaxCrossEntropy(
  f: Body,
  { constants: c }: Workshop,
  { at, width, total, scale, masks }: Pair,
): void {
  const offset = f.i32();
  const place = (panel: number): number => panelBytes({ features: width }) * panel;
  const load = (from: Int, panel: number): V128 => v128.load(i32.add(from, offset), place(panel));
  const largest = masks.map((_, panel) => f.v128(v128.load(at.outputs, place(panel))));
  f.each(offset, 16, 16 * width, 16, () => {
    for (const [panel, own] of largest.entries()) f.set(own, f32x4.pmax(own, load(at.outputs, panel)));
  });
  const sums = masks.map(() => f.v128(v128.zero));
  const dots = masks.map(() => f.v128(v128.zero));
  const e = masks.map(() => f.v128());
  f.each(offset, 0, 16 * width, 16, () => {
    for (const [panel, dot] of dots.entries()) {
      f.set(e[panel]!, f32x4.sub(load(at.outputs, panel), largest[panel]!));
      f.set(dot, f32x4.add(dot, f32x4.mul(load(at.targets, panel), e[panel]!)));
    }
    exponentials(f, c, e);
    for (const [panel, sum] of sums.entries()) {
      f.do(v128.store(i32.add(at.deltas, offset), e[panel]!, place(panel)));
      f.set(sum, f32x4.add(sum, e[panel]!));
    }
  });
  for (const [panel, log] of logarithms(f, c, sums).entries())
    addTo(f, total, v128.and(f32x4.sub(log, dots[panel]!), masks[panel]!));
  for (const sum of sums) f.set(sum, f32x4.div(c.splat(1), sum));
  f.each(offset, 0, 16 * width, 16, () => {
    for (const [panel, inverse] of sums.entries()) {
      const error = f32x4.sub(f32x4.mul(load(at.deltas, panel), inverse), load(at.targets, panel));
      f.do(v128.store(i32.add(at.deltas, offset), f32x4.mul(error, scale), place(panel)));
    }
  });
}

function squaredError(f: Body, _workshop: Workshop, { at, width, total, scale, masks }: Pair): void {
  const offset = f.i32();
  const error = f.v128();
  for (const [panel, mask] of masks.entries()) {
    const from = panelBytes({ features: width }) * panel;
    f.each(offset, from, from + 16 * width, 16, () => {
      const load = (address: Int): V128 => v128.load(i32.add(address, offset));
      f.set(error, f32x4.sub(load(at.outputs), load(at.targets)));
      addTo(f, total, v128.and(f32x4.mul(error, error), mask));
      f.do(v128.store(i32.add(at.deltas, offset), f32x4.mul(scale, error)));
    });
  }
}

/**
 * Writes to address `to` the number of examples in the batch whose first largest output is at their first largest
 * target. Parameters: examples of the batch.
 */
export function correctKernel({ assembler }: Workshop, { outputs, targets }: Outputs, to: number): Kernel {
  return assembler.kernel('correct', 1, (f, count) => {
    const correct = f.v128(v128.zero);
    const first = f.i32();
    const [z, t] = [f.i32(outputs.address), f.i32(targets.address)];
    const row = f.i32();
    /** Index of the first largest value, in each lane. */
    const indexOfLargest = (values: Local<'i32'>): V128 => {
      const [best, index, value, larger] = [f.v128(v128.load(values)), f.v128(v128.zero), f.v128(), f.v128()];
      f.each(row, 1, outputs.features, 1, () => {
        f.set(value, v128.load(i32.add(values, i32.shl(row, 4))));
        f.set(larger, f32x4.lt(best, value));
        f.set(best, f32x4.pmax(best, value));
        f.set(index, v128.select(larger, i32x4.splat(row), index));
      });
      return index;
    };
    f.each(first, 0, count, 4, () => {
      const same = i32x4.eq(indexOfLargest(z), indexOfLargest(t));
      // A mask of set bits is -1.
      f.set(correct, i32x4.sub(correct, v128.and(same, batchLanes(count, first))));
      f.advance(z, panelBytes(outputs));
      f.advance(t, panelBytes(targets));
    });
    const lanes = [0, 1, 2, 3].map((lane) => i32x4.lane(correct, lane));
    f.do(
      i32.store(
        to,
        lanes.reduce((sum, lane) => i32.add(sum, lane)),
      ),
    );
  });
}
