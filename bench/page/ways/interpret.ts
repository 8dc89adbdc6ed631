/**
 * Computes a model with the operations of a library: every library with its array type builds the same
 * network from one description. The arithmetic is the library's.
 */
import { sizeOf, type TensorRole } from '../../../src/core/model/layout.ts';
import { inputNode, type Model, type Node } from '../../../src/core/model/model.ts';
import { outputsOf, problemOf } from '../cases.ts';
import type { BenchCase } from '../protocol.ts';

/** What a library computes at a node, from the values that it reads and its tensors. Values are [example, ...]. */
export type Operations<Value> = {
  readonly [Name in Node['op']]?: (
    from: readonly Value[],
    tensors: readonly Value[],
    node: Extract<Node, { readonly op: Name }>,
  ) => Value;
};

type Operation<Value> = (from: readonly Value[], tensors: readonly Value[], node: Node) => Value;

/**
 * The outputs of a model. `again` is called with a value that a later node reads too, for libraries whose functions
 * consume their arguments.
 */
export function outputsFrom<Value>(
  { nodes }: Model,
  operations: Operations<Value>,
  tensors: readonly Value[],
  inputs: Value,
  again: (value: Value) => Value = (value) => value,
): Value {
  const left = new Map<number, number>();
  for (const id of nodes.flatMap(({ from }) => from)) left.set(id, (left.get(id) ?? 0) + 1);
  const values: Value[] = [];
  const take = (id: number): Value => {
    const value = id === inputNode ? inputs : values[id]!;
    const readers = left.get(id)!;
    left.set(id, readers - 1);
    return readers > 1 ? again(value) : value;
  };
  for (const node of nodes) {
    const operation = operations[node.op] as Operation<Value> | undefined;
    if (operation === undefined) throw new Error(`this way has no ${node.op}`);
    values.push(
      operation(
        node.from.map(take),
        node.tensors.map((index) => tensors[index]!),
        node,
      ),
    );
  }
  return values.at(-1)!;
}

/** A tensor of a model with its initial values, row-major. */
export interface NamedTensor {
  readonly role: TensorRole;
  readonly shape: number[];
  readonly values: Float32Array<ArrayBuffer>;
}

/** What a library trains on, as arrays. */
interface Arrays {
  readonly model: Model;
  readonly inputs: Float32Array<ArrayBuffer>;
  readonly inputShape: number[];
  /** [row, output], one-hot; a row is an example, or one of its tokens. */
  readonly targets: Float32Array<ArrayBuffer>;
  readonly targetShape: [number, number];
  readonly tensors: readonly NamedTensor[];
}

/** A case as a library receives it. */
export function arraysOf(experiment: BenchCase): Arrays {
  const { model, inputs, targets, weights } = problemOf(experiment);
  const outputs = outputsOf(model);
  const ofTokens = model.loss === 'token-cross-entropy';
  return {
    model,
    inputs,
    inputShape: [experiment.batch, ...model.input],
    targets: ofTokens ? oneHot(targets, outputs) : targets,
    targetShape: [experiment.batch * (ofTokens ? sizeOf(model.input) : 1), outputs],
    tensors: model.parameters.tensors.map(({ role, offset, length, shape }) => ({
      role,
      shape: [...shape],
      values: weights.slice(offset, offset + length),
    })),
  };
}

function oneHot(classes: Float32Array, count: number): Float32Array<ArrayBuffer> {
  const rows = new Float32Array(classes.length * count);
  classes.forEach((own, row) => {
    rows[row * count + own] = 1;
  });
  return rows;
}
