/**
 * The outputs of a model for one example, in float64, directly from the formulas of the papers: the reference for
 * tests.
 */
import { exp, log, tanh } from '../../numeric/functions.ts';
import { sizeOf } from '../layout.ts';
import type { ActivationName, DropoutNode, Model, Node, Shape } from '../model.ts';
import { shapesOf } from '../pass.ts';

type Numbers = readonly number[];

/** What a dropout multiplies the values of the example by. */
export type Factors = (node: DropoutNode, shape: Shape) => Numbers;

interface Place<Own extends Node> {
  readonly node: Own;
  /** Its input values. */
  readonly from: readonly Numbers[];
  /** Shape of the first input, and of the output. */
  readonly below: Shape;
  readonly shape: Shape;
  /** Weight number `index` of the operation's tensor number `tensor`. */
  readonly at: (tensor: number, index: number) => number;
  /** Number of its tensors, and the last extent of the first. */
  readonly tensors: number;
  readonly size: number;
  readonly factors: Factors;
}

const mean = (values: Numbers): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const dot = (a: Numbers, b: Numbers): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
const series = <Value>(length: number, of: (i: number) => Value): Value[] =>
  Array.from({ length }, (_, i) => of(i));

/** Values in rows of `width`. */
const rowsOf = (values: Numbers, width: number): Numbers[] =>
  series(values.length / width, (row) => values.slice(row * width, (row + 1) * width));

function softmax(scores: Numbers): number[] {
  const powers = scores.map((score) => exp(score - Math.max(...scores)));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

const activations: Readonly<Record<ActivationName, (x: number) => number>> = {
  tanh,
  relu: (x) => Math.max(0, x),
  sigmoid: (x) => 1 / (1 + exp(-x)),
  linear: (x) => x,
};

/** [channel, row, column] of value number `i` of an image. */
const placeIn = ([, height, width]: Shape, i: number): readonly [number, number, number] => [
  Math.floor(i / (height! * width!)),
  Math.floor(i / width!) % height!,
  i % width!,
];

type Oracles = {
  readonly [Name in Node['op']]: (place: Place<Extract<Node, { readonly op: Name }>>) => Numbers;
};

const oracles: Oracles = {
  dense: ({ from: [x], below, shape, tensors, at }) =>
    rowsOf(x!, below.at(-1)!).flatMap((row) =>
      series(
        shape.at(-1)!,
        (o) =>
          (tensors > 1 ? at(1, o) : 0) + row.reduce((sum, v, i) => sum + at(0, o * row.length + i) * v, 0),
      ),
    ),
  activate: ({ node, from: [x] }) => x!.map(activations[node.activation]),
  gelu: ({ from: [x] }) =>
    x!.map((v) => 0.5 * v * (1 + tanh(Math.sqrt(2 / Math.PI) * (v + 0.044715 * v * v * v)))),
  add: ({ from: [x, y] }) => x!.map((value, i) => value + y![i]!),
  'layer-norm': ({ node, from: [x], shape, at }) =>
    rowsOf(x!, shape.at(-1)!).flatMap((row) => {
      const middle = mean(row);
      const variance = mean(row.map((value) => (value - middle) * (value - middle)));
      return row.map(
        (value, f) => (at(0, f) * (value - middle)) / Math.sqrt(variance + node.epsilon) + at(1, f),
      );
    }),
  conv2d: ({ node, from: [x], below, shape, at, size }) =>
    series(sizeOf(shape), (i) => {
      const [channels, height, width] = below as [number, number, number];
      const [o, v, u] = placeIn(shape, i);
      let sum = at(1, o);
      for (let k = 0; k < channels * size * size; k += 1) {
        const [c, ky, kx] = placeIn([channels, size, size], k);
        const row = v * node.stride + ky - (size - 1) / 2;
        const column = u * node.stride + kx - (size - 1) / 2;
        if (row >= 0 && row < height && column >= 0 && column < width)
          sum += at(0, o * channels * size * size + k) * x![(c * height + row) * width + column]!;
      }
      return sum;
    }),
  pool: ({ node: { kind, size }, from: [x], below, shape }) =>
    series(sizeOf(shape), (i) => {
      const [, height, width] = below as [number, number, number];
      const [c, v, u] = placeIn(shape, i);
      const window = series(size * size, (k) => {
        const [row, column] = [v * size + Math.floor(k / size), u * size + (k % size)];
        return x![(c * height + row) * width + column]!;
      });
      return kind === 'max' ? Math.max(...window) : mean(window);
    }),
  flatten: ({ from: [x] }) => x!,
  embed: ({ from: [x], size, at }) => x!.flatMap((number) => series(size, (f) => at(0, number * size + f))),
  position: ({ from: [x], at }) => x!.map((value, i) => value + at(0, i)),
  attention: ({ node: { heads, causal }, from, shape }) => {
    const width = shape.at(-1)! / heads;
    const [queries, keys, values] = from.map((rows) => rowsOf(rows, width * heads)) as [
      Numbers[],
      Numbers[],
      Numbers[],
    ];
    return queries.flatMap((query, t) =>
      series(heads, (h) => {
        const own = (row: Numbers): Numbers => row.slice(h * width, (h + 1) * width);
        const seen = causal ? t + 1 : keys.length;
        const shares = softmax(
          keys.slice(0, seen).map((key) => dot(own(query), own(key)) / Math.sqrt(width)),
        );
        return series(width, (f) => shares.reduce((sum, share, s) => sum + share * own(values[s]!)[f]!, 0));
      }).flat(),
    );
  },
  dropout: ({ node, from: [x], shape, factors }) => {
    const own = factors(node, shape);
    return x!.map((value, i) => value * own[i]!);
  },
  readout: ({ node, from: [x], shape }) => {
    const tokens = rowsOf(x!, shape[0]!);
    return node.kind === 'first'
      ? tokens[0]!
      : series(shape[0]!, (f) => mean(tokens.map((token) => token[f]!)));
  },
};

/** The outputs for one example; nothing is dropped unless `factors` say so. */
export function naiveOutputs(
  model: Model,
  weights: ArrayLike<number>,
  input: Numbers,
  factors: Factors = (_node, shape) => series(sizeOf(shape), () => 1),
): Numbers {
  const { tensors } = model.parameters;
  const shapes = shapesOf(model);
  const values: Numbers[] = [];
  for (const [id, node] of model.nodes.entries()) {
    const own = node.tensors.map((index) => tensors[index]!);
    const [first] = node.from;
    const place = {
      node,
      from: node.from.map((other) => (other < 0 ? input : values[other]!)),
      below: first! < 0 ? model.input : shapes[first!]!,
      shape: shapes[id]!,
      at: (tensor: number, index: number) => weights[own[tensor]!.offset + index]!,
      tensors: own.length,
      size: own[0]?.shape.at(-1) ?? 0,
      factors,
    };
    values.push((oracles[node.op] as (place: Place<Node>) => Numbers)(place));
  }
  return values.at(-1)!;
}

/** The loss of one example. */
export function naiveLoss({ loss }: Model, outputs: Numbers, targets: Numbers): number {
  if (loss === 'squared-error') return mean(outputs.map((y, o) => (y - targets[o]!) * (y - targets[o]!)));
  if (loss === 'token-cross-entropy')
    return mean(
      rowsOf(outputs, outputs.length / targets.length).map((row, t) => -log(softmax(row)[targets[t]!]!)),
    );
  const largest = Math.max(...outputs);
  const total = outputs.reduce((sum, y) => sum + exp(y - largest), 0);
  return outputs.reduce((sum, y, o) => sum + targets[o]! * (log(total) + largest - y), 0);
}
