import { expect, it } from 'vitest';
import { currentWeights, type Columns, type EngineFactory } from './engine.ts';
import { startReferenceEngine } from './reference/reference-engine.ts';
import { startSimdEngine } from './simd/simd-engine.ts';
import { smallSetup } from './testing/setups.ts';

const setup = smallSetup({ learningRates: [0.1, 0.2, 0.3] });
/** Of four tensors. */
const groupOf = [1, 0, 1, 1];
const size = 4;

const engines: Readonly<Record<string, EngineFactory>> = {
  reference: startReferenceEngine,
  simd: startSimdEngine,
};

it.each(Object.entries(engines))(
  '%s adds up inner products by group, in the order of the tensors',
  async (_, start) => {
    const engine = await start(setup);
    const first = engine.snapshot();
    await engine.train(3);
    const columns: Columns = {
      snapshots: [first, currentWeights],
      count: 2,
      coefficients: Float64Array.of(-1, 1, 0, 0.3, -0.2, 0.1),
    };
    const active = [true, false, true];
    const [single, grouped] = await Promise.all([
      engine.gram(columns, active),
      engine.gram({ ...columns, groupOf }, active),
    ]);
    const wanted = active.flatMap((isActive, replica) =>
      [0, 1].flatMap((group) =>
        Array.from({ length: size }, (_unused, i) => {
          let sum = 0;
          groupOf.forEach((own, tensor) => {
            if (own === group) sum += single[(replica * groupOf.length + tensor) * size + i]!;
          });
          return isActive ? sum : NaN;
        }),
      ),
    );
    expect([...grouped]).toEqual(wanted);
    expect(wanted.filter((value) => value > 0)).not.toHaveLength(0);
  },
);
