import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { randomStream } from '../rng.ts';
import { pointNetworks, trainNetwork, type NetworkName, type NetworkPairs } from './networks.ts';
import { parseTrajectories } from './testing/trajectories.ts';

const names: readonly NetworkName[] = ['introspection', 'wnn'];
const values = parseTrajectories(readFileSync(join(import.meta.dirname, 'testing/trajectories.bin')));

/** Snapshots of a window of 10 and of the target, by network. */
const seen = { introspection: [0, 4, 7, 10, 20], wnn: [0, 2, 5, 7, 10, 20] } as const;

/** Pairs of two thirds of the weights, or of the third left out. */
function pairsOf(name: NetworkName, leftOut: number, tested: boolean): NetworkPairs {
  const weights = values[0]!.length;
  const rows = Array.from({ length: weights }, (_, w) => w).filter((w) => (w % 3 === leftOut) === tested);
  const [columns, target] = [seen[name].slice(0, -1), seen[name].at(-1)!];
  return {
    inputs: Float32Array.from(rows.flatMap((w) => columns.map((c) => values[c]![w]!))),
    targets: Float32Array.from(rows, (w) => values[target]![w]!),
  };
}

const meanError = (forecast: ArrayLike<number>, targets: Float32Array): number =>
  targets.reduce((sum, target, i) => sum + Math.abs(target - forecast[i]!), 0) / targets.length;

test('sizes and work: 601 and 9,425 parameters', () => {
  const { introspection, wnn } = pointNetworks;
  expect([introspection.parameterCount, introspection.multiplies, introspection.columns]).toEqual([
    601, 500, 4,
  ]);
  expect([wnn.parameterCount, wnn.multiplies, wnn.columns]).toEqual([9425, 8832, 5]);
});

test('visits bound the training: the number of whole batches that fit', () => {
  const forecast = (visits: number): Float32Array =>
    trainNetwork('introspection', pairsOf('introspection', 0, false), 1, {
      visits,
      batch: 32,
      rate: 1e-3,
    }).predict(pairsOf('introspection', 0, true).inputs);
  expect(forecast(100)).toEqual(forecast(96));
  expect(forecast(100)).not.toEqual(forecast(95));
  expect(forecast(100)).not.toEqual(forecast(128));
});

