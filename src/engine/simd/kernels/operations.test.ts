/** The kernels of every operation by itself, against the operations of core/model in plain TypeScript, bit for bit. */
import { describe, expect, test } from 'vitest';
import { layoutOf, sizeOf } from '../../../core/model/layout.ts';
import { correctCount, lossShape, tokenCrossEntropy } from '../../../core/model/losses.ts';
import type { Node, Shape } from '../../../core/model/model.ts';
import type { Place as CorePlace, Work } from '../../../core/model/ops/op.ts';
import { opOf } from '../../../core/model/ops/ops.ts';
import { randomStream } from '../../../core/rng.ts';
import { emittersFor, stagesOf } from '../program.ts';
import type { Rows } from '../testing/plain.ts';
import { awkward, runStages, Workbench } from '../testing/workbench.ts';
import { correctKernel } from './correct.ts';
import { panelBytes, panelsOfShape, type Panels } from './kernel.ts';
import { lossStage } from './losses.ts';

const random = randomStream(5, 'data');
const emitters = await emittersFor({ nodes: [{ op: 'gelu', from: [], tensors: [] }] });
const f = Math.fround;
const drawn = (length: number): number[] => Array.from({ length }, () => f(random.normal()));
const drawnRows = (count: number, width: number): Rows => Array.from({ length: count }, () => drawn(width));
const awkwardRows = (count: number, width: number): Rows =>
  Array.from({ length: count }, (_, b) =>
    Array.from({ length: width }, (_value, i) => awkward[(7 * b + i) % awkward.length]!),
  );

/** Their differences overflow. */
const distantRows = (count: number, width: number): Rows =>
  drawnRows(count, width).map((row) => row.map((value) => f(Math.sign(value) * 3.4e38)));

/** [feature, example] */
const turned = (rows: Rows, width: number): Float32Array =>
  Float32Array.from(
    { length: width * rows.length },
    (_, i) => rows[i % rows.length]![Math.floor(i / rows.length)]!,
  );
const rowsIn = (values: Float32Array, width: number, count: number): number[][] =>
  Array.from({ length: count }, (_, b) =>
    Array.from({ length: width }, (_value, i) => values[i * count + b]!),
  );

interface Case {
  readonly node: Omit<Node, 'from' | 'tensors'>;
  readonly inputs: readonly Shape[];
  readonly tensors?: readonly Shape[];
}

interface Choice {
  readonly examples: number;
  readonly rows?: typeof drawnRows;
  /** Whether gradients of inputs are added to others, and those of tensors. */
  readonly adds?: boolean;
  readonly shares?: boolean;
  /** Whether it is a training step. */
  readonly trains?: boolean;
  /** Examples are processed in parts of this many units. */
  readonly size?: number;
  /** Whether outputs are in rows without padding, as a loss reads them. */
  readonly isLast?: boolean;
}

