/**
 * Forward and backward pass of a model over a batch: interprets its nodes, for one set of weights at a time. The
 * reference engine trains with it, and all other code that evaluates a model uses it too.
 *
 * A pass is a list of parts, done in order. Large operations have several parts, cut between rows, so that a pass can
 * be interrupted; the cuts do not change any sum. No buffer is allocated after construction.
 */
import { sizeOf, type Tensor } from './layout.ts';
import { lossRules, lossShape, type LossRule, type LossShape } from './losses.ts';
import { inputNode, type Model, type Node, type NodeId, type Shape } from './model.ts';
import type { Place, Stage, TrainingStep, Work } from './ops/op.ts';
import { opOf } from './ops/ops.ts';

/** Rows from <= r < to of a stage. */
interface Part {
  readonly run: Stage['run'];
  readonly from: number;
  readonly to: number;
}

/**
 * Shapes of one example's values at every node. Throws a RangeError, in plain words, if the model cannot be computed.
 * This is the validation of a model from outside.
 */
export function shapesOf({ nodes, parameters: { tensors }, input, loss }: Model): readonly Shape[] {
  const shapes: Shape[] = [];
  const read = new Set<number>();
  const used = new Map<number, Node>();
  for (const [id, node] of nodes.entries()) {
    const from = node.from.map((other) => {
      const shape = other === inputNode ? input : shapes[other];
      if (shape === undefined) throw new RangeError(`node ${id} reads node ${other}, which is not before it`);
      read.add(other);
      return shape;
    });
    const own = node.tensors.map((index) => {
      const tensor = tensors[index];
      if (tensor === undefined) throw new RangeError(`node ${id} has no tensor ${index}`);
      // The backward pass starts at the last reader, which writes the gradient; the others add.
      if (used.has(index) && !opOf(used.get(index)!).addsGradients)
        throw new RangeError(
          `tensor ${index} has a later reader, and ${used.get(index)!.op} cannot add gradients`,
        );
      used.set(index, node);
      return tensor;
    });
    shapes.push(opOf(node).shape(node, from, own));
  }
  if (nodes.length === 0) throw new RangeError('a model needs an operation');
  for (let id = 0; id < nodes.length - 1; id += 1)
    if (!read.has(id)) throw new RangeError(`nothing reads node ${id}`);
  lossShape(loss, shapes.at(-1)!);
  return shapes;
}

/** How the loss of a model reads its outputs. Throws as `shapesOf` does. */
export const predictionsOf = (model: Model): LossShape => lossShape(model.loss, shapesOf(model).at(-1)!);

export class Pass {
  /** Sizes of an example's input and output, and the maximum batch size. */
  readonly features: number;
  readonly outputs: number;
  readonly capacity: number;
  /** How the loss reads outputs and targets. */
  readonly predictions: LossShape;
  /** [node]: size of its output for one example. */
  readonly sizes: readonly number[];
  /** [feature, example] inputs of the batch: fill before a pass. */
  readonly inputs: Float32Array;
  /** [target, example] targets of the batch: fill before a pass that returns a loss. */
  readonly targets: Float32Array;
  /**
   * [node]: its values, [feature, example]; the last are the outputs. A node may overwrite the values that it reads.
   * The values of node `after`, at which a pass starts, may be written from outside.
   */
  readonly values: readonly Float32Array[];
  readonly #parts: readonly Part[];
  /** [node]: number of parts up to its last. */
  readonly #ends: readonly number[];
  /** Number of parts of the forward pass, including the loss. */
  readonly #forwardParts: number;
  readonly #work: Work = { weights: new Float32Array(0), base: 0, count: 0, gradient: null, training: null };
  #lossValue = 0;

