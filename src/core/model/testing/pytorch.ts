/**
 * Networks whose gradients are compared with those of PyTorch in float64: one for every operation, and whole ones. What
 * PyTorch found is in pytorch-gradients.json, which `node scripts/pytorch-gradients.mjs` writes.
 */
import { sizeOf } from '../layout.ts';
import { inputNode, type Model, type NodeId, type Shape } from '../model.ts';
import { ModelBuilder } from '../networks/builder.ts';
import { cnn } from '../networks/cnn.ts';
import { decoder, encoder } from '../networks/transformer.ts';
import { Pass } from '../pass.ts';

/** Numbers as text, separated by spaces; examples one after the other. */
export interface PytorchCase {
  readonly inputs: string;
  readonly targets: string;
  /** Weights and gradients by the name of their tensor. */
  readonly weights: Readonly<Record<string, string>>;
  readonly loss: number;
  readonly gradients: Readonly<Record<string, string>>;
}

const vocabulary = 5;
const text = { context: 3, vocabulary, width: 4, blocks: 1, heads: 2 };
const [height, width] = [5, 4];
const image = [2, height, width] as const;

/** A network around an operation: layers with weights below and above it. */
function around(
  input: Shape,
  write: (builder: ModelBuilder) => readonly [last: NodeId, width: number],
): Model {
  const builder = new ModelBuilder(input);
  const [last, width] = write(builder);
  builder.dense(builder.flatten(last), 'head', 3, width);
  return builder.model('cross-entropy');
}

const convolution = (size: number, stride: number): Model =>
  around(image, (b) => {
    const below = b.conv2d(inputNode, 'below', [2, 2, 3, 3], 1);
    const [rows, columns] = [height, width].map((extent) => Math.ceil(extent / stride)) as [number, number];
    return [b.conv2d(below, 'conv', [2, 2, size, size], stride), 2 * rows * columns];
  });

const pooling = (kind: 'max' | 'mean', size: number): Model =>
  around(image, (b) => {
    const below = b.conv2d(inputNode, 'below', [2, 2, 3, 3], 1);
    const values = 2 * Math.floor(height / size) * Math.floor(width / size);
    return [b.add({ op: 'pool', from: [below], tensors: [], kind, size }), values];
  });

/** An operation on [tokens, features], on values of a dense layer. */
const onTokens = (write: (builder: ModelBuilder, below: NodeId) => NodeId): Model =>
  around([3, 2], (b) => [write(b, b.dense(inputNode, 'below', 4, 2)), 12]);

const attention = (heads: number, causal: boolean): Model =>
  around([4], (b) => {
    const table = b.tensor('embedding', 'embedding', [vocabulary, 3], 'token');
    const below = b.add({ op: 'embed', from: [inputNode], tensors: [table] });
    const from = ['query', 'key', 'value'].map((part) => b.dense(below, part, 6, 3));
    return [b.add({ op: 'attention', from, tensors: [], heads, causal }), 24];
  });

const lookedUp = (read: 'first' | 'mean' | null): Model =>
  around([4], (b) => {
    const token = b.tensor('embedding', 'embedding', [vocabulary, 3], 'token');
    const position = b.tensor('embedding', 'embedding', [4, 3], 'position');
    const words = b.add({ op: 'embed', from: [inputNode], tensors: [token] });
    const placed = b.add({ op: 'position', from: [words], tensors: [position] });
    if (read === null) return [placed, 12];
    return [b.add({ op: 'readout', from: [placed], tensors: [], kind: read }), 3];
  });

/** One node read four times, twice by one reader. */
function branching(): Model {
  const b = new ModelBuilder([3]);
  const first = b.dense(inputNode, 'first', 4, 3);
  const active = b.add({ op: 'activate', from: [first], tensors: [], activation: 'sigmoid' });
  b.dense(b.sum(b.sum(active, b.sum(first, first)), first), 'last', 3, 4);
  return b.model('squared-error');
}

const small = { image, filters: [2, 3], activation: 'relu', outputs: 3 } as const;
const convolutional = (halving: 'max' | 'mean' | 'stride', kernel: number): Model =>
  cnn({ ...small, kernel, halving, head: [] }, 'cross-entropy');