function compare({ node: given, inputs, tensors = [] }: Case, choice: Choice): void {
  const {
    examples: count,
    rows = drawnRows,
    adds = false,
    shares = false,
    trains = true,
    size = 2,
    isLast = false,
  } = choice;
  const node = {
    ...given,
    from: inputs.map((_, i) => i),
    tensors: tensors.map((_, i) => i),
  } as unknown as Node;
  const { tensors: all, count: weightCount } = layoutOf(
    tensors.map((shape, i) => ({ name: `t${i}`, role: 'kernel', block: 1, shape })),
  );
  const op = opOf(node);
  const shape = op.shape(node, inputs, all);
  const isEmbedding = node.op === 'embed';
  const x = inputs.map((input) =>
    isEmbedding
      ? drawnRows(count, sizeOf(input)).map((row) => row.map(() => random.below(tensors[0]![0]!)))
      : rows(count, sizeOf(input)),
  );
  const d = rows(count, sizeOf(shape));
  const weights = drawn(weightCount);
  const gradient = Float32Array.from(shares ? drawn(weightCount) : weights);
  const before = [...gradient];

  const place: CorePlace<Node> = {
    ...{ node, tensors: all, adds: all.map(() => shares), shape, fromShapes: inputs, capacity: count },
    from: x.map((own, i) => turned(own, sizeOf(inputs[i]!))),
    values: new Float32Array(sizeOf(shape) * count),
    fromDeltas: inputs.map((input) => (isEmbedding ? null : new Float32Array(sizeOf(input) * count))),
    deltas: turned(d, sizeOf(shape)),
  };
  const stages = op.bind(place);
  const training = trains ? { seed: 9, step: 4 } : null;
  const work: Work = { weights: Float32Array.from(weights), base: 0, count, gradient, training };
  stages.forward.run(work, 0, stages.forward.rows);
  const values = place.values.slice();
  for (const stage of stages.backward) stage.run(work, 0, stage.rows);

  const bench = new Workbench(count);
  const old = inputs.map((input) => drawnRows(count, sizeOf(input)));
  const take = (own: Shape, padded = true): Panels => {
    const panels = panelsOfShape(own, padded);
    return { ...panels, address: bench.place(2 * panelBytes(panels) * Math.ceil(count / 8)) };
  };
  const own = {
    ...{ name: node.op, tensors: all, adds: all.map(() => shares), shape, fromShapes: inputs },
    from: inputs.map((input) => take(input)),
    values: take(shape, !isLast),
    fromDeltas: inputs.map((input) => (isEmbedding ? null : { ...take(input), adds })),
    deltas: take(shape, !isLast),
  };
  const kernels = stagesOf(emitters, bench.workshop, own, node);
  const exports = bench.start();
  const at = bench.put(weights);
  for (const [i, panels] of own.from.entries()) bench.fill(panels, x[i]!);
  bench.fill(own.deltas, d);
  for (const [i, panels] of own.fromDeltas.entries())
    if (panels !== null && adds) bench.fill(panels, old[i]!);
  bench.floats.set(before, bench.workshop.gradient / 4);
  bench.words.set(trains ? [9, 4, 1] : [9, 4, 0], bench.workshop.training / 4);
  runStages(exports, kernels.forward, at, count, size);
  expect(bench.rows(own.values, count)).toEqual(rowsIn(values, sizeOf(shape), count));
  runStages(exports, [...kernels.backward, ...(kernels.last ?? [])], at, count, size);
  expect(bench.numbers(bench.workshop.gradient, weightCount)).toEqual([...gradient]);
  for (const [i, panels] of own.fromDeltas.entries()) {
    if (panels === null) continue;
    const wanted = rowsIn(place.fromDeltas[i]!, sizeOf(inputs[i]!), count);
    expect(bench.rows(panels, count)).toEqual(
      adds ? wanted.map((row, b) => row.map((value, k) => f(old[i]![b]![k]! + value))) : wanted,
    );
  }
}

const conv = (stride: number, input: Shape, filters: number, size: number): Case => ({
  node: { op: 'conv2d', stride } as Case['node'],
  inputs: [input],
  tensors: [[filters, input[0]!, size, size], [filters]],
});
const pool = (kind: 'max' | 'mean', size: number, input: Shape): Case => ({
  node: { op: 'pool', kind, size } as Case['node'],
  inputs: [input],
});
const attention = (tokens: number, width: number, heads: number, causal: boolean): Case => ({
  node: { op: 'attention', heads, causal } as Case['node'],
  inputs: [0, 1, 2].map(() => [tokens, width]),
});
const over = (
  op: 'gelu' | 'flatten' | 'dense' | 'layer-norm' | 'position',
  input: Shape,
  ...tensors: Shape[]
): Case => ({
  node: { op, ...(op === 'layer-norm' ? { epsilon: 1e-5 } : {}) },
  inputs: [input],
  tensors,
});

