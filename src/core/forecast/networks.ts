/** The networks that forecast weights one by one, and their training: bounded work, determined by seeds alone. */
import type { NetworkName } from '../../experiment/arms.ts';
import type { NetworkRecipe } from '../../experiment/arms/record.ts';
import { atOnce, type Parts } from '../parts.ts';
import { randomStream, type RandomStream } from '../rng.ts';
import { Adam } from './networks/adam.ts';
import { introspection } from './networks/introspection.ts';
import type { PointNetwork } from './networks/point-network.ts';
import { windowNetwork } from './networks/window-network.ts';

export type { NetworkName };

export const pointNetworks: Readonly<Record<NetworkName, PointNetwork>> = {
  introspection,
  wnn: windowNetwork,
};

/** The network of a recipe. */
export const networkOf = ({ network }: NetworkRecipe): PointNetwork => pointNetworks[network as NetworkName];

/** The values of weights at a network's inputs, ascending in time, and the actual target values. */
export interface NetworkPairs {
  /** [pair, column]: (w_0, w_.4t, w_.7t, w_t) for Introspection, five equally far apart for WNN. */
  readonly inputs: Float32Array;
  /** [pair]. */
  readonly targets: Float32Array;
}

export interface TrainingOptions {
  /** Total number of pairs processed, including repetitions: the bound on the work. */
  readonly visits: number;
  /** Pairs per update. */
  readonly batch: number;
  /** Adam's initial rate; it falls linearly to 0. */
  readonly rate: number;
}

const defaults: Readonly<Record<NetworkName, TrainingOptions>> = {
  introspection: { visits: 65536, batch: 32, rate: 3e-3 },
  wnn: { visits: 16384, batch: 32, rate: 3e-3 },
};

export interface TrainedNetwork {
  /** Forecasts [row] from values [row, column]. A weight that did not move, or is not finite, keeps its value. */
  predict(inputs: Float32Array): Float32Array;
  /** The same, yielding between parts. */
  predicting(inputs: Float32Array): Parts<Float32Array>;
}

/** Largest minus smallest value of a row; NaN if any is NaN. */
function rangeOf(values: Float32Array, from: number, columns: number): number {
  let least = values[from]!;
  let most = least;
  for (let c = 1; c < columns; c += 1) {
    least = Math.min(least, values[from + c]!);
    most = Math.max(most, values[from + c]!);
  }
  return most - least;
}

/**
 * Trains a network to forecast `targets` with Adam on the mean absolute error (of the original weights, not scaled
 * ones). Yields after each update. The same pairs and seed give the same network on every machine.
 */
export function* trainingNetwork(
  name: NetworkName,
  pairs: NetworkPairs,
  seed: number,
  { visits, batch, rate }: TrainingOptions = defaults[name],
): Parts<TrainedNetwork> {
  const network = pointNetworks[name];
  const random = randomStream(seed, 'networks');
  const parameters = network.initial(random);
  const set = encodePairs(network, pairs);
  const updates = set.count === 0 ? 0 : Math.floor(visits / batch);
  const workspace = network.workspace(batch);
  const adam = new Adam(parameters.length);
  const gradient = new Float64Array(parameters.length);
  const slopes = new Float64Array(batch);
  const order = Uint32Array.from({ length: set.count }, (_, i) => i);
  let next = set.count;
  for (let update = 0; update < updates; update += 1) {
    gradient.fill(0);
    const chosen = Array.from({ length: batch }, () => {
      if (next >= set.count) {
        shuffle(order, random);
        next = 0;
      }
      next += 1;
      return order[next - 1]!;
    });
    chosen.forEach((pair, row) => {
      const from = pair * network.features;
      workspace.inputs.set(set.features.subarray(from, from + network.features), row * network.features);
    });
    workspace.forward(parameters, batch);
    chosen.forEach((pair, row) => {
      slopes[row] = (Math.sign(workspace.outputs[row]! - set.goals[pair]!) * set.weights[pair]!) / batch;
    });
    workspace.backward(parameters, batch, slopes, gradient);
    adam.step(parameters, gradient, rate * (1 - update / updates));
    yield;
  }
  const predicting = (inputs: Float32Array): Parts<Float32Array> => predict(network, parameters, inputs);
  return { predict: (inputs) => atOnce(predicting(inputs)), predicting };
}

/** The same without pauses. */
export const trainNetwork = (...asked: Parameters<typeof trainingNetwork>): TrainedNetwork =>
  atOnce(trainingNetwork(...asked));

interface EncodedPairs {
  readonly count: number;
  /** [pair, feature]. */
  readonly features: Float64Array;
  /** [pair]: the network output that would forecast the target exactly. */
  readonly goals: Float64Array;
  /** [pair]: the size of an output of 1 in weight units, 1 on average. */
  readonly weights: Float64Array;
}

/** Leaves out weights that did not move or are not finite. */
function encodePairs(network: PointNetwork, { inputs, targets }: NetworkPairs): EncodedPairs {
  const { columns, features: width, reach } = network;
  const features = new Float64Array(targets.length * width);
  const goals = new Float64Array(targets.length);
  const weights = new Float64Array(targets.length);
  let count = 0;
  let sum = 0;
  targets.forEach((target, pair) => {
    const range = rangeOf(inputs, pair * columns, columns);
    if (!(range > 0) || !Number.isFinite(range) || !Number.isFinite(target)) return;
    network.encode(inputs, pair * columns, range, features, count * width);
    goals[count] = (target - inputs[(pair + 1) * columns - 1]!) / (reach * range);
    weights[count] = range;
    sum += range;
    count += 1;
  });
  for (let pair = 0; pair < count; pair += 1) weights[pair] = (weights[pair]! * count) / sum;
  return { count, features, goals, weights };
}

/** Fisher-Yates shuffle. */
function shuffle(order: Uint32Array, random: RandomStream): void {
  for (let i = order.length - 1; i > 0; i -= 1) {
    const j = random.below(i + 1);
    const kept = order[i]!;
    order[i] = order[j]!;
    order[j] = kept;
  }
}

/** Number of rows forecast at a time. */
const predictedAtOnce = 256;

function* predict(
  network: PointNetwork,
  parameters: Float64Array,
  inputs: Float32Array,
): Parts<Float32Array> {
  const { columns, features: width, reach } = network;
  const rows = inputs.length / columns;
  const forecast = new Float32Array(rows);
  const workspace = network.workspace(Math.min(rows, predictedAtOnce));
  const ranges = new Float64Array(predictedAtOnce);
  for (let start = 0; start < rows; start += predictedAtOnce) {
    const count = Math.min(predictedAtOnce, rows - start);
    for (let row = 0; row < count; row += 1) {
      const range = rangeOf(inputs, (start + row) * columns, columns);
      const moves = range > 0 && Number.isFinite(range);
      ranges[row] = moves ? range : 0;
      // The range does not matter for a weight that did not move: its output is not used.
      network.encode(inputs, (start + row) * columns, moves ? range : 1, workspace.inputs, row * width);
    }
    workspace.forward(parameters, count);
    for (let row = 0; row < count; row += 1) {
      const last = inputs[(start + row + 1) * columns - 1]!;
      const range = ranges[row]!;
      const move = range > 0 ? workspace.outputs[row]! * reach * range : 0;
      forecast[start + row] = Number.isFinite(move) ? last + move : last;
    }
    yield;
  }
  return forecast;
}
