import { describe, expect, test } from 'vitest';
import { optimizerNames, type OptimizerName } from '../../core/model/optimizers.ts';
import { activationNames } from '../../core/model/model.ts';

import { currentWeights, type EngineSetup } from '../engine.ts';
import type { Machine } from '../host/machine.ts';
import { smallSetup } from '../testing/setups.ts';
import { startSimdMachine } from './simd-machine.ts';
import { plainTraining } from './testing/plain.ts';

const f = Math.fround;

/** As of a run: rates that change, corrections that grow. */
function coefficientsOf(name: OptimizerName, steps: number, scale = 1): number[][] {
  const isAdam = name === 'adam' || name === 'adamw';
  return Array.from({ length: steps }, (_, s) =>
    [
      (scale * 0.1) / (1 + 0.1 * s),
      name === 'adamw' ? 0 : 0.01,
      isAdam ? 0.9 : s === 3 ? 0 : 0.8,
      0.1,
      0.99,
      0.01,
      1e-4,
      1 / (1 - 0.99 ** (s + 1)),
      name === 'adamw' ? 0.002 : 0,
    ].map(f),
  );
}

/** All replicas with the same coefficients. */
function train(
  machine: Machine,
  setup: EngineSetup,
  coefficients: readonly number[][],
): { loss: Float32Array; watched: Float32Array } {
  const { length } = setup.replicas;
  const loss = new Float32Array(coefficients.length * length);
  const watched = new Float32Array(loss.length * setup.watched.length);
  machine.train!(
    {
      step: 0,
      steps: coefficients.length,
      first: 0,
      end: length,
      coefficients: Float32Array.from(coefficients.flatMap((c) => setup.replicas.flatMap(() => c))),
    },
    loss,
    watched,
    0,
  );
  return { loss, watched };
}

async function compare(setup: EngineSetup, coefficients: readonly number[][]): Promise<void> {
  const machine = await startSimdMachine(setup);
  const { loss, watched } = train(machine, setup, coefficients);
  const { count } = setup.model.parameters;
  const weights = machine.read(currentWeights);
  setup.replicas.forEach((_, r) => {
    const wanted = plainTraining(setup, r, coefficients);
    const each = setup.replicas.length;
    expect(coefficients.map((_c, s) => loss[s * each + r])).toEqual(wanted.losses);
    expect([...weights.subarray(r * count, (r + 1) * count)]).toEqual(wanted.weights);
    machine.moments().forEach((moment, i) => {
      expect([...moment.subarray(r * count, (r + 1) * count)]).toEqual(wanted.moments[i]);
    });
    const width = setup.watched.length;
    wanted.seen.forEach((own, s) => {
      const at = (s * each + r) * width;
      expect([...watched.subarray(at, at + width)]).toEqual(own);
    });
  });
  machine.dispose();
}

describe('steps are those of the plain network, to the bit', () => {
  test.each(optimizerNames)('%s', async (name) => {
    await compare(
      smallSetup({ widths: [3, 5, 4, 2], optimizer: { name } }, { batch: 6 }),
      coefficientsOf(name, 7),
    );
  });

  test.each(activationNames)('%s', async (activation) => {
    for (const loss of ['cross-entropy', 'squared-error'] as const)
      await compare(smallSetup({ widths: [2, 7, 6, 3], activation, loss }), coefficientsOf('sgd', 4));
  });

  test('of every small width and batch', async () => {
    for (let size = 1; size <= 9; size += 1) {
      const widths = [size, 1 + ((size * 4) % 9), 1 + ((size * 7) % 9), size];
      for (const batch of [0, size])
        await compare(
          smallSetup({ widths, ownData: true, examples: 10, seed: size }, { batch }),
          coefficientsOf('sgd', 3),
        );
    }
  });

  test.each([1e20, 1e-20, 3e-40, Infinity, NaN])('with weights times %d', async (scale) => {
    for (const activation of ['relu', 'tanh', 'sigmoid'] as const) {
      const setup = smallSetup({ widths: [3, 5, 6, 3], activation, learningRates: [1, 1] }, { batch: 5 });
      const weights = setup.weights.map((w) => w * scale);
      await compare({ ...setup, weights }, coefficientsOf('sgd', 4));
    }
  });
});