describe.each(names)('%s', (name) => {
  const network = pointNetworks[name];

  test('has the declared number of parameters, and initial ones forecast the last value', () => {
    const parameters = network.initial(randomStream(1, 'networks'));
    expect(parameters).toHaveLength(network.parameterCount);
    expect(parameters.filter((value) => value !== 0).length).toBeGreaterThan(0.5 * network.parameterCount);
    const untrained = trainNetwork(name, pairsOf(name, 0, false), 1, { visits: 0, batch: 8, rate: 1 });
    const { inputs } = pairsOf(name, 0, true);
    const last = inputs.filter((_, i) => i % network.columns === network.columns - 1);
    expect(untrained.predict(inputs)).toEqual(last);
  });

  test('has the gradient it says', () => {
    const random = randomStream(2, 'networks');
    const parameters = network.initial(random).map((value) => value + 0.1 * random.normal());
    const rows = 7;
    const workspace = network.workspace(rows);
    workspace.inputs.forEach((_, i) => {
      workspace.inputs[i] = 2 * random.uniform() - 1;
    });
    const slopes = Float64Array.from({ length: rows }, () => random.normal());
    const value = (): number => {
      workspace.forward(parameters, rows);
      return workspace.outputs.reduce((sum, output, row) => sum + output * slopes[row]!, 0);
    };
    value();
    const gradient = new Float64Array(parameters.length);
    workspace.backward(parameters, rows, slopes, gradient);
    for (let i = 0; i < parameters.length; i += name === 'wnn' ? 13 : 1) {
      const kept = parameters[i]!;
      const step = 1e-6;
      parameters[i] = kept + step;
      const above = value();
      parameters[i] = kept - step;
      const below = value();
      parameters[i] = kept;
      expect(Math.abs(gradient[i]! - (above - below) / (2 * step))).toBeLessThan(
        1e-5 * (1 + Math.abs(gradient[i]!)),
      );
    }
  });

  test('forecasts weights it has not seen better than staying does', () => {
    const trained = trainNetwork(name, pairsOf(name, 0, false), 1, { visits: 8192, batch: 32, rate: 3e-3 });
    const { inputs, targets } = pairsOf(name, 0, true);
    const last = inputs.filter((_, i) => i % network.columns === network.columns - 1);
    expect(meanError(trained.predict(inputs), targets)).toBeLessThan(0.8 * meanError(last, targets));
  });

  const short = { visits: 1600, batch: 32, rate: 1e-3 };

  test('is the same for the same pairs and seed, and another for another seed', () => {
    const pairs = pairsOf(name, 0, false);
    const first = trainNetwork(name, pairs, 5, short).predict(pairs.inputs);
    expect(trainNetwork(name, pairs, 5, short).predict(pairs.inputs)).toEqual(first);
    expect(trainNetwork(name, pairs, 6, short).predict(pairs.inputs)).not.toEqual(first);
  });

  test('forecasts each weight by itself, shifted and stretched as it is', () => {
    const pairs = pairsOf(name, 0, false);
    const trained = trainNetwork(name, pairs, 5, short);
    const all = trained.predict(pairs.inputs);
    const one = pairs.inputs.slice(3 * network.columns, 4 * network.columns);
    expect(trained.predict(one)).toEqual(all.slice(3, 4));
    const move = all[3]! - one.at(-1)!;
    expect(Math.abs(move)).toBeGreaterThan(1e-4);
    expect(trained.predict(one.map((value) => 4 * value))[0]! - 4 * one.at(-1)!).toBeCloseTo(4 * move, 6);
    expect(trained.predict(one.map((value) => value + 1))[0]! - 1 - one.at(-1)!).toBeCloseTo(move, 5);
  });

  test('is persistence for a weight that did not move or is not finite, and does not learn from it', () => {
    const pairs = pairsOf(name, 0, false);
    const trained = trainNetwork(name, pairs, 5, short);
    const still = new Float32Array(network.columns).fill(0.25);
    expect([...trained.predict(still)]).toEqual([0.25]);
    expect([...trained.predict(still.map((_, i) => (i === 0 ? NaN : 0.25)))]).toEqual([0.25]);
    const odd = {
      inputs: Float32Array.from([...pairs.inputs, ...still, ...pairs.inputs.slice(0, network.columns)]),
      targets: Float32Array.from([...pairs.targets, 7, NaN]),
    };
    expect(trainNetwork(name, odd, 5, short).predict(pairs.inputs)).toEqual(trained.predict(pairs.inputs));
    const nothing = trainNetwork(name, { inputs: still, targets: Float32Array.of(1) }, 5, short);
    expect(nothing.predict(pairs.inputs)[0]).toBe(pairs.inputs[network.columns - 1]);
  });

  test('counts errors of weights as they are: a few that move far outweigh many that hardly move', () => {
    const path = Array.from({ length: network.columns }, (_, c) => c / (network.columns - 1));
    // Equal up to scale, so that the network cannot tell them apart.
    const sizes = [10, 10, 10, 10, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1];
    const pairs = {
      inputs: Float32Array.from(sizes.flatMap((size) => path.map((share) => share * size))),
      targets: Float32Array.from(sizes, (size) => (size > 1 ? 1.5 : 0.5) * size),
    };
    const trained = trainNetwork(name, pairs, 1, { visits: 8000, batch: 10, rate: 3e-3 });
    expect(trained.predict(Float32Array.from(path))[0]).toBeCloseTo(1.5, 1);
  });
});
