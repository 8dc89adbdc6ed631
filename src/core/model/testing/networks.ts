/** Networks of several operations, for tests. */
import { layoutOf, type Tensor } from '../layout.ts';
import type { ActivationName, Model, Node, PoolNode, ReadoutNode, Shape } from '../model.ts';
import { shapesOf } from '../pass.ts';

/** Collects nodes and tensors: `add` returns the node's number. */
class Builder {
  readonly nodes: Node[] = [];
  readonly #tensors: Omit<Tensor, 'offset' | 'length'>[] = [];
  readonly #input: Shape;

  constructor(input: Shape) {
    this.#input = input;
  }

  tensor(role: Tensor['role'], ...shape: number[]): number {
    const index = this.#tensors.length;
    this.#tensors.push({ name: `t${index}.${role}`, role, block: 1, shape });
    return index;
  }

  add(node: Node): number {
    return this.nodes.push(node) - 1;
  }

  dense(from: number, outputs: number, inputs: number): number {
    return this.add({
      op: 'dense',
      from: [from],
      tensors: [this.tensor('kernel', outputs, inputs), this.tensor('bias', outputs)],
    });
  }

  norm(from: number, width: number): number {
    return this.add({
      op: 'layer-norm',
      from: [from],
      tensors: [this.tensor('scale', width), this.tensor('bias', width)],
      epsilon: 1e-5,
    });
  }

  activate(from: number, activation: ActivationName): number {
    return this.add({ op: 'activate', from: [from], tensors: [], activation });
  }

  model(loss: Model['loss'] = 'cross-entropy'): Model {
    return { parameters: layoutOf(this.#tensors), nodes: this.nodes, loss, input: this.#input };
  }
}

export interface Convolutions {
  readonly input: readonly [number, number, number];
  readonly layers: readonly {
    readonly filters: number;
    readonly size: number;
    readonly stride: number;
    /** Side of the windows that are pooled, at most that of the image; 1: no pooling. */
    readonly pool: number;
  }[];
  readonly kind: PoolNode['kind'];
  readonly activation: ActivationName;
  readonly outputs: number;
}

export function convolutional(choice: Convolutions): Model {
  const { input, layers, kind, activation, outputs } = choice;
  const b = new Builder(input);
  let [below, channels] = [-1, input[0]];
  for (const { filters, size, stride, pool } of layers) {
    const tensors = [b.tensor('kernel', filters, channels, size, size), b.tensor('bias', filters)];
    below = b.activate(b.add({ op: 'conv2d', from: [below], tensors, stride }), activation);
    const windows = Math.min(pool, ...shapesOf(b.model())[below]!.slice(1));
    if (windows > 1) below = b.add({ op: 'pool', from: [below], tensors: [], kind, size: windows });
    channels = filters;
  }
  const flat = b.add({ op: 'flatten', from: [below], tensors: [] });
  b.dense(flat, outputs, shapesOf(b.model())[flat]![0]!);
  return b.model();
}

export interface Transformer {
  readonly tokens: number;
  readonly vocabulary: number;
  readonly width: number;
  readonly heads: number;
  readonly blocks: number;
  /** Width between the two layers of a block. */
  readonly inner: number;
  readonly causal: boolean;
  /** What the last layer reads. */
  readonly end: 'flatten' | ReadoutNode['kind'];
  readonly outputs: number;
}

/** Blocks of attention and of two layers, both with a residual connection, normalised first. */
export function transformer(choice: Transformer): Model {
  const { tokens, vocabulary, width, heads, blocks, inner, causal, end, outputs } = choice;
  const b = new Builder([tokens]);
  const words = b.add({ op: 'embed', from: [-1], tensors: [b.tensor('embedding', vocabulary, width)] });
  let below = b.add({ op: 'position', from: [words], tensors: [b.tensor('embedding', tokens, width)] });
  for (let block = 0; block < blocks; block += 1) {
    const normal = b.norm(below, width);
    const from = [0, 1, 2].map(() => b.dense(normal, width, width));
    const read = b.add({ op: 'attention', from, tensors: [], heads, causal });
    below = b.add({ op: 'add', from: [below, b.dense(read, width, width)], tensors: [] });
    const active = b.add({ op: 'gelu', from: [b.dense(b.norm(below, width), inner, width)], tensors: [] });
    below = b.add({ op: 'add', from: [below, b.dense(active, width, inner)], tensors: [] });
  }
  const last = b.norm(below, width);
  if (end === 'flatten')
    b.dense(b.add({ op: 'flatten', from: [last], tensors: [] }), outputs, tokens * width);
  else b.dense(b.add({ op: 'readout', from: [last], tensors: [], kind: end }), outputs, width);
  return b.model();
}

/** One node read four times, twice by one reader, and an activation that must not overwrite what others read. */
export function branching(): Model {
  const b = new Builder([3]);
  const first = b.dense(-1, 4, 3);
  const active = b.activate(first, 'sigmoid');
  const twice = b.add({ op: 'add', from: [first, first], tensors: [] });
  const sum = b.add({ op: 'add', from: [active, twice], tensors: [] });
  const again = b.add({ op: 'add', from: [sum, first], tensors: [] });
  b.dense(again, 3, 4);
  return b.model('squared-error');
}
