/**
 * Loss and accuracy on a split, for the current weights or for candidate combinations. Work is divided so that all values
 * of a pass together hold about the model's `workingNumbers`.
 */
import {
  argMax,
  cast,
  concat,
  equal,
  gather,
  reshape,
  sum,
  tensor,
  tidy,
  type Tensor,
} from '@tensorflow/tfjs-core';
import type { Split } from '../../core/data/data-set.ts';
import { isOfClasses } from '../../core/model/losses.ts';
import type { Examples } from './examples.ts';
import { evaluate, lossScale, type NetworkModel } from './network.ts';
import type { Reader } from './sums.ts';

export interface Scores {
  /** [network] mean loss. */
  readonly loss: Float32Array;
  /** [network] fraction of correct predictions; NaN for regression. */
  readonly accuracy: Float32Array;
}

/** Weights [network, parameter] of networks, and the replica whose examples each of them sees. */
export interface Networks {
  readonly weights: Tensor;
  readonly replicas: readonly number[];
}

/** Scores on a split. All operations are queued before the first wait. */
export function scoresOf(
  model: NetworkModel,
  examples: Examples,
  split: Split,
  networks: Networks,
  read: Reader,
): Promise<Scores> {
  const { replicas } = networks;
  const count = examples.count(split);
  const chunk = Math.max(1, Math.floor(model.workingNumbers / (replicas.length * model.numbers)));
  const classes = isOfClasses(model.loss);
  const sums = tidy(() => {
    const parts: Tensor[] = [];
    for (let from = 0; from < count; from += chunk) {
      parts.push(
        ...tidy(() =>
          chunkSums(model, networks, examples, split, from, Math.min(chunk, count - from), classes),
        ),
      );
    }
    return concat(parts);
  });
  return collect(read(sums), replicas.length, classes, {
    loss: lossScale(model, count),
    accuracy: 1 / (count * model.predictions.tokens),
  });
}

/** Loss sums and, for classes, counts of correct predictions: [network] each. */
function chunkSums(
  model: NetworkModel,
  { weights, replicas }: Networks,
  examples: Examples,
  split: Split,
  from: number,
  count: number,
  classes: boolean,
): Tensor[] {
  const batch = examples.part(split, replicas, from, count);
  const { sum: loss, outputs, targets } = evaluate(model, weights, batch);
  if (!classes) return [loss];
  const right = equal(argMax(outputs, 1), argMax(targets, 1));
  return [loss, sum(cast(right, 'float32'), 1)];
}

async function collect(
  reading: Promise<Float32Array>,
  networks: number,
  classes: boolean,
  scale: { loss: number; accuracy: number },
): Promise<Scores> {
  const values = await reading; // [chunk, loss or correct predictions, network]
  const totals = new Float64Array(2 * networks);
  const stride = classes ? 2 * networks : networks;
  values.forEach((value, i) => (totals[i % stride] = totals[i % stride]! + value));
  return {
    loss: Float32Array.from({ length: networks }, (_, n) => totals[n]! * scale.loss),
    accuracy: Float32Array.from({ length: networks }, (_, n) =>
      classes ? totals[networks + n]! * scale.accuracy : NaN,
    ),
  };
}

/** Selects networks from [rows, replica, parameter] by their index row * replicas + replica. */
export function picked(mixed: Tensor, positions: readonly number[]): Tensor {
  const [rows, replicas, parameters] = mixed.shape as [number, number, number];
  const flat = reshape(mixed, [rows * replicas, parameters]);
  if (positions.length === rows * replicas) return flat;
  return gather(flat, tensor(Int32Array.from(positions), [positions.length], 'int32'));
}