/** The step whose gradients are compared: it fixes which values are dropped. For the script too. @public */
export const training = { seed: 3, step: 7 } as const;

export const pytorchModels: Readonly<Record<string, Model>> = {
  'dense over tokens, tanh': onTokens((b, from) =>
    b.add({ op: 'activate', from: [from], tensors: [], activation: 'tanh' }),
  ),
  'dense without bias, sigmoid': onTokens((b, from) => {
    const active = b.add({ op: 'activate', from: [from], tensors: [], activation: 'sigmoid' });
    return b.add({ op: 'dense', from: [active], tensors: [b.tensor('bare', 'kernel', [4, 4])] });
  }),
  'layer norm': onTokens((b, from) => b.norm(from, 'norm', 4)),
  gelu: onTokens((b, from) => b.add({ op: 'gelu', from: [from], tensors: [] })),
  'convolution 5 x 5, stride 2': convolution(5, 2),
  'convolution 3 x 3, stride 3': convolution(3, 3),
  'largest of 2 x 2': pooling('max', 2),
  'largest of 3 x 3': pooling('max', 3),
  'mean of 2 x 2': pooling('mean', 2),
  'embedding and position': lookedUp(null),
  'first token': lookedUp('first'),
  'mean of tokens': lookedUp('mean'),
  'attention to all, one head': attention(1, false),
  'attention to all, three heads': attention(3, false),
  'causal attention, two heads': attention(2, true),
  'sums that branch, squared error': branching(),
  'convolutional network, largest of four': convolutional('max', 3),
  'convolutional network of 5 x 5, mean of four': convolutional('mean', 5),
  'convolutional network with strides': convolutional('stride', 3),
  decoder: decoder({ ...text, tied: false }),
  'decoder of two blocks that shares its embeddings': decoder({ ...text, blocks: 2, tied: true }),
  'encoder, read at its first token': encoder({ ...text, classes: 3, readout: 'first' }),
  'encoder, read as a mean': encoder({ ...text, classes: 3, readout: 'mean' }),
  dropout: onTokens((b, from) => b.dropout(from, 0.3)),
  'decoder with dropout': decoder({ ...text, tied: true, dropout: 0.2 }),
  'convolutional network with dropout before dense layers': cnn(
    { ...small, halving: 'max', kernel: 3, head: [6], dropout: 0.5 },
    'cross-entropy',
  ),
};

const numbers = (written: string): Float32Array => Float32Array.from(written.split(' '), Number);

/** Numbers [example, number] as a pass reads them: [number, example]. */
const byNumber = (values: Float32Array, examples: number): Float32Array =>
  values.map((_, i) => values[(i % examples) * (values.length / examples) + Math.floor(i / examples)]!);

/**
 * The largest relative error of our loss, and that of the gradient of any tensor: its largest difference over its
 * largest value, or over a hundredth of the largest of all, if that is more. A bias of keys moves all scores of a
 * token alike: its gradient is only rounding.
 */
export function errorsOf(
  model: Model,
  expected: PytorchCase,
): { readonly loss: number; readonly gradient: number } {
  const { tensors } = model.parameters;
  const inputs = numbers(expected.inputs);
  const weights = numbers(tensors.map(({ name }) => expected.weights[name]!).join(' '));
  const examples = inputs.length / sizeOf(model.input);
  const pass = new Pass(model, examples);
  pass.inputs.set(byNumber(inputs, examples));
  pass.targets.set(byNumber(numbers(expected.targets), examples));
  const gradient = new Float32Array(weights.length).fill(NaN);
  const loss = pass.backward(weights, 0, examples, gradient, training);
  const largest = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
  const truths = tensors.map(({ name }) => expected.gradients[name]!.split(' ').map(Number));
  const least = largest(truths.flat()) / 100;
  const errors = truths.map(
    (truth, t) =>
      largest(truth.map((value, i) => gradient[tensors[t]!.offset + i]! - value)) /
      Math.max(largest(truth), least),
  );
  return { loss: Math.abs(loss / expected.loss - 1), gradient: largest(errors) };
}