const cases: readonly Case[] = [
  ...[[3, 5], [4, 16], [2, 3, 4], [7]].flatMap((input): Case[] => {
    const width = input.at(-1)!;
    return [
      over('dense', input, [6, width], [6]),
      over('dense', input, [16, width]),
      over('gelu', input),
      over('flatten', input),
      over('layer-norm', input, [width], [width]),
      { node: { op: 'add' }, inputs: [input, input] },
      { node: { op: 'dropout', rate: 0.4, stream: width } as Case['node'], inputs: [input] },
    ];
  }),
  over('dense', [35, 5], [3, 5], [3]),
  ...[
    [1, 5],
    [3, 5],
    [4, 16],
  ].flatMap((input): Case[] => [
    over('position', input, input),
    { node: { op: 'readout', kind: 'first' } as Case['node'], inputs: [input] },
    { node: { op: 'readout', kind: 'mean' } as Case['node'], inputs: [input] },
  ]),
  { node: { op: 'embed' }, inputs: [[4]], tensors: [[7, 5]] },
  { node: { op: 'embed' }, inputs: [[3]], tensors: [[2, 16]] },
  ...[true, false].flatMap((causal) => [
    attention(1, 4, 1, causal),
    attention(2, 6, 3, causal),
    attention(5, 8, 2, causal),
    attention(9, 3, 3, causal),
    attention(16, 5, 1, causal),
  ]),
  ...[1, 2, 3].flatMap((stride) => [
    conv(stride, [1, 5, 6], 3, 3),
    conv(stride, [2, 6, 5], 5, 5),
    conv(stride, [3, 4, 4], 4, 1),
    conv(stride, [1, 3, 2], 2, 7),
  ]),
  ...(['max', 'mean'] as const).flatMap((kind) => [
    pool(kind, 1, [2, 3, 3]),
    pool(kind, 2, [3, 5, 4]),
    pool(kind, 3, [1, 3, 8]),
    pool(kind, 5, [2, 6, 5]),
  ]),
];

const named = cases.map((own): [string, Case] => [
  [JSON.stringify(own.node), JSON.stringify(own.inputs), JSON.stringify(own.tensors ?? [])].join(' '),
  own,
]);

describe('an operation has the bits of core/model', () => {
  test.each(named)('%s', (_, own) => {
    for (const examples of [1, 3, 4, 8, 9]) compare(own, { examples });
    compare(own, { examples: 13, size: 1024, isLast: true });
    compare(own, { examples: 6, adds: true });
    compare(own, { examples: 7, rows: awkwardRows });
    compare(own, { examples: 5, trains: false });
  });

  test('a table whose gradient is added to that of a later node', () => {
    compare({ node: { op: 'embed' }, inputs: [[4]], tensors: [[7, 5]] }, { examples: 9, shares: true });
  });

  test('more tokens than a block, in batches of many', () => {
    compare(over('dense', [9, 6], [5, 6], [5]), { examples: 33 });
    compare(over('dense', [9, 6], [5, 6], [5]), { examples: 33, rows: awkwardRows });
  });
});

test('a loss over tokens, and the number of right predictions', () => {
  for (const [tokens, classes] of [
    [1, 1],
    [3, 5],
    [4, 16],
  ] as const)
    for (const rows of [drawnRows, awkwardRows, distantRows])
      for (const count of [1, 4, 7, 8, 9, 17]) {
        const z = rows(count, tokens * classes);
        const t = z.map(() => Array.from({ length: tokens }, () => random.below(classes)));
        const bench = new Workbench();
        const places = {
          outputs: bench.panels([tokens, classes], count),
          deltas: bench.panels([tokens, classes], count),
          targets: bench.panels(tokens, count),
        };
        const stage = lossStage(bench.workshop, 'token-cross-entropy', places);
        const correct = bench.place(4);
        correctKernel(bench.workshop, 'token-cross-entropy', places, correct);
        const kernels = bench.start();
        bench.fill(places.outputs, z);
        bench.fill(places.targets, t);
        runStages(kernels, [stage], 0, count);
        kernels['correct']!(count);
        const [outputs, targets] = [turned(z, tokens * classes), turned(t, tokens)];
        const deltas = new Float32Array(outputs.length);
        const loss = tokenCrossEntropy(outputs, targets, deltas, classes, count, true, tokens);
        expect(bench.numbers(bench.workshop.loss, 1)).toEqual([loss]);
        expect(bench.rows(places.deltas, count)).toEqual(rowsIn(deltas, tokens * classes, count));
        const shape = lossShape('token-cross-entropy', [tokens, classes]);
        expect(bench.words[correct / 4]).toBe(correctCount(outputs, targets, shape, count));
      }
});
