/** Builds a model node by node; tensors are laid out in the order in which they are added. */
import type { LossName } from '../../data/data-set.ts';
import { layoutOf, type Tensor, type TensorRole } from '../layout.ts';
import type { Model, Node, NodeId, Shape } from '../model.ts';

export class ModelBuilder {
  readonly #input: Shape;
  readonly #nodes: Node[] = [];
  readonly #tensors: Omit<Tensor, 'offset' | 'length'>[] = [];
  #dropouts = 0;
  /** The first parts of all names so far: each is a block. */
  readonly #blocks: string[] = [];

  constructor(input: Shape) {
    this.#input = input;
  }

  /**
   * Adds a tensor; returns its index. `path` is its name without the last part, which is its role unless another is given:
   * 'block1.attention.query'. The path's first part is the block that it belongs to.
   */
  tensor(path: string, role: TensorRole, shape: Shape, last: string = role): number {
    const [first = ''] = path.split('.');
    if (!this.#blocks.includes(first)) this.#blocks.push(first);
    const block = this.#blocks.indexOf(first) + 1;
    return this.#tensors.push({ name: `${path}.${last}`, role, block, shape }) - 1;
  }

  add(node: Node): NodeId {
    return this.#nodes.push(node) - 1;
  }

  /** kernel x + bias, of every token. */
  dense(from: NodeId, path: string, outputs: number, inputs: number): NodeId {
    const tensors = [this.tensor(path, 'kernel', [outputs, inputs]), this.tensor(path, 'bias', [outputs])];
    return this.add({ op: 'dense', from: [from], tensors });
  }

  norm(from: NodeId, path: string, width: number): NodeId {
    const tensors = [this.tensor(path, 'scale', [width]), this.tensor(path, 'bias', [width])];
    return this.add({ op: 'layer-norm', from: [from], tensors, epsilon: 1e-5 });
  }

  conv2d(from: NodeId, path: string, shape: Shape, stride: number): NodeId {
    const tensors = [this.tensor(path, 'kernel', shape), this.tensor(path, 'bias', shape.slice(0, 1))];
    return this.add({ op: 'conv2d', from: [from], tensors, stride });
  }

  sum(first: NodeId, second: NodeId): NodeId {
    return this.add({ op: 'add', from: [first, second], tensors: [] });
  }

  /** At rate 0 there is none. */
  dropout(from: NodeId, rate: number): NodeId {
    if (rate === 0) return from;
    this.#dropouts += 1;
    return this.add({ op: 'dropout', from: [from], tensors: [], rate, stream: this.#dropouts - 1 });
  }

  flatten(from: NodeId): NodeId {
    return this.add({ op: 'flatten', from: [from], tensors: [] });
  }

  model(loss: LossName): Model {
    return { parameters: layoutOf(this.#tensors), nodes: this.#nodes, loss, input: this.#input };
  }
}
