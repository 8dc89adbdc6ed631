/**
 * The loss along a line w + g d through weight space. If the first operation is a dense layer, its sums are linear in
 * g and are computed once, which is nearly all the work if examples have many inputs. In short pieces that can be
 * interleaved.
 */
import { onLine, type JumpLine } from '../forecast/jump-line.ts';
import { inputNode, type Model } from '../model/model.ts';
import { inPieces, passOver, workOf } from './boundary.ts';

export interface LineExamples {
  /** [example, feature]. */
  readonly inputs: Float32Array;
  /** [example, output]. */
  readonly targets: Float32Array;
}

/** The node that is linear in the weights, and is computed once for the whole line; `inputNode` if there is none. */
const linearNode = ({ nodes }: Model): number =>
  nodes[0]?.op === 'dense' && nodes[0].from[0] === inputNode ? 0 : inputNode;

/** Multiplications for one example, about, that are done separately at every point of a line. */
export const workAtEachPlace = (model: Model): number =>
  workOf(model) -
  (model.nodes[linearNode(model)]?.tensors ?? []).reduce(
    (sum, tensor) => sum + model.parameters.tensors[tensor]!.length,
    0,
  );

/** Mean loss at each of `places`, in their order. Yields between pieces. */
export function* lossAlong(
  model: Model,
  line: JumpLine,
  examples: LineExamples,
  places: readonly number[],
): Generator<void, number[]> {
  const pass = passOver(model, examples.inputs);
  const first = linearNode(model);
  const sums = pass.values[first];
  const slopes: Float32Array[] = [];
  const origins: Float32Array[] = [];
  for (const { count } of sums === undefined ? [] : inPieces(pass, examples)) {
    slopes.push(pass.until(first, line.direction, count).slice());
    origins.push(pass.until(first, line.origin, count).slice());
    yield;
  }
  const losses: number[] = [];
  for (const g of places) {
    const weights = onLine(line, g);
    let sum = 0;
    let piece = 0;
    for (const { count } of inPieces(pass, examples)) {
      const slope = slopes[piece];
      origins[piece]?.forEach((value, at) => (sums![at] = value + g * slope![at]!));
      sum += count * pass.forward(weights, 0, count, first);
      piece += 1;
      yield;
    }
    losses.push((sum * pass.features) / examples.inputs.length);
  }
  return losses;
}
