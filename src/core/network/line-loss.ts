/**
 * The loss along a line w + g d through weight space. What the first layer says is linear in g and is computed once,
 * which is nearly all the work where examples have many inputs. In pieces short enough to interleave.
 */
import type { LossName } from '../data/data-set.ts';
import { onLine, type JumpLine } from '../forecast/jump-line.ts';
import { activate, type ActivationName } from './activations.ts';
import { outcomeOn } from './boundary.ts';
import { hiddenActivations } from './hidden.ts';
import type { NetworkLayout } from './layout.ts';

export interface LineExamples {
  /** [example, feature]. */
  readonly inputs: Float32Array;
  /** [example, output]. */
  readonly targets: Float32Array;
}

/** Multiplications between two looks at the clock, about. */
const pieceWork = 2 ** 18;

/** Mean loss at each of `places`, in their order. Yields between pieces. */
export function* lossAlong(
  {
    layout,
    activation,
    loss,
  }: { readonly layout: NetworkLayout; readonly activation: ActivationName; readonly loss: LossName },
  line: JumpLine,
  { inputs, targets }: LineExamples,
  places: readonly number[],
): Generator<void, number[]> {
  const [first, ...others] = layout.layers;
  const losses: number[] = [];
  if (first === undefined || others.length === 0) {
    for (const g of places) {
      const network = { weights: onLine(line, g), layout, activation };
      losses.push((yield* outcomeOn(network, loss, inputs, targets)).loss);
    }
    return losses;
  }
  const alone = { ...layout, widths: layout.widths.slice(0, 2), layers: [first] };
  const origin = yield* firstLayer(line.origin, alone, inputs);
  const slope = yield* firstLayer(line.direction, alone, inputs);
  const rest = { ...layout, widths: layout.widths.slice(1), layers: others };
  const apply = activate[activation];
  for (const g of places) {
    const below = origin.map((value, at) => apply(value + g * slope[at]!));
    yield;
    const network = { weights: onLine(line, g), layout: rest, activation };
    losses.push((yield* outcomeOn(network, loss, below, targets)).loss);
  }
  return losses;
}

/** What the first layer says [example, unit], before its activation. */
function* firstLayer(
  weights: Float32Array,
  alone: NetworkLayout,
  inputs: Float32Array,
): Generator<void, Float32Array> {
  const [features, units] = [alone.widths[0]!, alone.widths[1]!];
  const said = new Float32Array((inputs.length / features) * units);
  const rows = Math.max(1, Math.floor(pieceWork / (features * units)));
  for (let row = 0; row * features < inputs.length; row += rows) {
    const piece = inputs.subarray(row * features, (row + rows) * features);
    said.set(hiddenActivations(weights, alone, 'linear', piece), row * units);
    yield;
  }
  return said;
}
