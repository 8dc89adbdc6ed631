/** Which devices pass the self-test. */
import { describe, expect, it } from 'vitest';
import { sizeOf } from '../core/model/layout.ts';
import { ops } from '../core/model/ops/ops.ts';
import { planOf, predictionsOf } from '../core/model/pass.ts';
import type { Engine, EngineSetup, EngineState, TrainBlock } from './engine.ts';
import { startReferenceEngine } from './reference/reference-engine.ts';
import { selfTest, testedModels } from './self-test.ts';

interface Fault {
  readonly block?: ((block: TrainBlock) => TrainBlock) | undefined;
  readonly state?: ((state: EngineState, setup: EngineSetup) => EngineState) | undefined;
}

/** The reference engine with a fault in its answers. */
const faulty =
  ({ block = (own) => own, state = (own) => own }: Fault) =>
  async (setup: EngineSetup): Promise<Engine> => {
    const engine = await startReferenceEngine(setup);
    const [train, checkpoint] = [engine.train.bind(engine), engine.checkpoint.bind(engine)];
    return Object.assign(engine, {
      train: async (steps: number) => block(await train(steps)),
      checkpoint: async () => state(await checkpoint(), setup),
    });
  };

/** The second weight of the second replica, changed by a fraction of its movement. */
const off = (share: number): NonNullable<Fault['state']> =>
  function (state, setup) {
    const at = setup.model.parameters.count + 1;
    const weights = state.weights.slice();
    weights[at]! += share * (weights[at]! - setup.weights[at]!);
    return { ...state, weights };
  };
const lossTimes =
  (factor: number): NonNullable<Fault['block']> =>
  ({ loss, watched }) => ({ loss: loss.map((value, i) => (i === 3 ? factor * value : value)), watched });

it.each<[what: string, fault: Fault, passed: boolean]>([
  ['the reference engine', {}, true],
  ['rounding', { block: lossTimes(1 + 2e-5), state: off(1e-4) }, true],
  ['a loss that is wrong', { block: lossTimes(1.001) }, false],
  ['a loss that is wrong, and less', { block: lossTimes(0.999) }, false],
  ['a loss that is no number', { block: lossTimes(NaN) }, false],
  ['a weight that is wrong', { state: off(1) }, false],
  ['gradients of zero', { state: (own, { weights }) => ({ ...own, weights }) }, false],
])('%s', async (_, fault, passed) => {
  expect(await selfTest(faulty(fault))).toMatchObject({ passed });
});

it('says what went wrong where an engine does not start, and how far one is off', async () => {
  expect(await selfTest(() => Promise.reject(new Error('no adapter')))).toEqual({
    passed: false,
    detail: 'no adapter',
  });
  expect((await selfTest((setup) => startReferenceEngine(setup))).detail).toBe(
    'after 4 steps weights are off by 0.0e+0 of their movement, losses by 0.0e+0',
  );
});

it('has every operation, but dropout, which no tested engine computes', () => {
  const tested = new Set(testedModels.flatMap(({ nodes }) => nodes.map(({ op }) => op)));
  expect([...tested].toSorted()).toEqual(
    Object.keys(ops)
      .filter((op) => op !== 'dropout')
      .toSorted(),
  );
});

describe.each(testedModels.map((model) => [model.parameters.tensors[0]!.name, model] as const))(
  'with %s',
  (_name, model) => {
    it('trains on an experiment whose parts fit together', async () => {
      const given: EngineSetup[] = [];
      await selfTest((setup) => {
        given.push(setup);
        return startReferenceEngine(setup);
      }, model);
      const [setup] = given as [EngineSetup];
      const { data, replicas, weights, batch } = setup;
      expect(new Set(setup.model.nodes.map(({ op }) => op))).toEqual(
        new Set(model.nodes.map(({ op }) => op)),
      );
      const { start, count } = data.sets[0]!.train;
      const { targets, width } = predictionsOf(setup.model);
      expect([data.features, data.outputs]).toEqual([sizeOf(setup.model.input), targets]);
      expect(data.inputs).toHaveLength((start + count) * data.features);
      expect(data.targets).toHaveLength((start + count) * data.outputs);
      expect(weights).toHaveLength(replicas.length * setup.model.parameters.count);
      // Mini-batches that cover the data in whole epochs.
      expect([batch, count % batch]).toEqual([6, 0]);
      // Each example has one class, and both classes occur; or numbers of classes.
      if (model.loss === 'token-cross-entropy') {
        expect(Math.max(...data.targets)).toBeLessThan(width);
        return;
      }
      const classes = Array.from({ length: count }, (_, i) =>
        [...data.targets.slice(2 * i, 2 * i + 2)].join(),
      );
      expect(new Set(classes)).toEqual(new Set(['1,0', '0,1']));
    });

    it('finds the gradient of one tensor that is zero', async () => {
      for (const { offset, length, name } of planOf(model).flatMap(({ tensors }) => tensors)) {
        // The gradient of a bias of keys is zero: it moves all scores of a token alike.
        if (name.endsWith('key.bias')) continue;
        const state = (own: EngineState, { weights: before }: EngineSetup): EngineState => {
          const weights = own.weights.slice();
          weights.set(before.subarray(offset, offset + length), offset);
          return { ...own, weights };
        };
        expect(await selfTest(faulty({ state }), model), name).toMatchObject({ passed: false });
      }
    });
  },
);