  /** `capacity`: maximum batch size. No part does many more than `maxWork` multiply-adds. */
  constructor(model: Model, capacity: number, maxWork = Infinity) {
    const { inputs, places, sums } = placesOf(model, capacity);
    const last = places.at(-1)!;
    this.features = sizeOf(model.input);
    this.sizes = places.map(({ shape }) => sizeOf(shape));
    this.outputs = sizeOf(last.shape);
    this.capacity = capacity;
    this.inputs = inputs;
    this.values = places.map(({ values }) => values);
    this.predictions = lossShape(model.loss, last.shape);
    this.targets = new Float32Array(this.predictions.targets * capacity);
    const cut = (stages: readonly Stage[]): Part[] =>
      stages.flatMap((stage) => cutStage(stage, Math.floor(maxWork / (stage.width * capacity))));
    const bound = places.map((place) => opOf(place.node).bind(place));
    const forward: Part[] = [];
    this.#ends = bound.map((stages) => forward.push(...cut([stages.forward])));
    forward.push(...cut([this.#lossOf(lossRules[model.loss], last)]));
    this.#forwardParts = forward.length;
    const backward = bound.flatMap((stages, id) => [[...stages.backward, ...(sums[id] ?? [])]]);
    this.#parts = [...forward, ...backward.reverse().flatMap(cut)];
  }

  /** Mean loss of the first `count` examples; `weights` start at `base`. Nodes up to `after` are not recomputed. */
  forward(weights: Float32Array, base: number, count: number, after = inputNode): number {
    const end = this.begin(weights, base, count, null);
    this.#run(after === inputNode ? 0 : this.#ends[after]!, end);
    return this.#lossValue;
  }

  /**
   * Forward pass, then the gradient of the mean loss into `gradient` [parameter]; returns the loss. Without a training
   * step nothing is dropped.
   */
  backward(
    weights: Float32Array,
    base: number,
    count: number,
    gradient: Float32Array,
    training: TrainingStep | null = null,
  ): number {
    this.#run(0, this.begin(weights, base, count, gradient, training));
    return this.#lossValue;
  }

  /** The values [feature, example] of a node for the first `count` examples, without computing later nodes. */
  until(node: NodeId, weights: Float32Array, count: number): Float32Array {
    this.begin(weights, 0, count, null);
    this.#run(0, this.#ends[node]!);
    return this.values[node]!;
  }

  /** The same, yielding between parts. */
  *untilInParts(node: NodeId, weights: Float32Array, count: number): Generator<void, Float32Array> {
    this.begin(weights, 0, count, null);
    for (let index = 0; index < this.#ends[node]!; index += 1) {
      this.part(index);
      yield;
    }
    return this.values[node]!;
  }

  /** Prepares a pass to be done in parts; returns the number of parts. */
  begin(
    weights: Float32Array,
    base: number,
    count: number,
    gradient: Float32Array | null,
    training: TrainingStep | null = null,
  ): number {
    const work = this.#work;
    work.weights = weights;
    work.base = base;
    work.count = count;
    work.gradient = gradient;
    work.training = training;
    return gradient === null ? this.#forwardParts : this.#parts.length;
  }

  /** The mean loss, once the forward parts are done. */
  get loss(): number {
    return this.#lossValue;
  }

  /** Does one part; parts must be done in order. */
  part(index: number): void {
    const { run, from, to } = this.#parts[index]!;
    run(this.#work, from, to);
  }

  #run(first: number, end: number): void {
    const parts = this.#parts;
    const work = this.#work;
    for (let index = first; index < end; index += 1) {
      const { run, from, to } = parts[index]!;
      run(work, from, to);
    }
  }

  #lossOf(rule: LossRule, { values, deltas }: Place<Node>): Stage {
    const { width, tokens } = this.predictions;
    const run = ({ count, gradient }: Work): void => {
      this.#lossValue = rule(values, this.targets, deltas, width, count, gradient !== null, tokens);
    };
    return { rows: 1, width: width * tokens, run };
  }
}

/** What a node needs of the nodes around it. The simd engine shares these rules. */
export interface NodePlan {
  readonly node: Node;
  readonly tensors: readonly Tensor[];
  /** For each tensor, whether a later node has already written its gradient, to which this one adds. */
  readonly adds: readonly boolean[];
  readonly shape: Shape;
  readonly fromShapes: readonly Shape[];
  /** Whether its values and deltas may be those of its input, which no other node reads. */
  readonly overwrites: boolean;
  /**
   * What it does with the gradient at each of its inputs. A node with several readers gets a sum: in the backward pass the
   * last read comes first and writes; the others add, inputs of one reader from the last to the first.
   */
  readonly gradients: readonly ('none' | 'write' | 'add')[];
}

/** Throws a RangeError as `shapesOf`. */
export function planOf(model: Model): readonly NodePlan[] {
  const { nodes, parameters, input } = model;
  const shapes = shapesOf(model);
  const reads = nodes.flatMap(({ from }) => from);
  const unread = nodes.map((_, id) => reads.filter((other) => other === id).length);
  const all = [...unread];
  /** [node]: whether it or an earlier node has weights, so that gradients are needed. */
  const learns: boolean[] = [];
  return nodes.map((node, id) => {
    const needed = node.from.map((other) => learns[other] === true);
    learns.push(node.tensors.length > 0 || needed.includes(true));
    const over = nodes[node.from[0]!];
    return {
      node,
      tensors: node.tensors.map((index) => parameters.tensors[index]!),
      adds: node.tensors.map((index) => nodes.slice(id + 1).some((later) => later.tensors.includes(index))),
      shape: shapes[id]!,
      fromShapes: node.from.map((other) => (other === inputNode ? input : shapes[other]!)),
      overwrites:
        over !== undefined &&
        all[node.from[0]!] === 1 &&
        opOf(node).backwardReads === 'outputs' &&
        opOf(over).backwardReads === 'inputs',
      gradients: node.from.map((other, at) => {
        if (needed[at] !== true) return 'none';
        unread[other]! -= 1;
        return unread[other] === 0 ? 'write' : 'add';
      }),
    };
  });
}

interface Places {
  readonly inputs: Float32Array;
  readonly places: readonly Place<Node>[];
  /** [node]: after its own backward stages, the stages that add its gradients to nodes with several readers. */
  readonly sums: readonly (readonly Stage[])[];
}

/** Allocates the buffers of every node. */
function placesOf(model: Model, capacity: number): Places {
  const sums: Stage[][] = [];
  const inputs = new Float32Array(sizeOf(model.input) * capacity);
  const places: Place<Node>[] = [];
  for (const { node, tensors, adds, shape, fromShapes, overwrites, gradients } of planOf(model)) {
    const below = node.from.map((other) => places[other]);
    const over = overwrites ? below[0] : undefined;
    const own = (): Float32Array => new Float32Array(sizeOf(shape) * capacity);
    const added: Stage[] = [];
    const deltasBelow = ({ deltas, shape: size }: Place<Node>, adds: boolean): Float32Array => {
      if (!adds) return deltas;
      const scratch = new Float32Array(deltas.length);
      added.unshift(sumStage(scratch, deltas, sizeOf(size)));
      return scratch;
    };
    sums.push(added);
    places.push({
      node,
      tensors,
      adds,
      shape,
      from: below.map((place) => place?.values ?? inputs),
      fromShapes,
      values: over?.values ?? own(),
      fromDeltas: gradients.map((what, at) =>
        what === 'none' ? null : deltasBelow(below[at]!, what === 'add'),
      ),
      deltas: over?.deltas ?? own(),
      capacity,
    });
  }
  return { inputs, places, sums };
}

const sumStage = (from: Float32Array, to: Float32Array, size: number): Stage => ({
  rows: 1,
  width: size,
  run({ count }) {
    for (let at = 0; at < size * count; at += 1) to[at] = to[at]! + from[at]!;
  },
});

/** `most`: maximum rows in one part. */
function cutStage(stage: Stage, most: number): Part[] {
  const size = Math.max(2, Math.min(stage.rows, most));
  const parts: Part[] = [];
  for (let from = 0; from < stage.rows; from += size)
    parts.push({ run: stage.run, from, to: Math.min(stage.rows, from + size) });
  return parts;
}
