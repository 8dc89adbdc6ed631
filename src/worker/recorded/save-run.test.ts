/** A saved run opens as what it was: the same forecasts, errors and coefficients, bit by bit. */
import { expect, it } from 'vitest';
import { checkSpec } from '../../experiment/spec.ts';
import type { ExperimentSpec } from '../../experiment/fields.ts';
import { bytesSource } from '../../formats/source.ts';
import type { RunEvent } from '../../run/events.ts';
import { startSimdEngine } from '../../engine/simd/simd-engine.ts';
import { loadShipped, runOnFile } from '../../run/testing/file-runs.ts';
import { ofType, runOf } from '../../run/testing/runs.ts';
import { savedRun } from './save-run.ts';
import { RecordedSession } from './session.ts';

const goOn = async (): Promise<boolean> => true;

async function archiveOf(spec: ExperimentSpec, arm: ExperimentSpec['arms'][number]): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of savedRun(spec, arm, { loadData: loadShipped, report: goOn }))
    pieces.push(piece.slice());
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

const bits = (values: Float32Array): number[] => [...new Uint32Array(values.slice().buffer)];

it.each([
  ['control', {}],
  ['farcaster', {}],
  ['control', { steps: 60, fit: 'absolute', groups: 'kind' }],
] as const)('%s, %o', async (arm, values) => {
  const { spec } = checkSpec({
    ...{
      samples: 64,
      layers: [6],
      steps: 130,
      seeds: [1, 2, 3],
      learningRate: 0.5,
      arms: ['control', 'farcaster'],
    },
    ...values,
  });
  const session = new RecordedSession();
  const opened = await session.open([bytesSource('run.zip', await archiveOf(spec, arm))], goOn);
  expect(opened.runs).toHaveLength(3);
  const { settings } = opened;
  const analysis = await session.analyse(settings, goOn);
  const { plan, events } = await runOf(spec);
  const replicas = plan.replicas.flatMap((replica, r) => (replica.arm === arm ? [r] : []));
  compare(analysis, events, replicas, plan.replicas.length);
});

it('a transformer', async () => {
  const { spec } = checkSpec({
    ...{ task: 'moby-dick', network: 'gpt', width: 8, blocks: 1, heads: 2, context: 8, batch: 4 },
    ...{ optimizer: 'adamw', learningRate: 0.003, seeds: [1, 2], arms: ['control', 'farcaster'] },
    ...{ steps: 40, window: 6, warmup: 12, period: 10, groups: 'layer' },
  });
  expect(spec.network).toBe('gpt');
  const session = new RecordedSession();
  const { settings, weights, runs } = await session.open(
    [bytesSource('run.zip', await archiveOf(spec, 'control'))],
    goOn,
  );
  expect(runs).toHaveLength(2);
  const events = await runOnFile(spec, startSimdEngine);
  const [prepared] = ofType(events, 'prepared');
  expect(weights).toBe(prepared!.model.parameters.count);
  compare(await session.analyse(settings, goOn), events, [0, 1], 4);
});

function compare(
  {
    anchors,
    horizons,
    coefficients,
    error,
    methods,
    runs,
    groups,
    inputs,
  }: Awaited<ReturnType<RecordedSession['analyse']>>,
  events: readonly RunEvent[],
  replicas: readonly number[],
  all: number,
): void {
  const width = groups.length * (inputs.length + 1);
  const forecasts = ofType(events, 'forecasted').filter(({ anchor }) => anchors.includes(anchor));
  expect(forecasts.map(({ anchor }) => anchor)).toEqual(anchors);
  forecasts.forEach((forecast, a) => {
    horizons.forEach((_, h) => {
      replicas.forEach((replica, run) => {
        const mine = (h * runs.length + run) * width;
        const theirs = (h * all + replica) * width;
        expect(bits(coefficients[a]!.subarray(mine, mine + width))).toEqual(
          bits(forecast.coefficients.subarray(theirs, theirs + width)),
        );
      });
    });
  });
  for (const { anchor, scores } of ofType(events, 'scored')) {
    const a = anchors.indexOf(anchor);
    if (a < 0) continue;
    for (const { replica, mae, stayMae } of scores) {
      const run = replicas.indexOf(replica);
      if (run < 0) continue;
      mae.forEach((value, h) => {
        const at = ((run * anchors.length + a) * horizons.length + h) * methods.length;
        expect(error[at + methods.indexOf('farcaster')]).toBe(value);
        expect(error[at + methods.indexOf('stay')]).toBe(stayMae[h]);
      });
    }
  }
}

it('ends when it is cancelled, and says why it cannot be trained', async () => {
  const { spec } = checkSpec({ samples: 64, layers: [6], steps: 130, seeds: [1], arms: ['control'] });
  let reports = 0;
  const services = {
    loadData: () => Promise.reject(new Error('gone')),
    report: async () => (reports += 1) < 4,
  };
  const pieces = async (run: AsyncIterable<Uint8Array>): Promise<number> => {
    let count = 0;
    for await (const piece of run) count += piece.length;
    return count;
  };
  await expect(pieces(savedRun(spec, 'control', services))).rejects.toThrow('cancelled');
  const { spec: clothes } = checkSpec({ ...spec, task: 'fashion' });
  if (clothes.task !== spec.task)
    await expect(pieces(savedRun(clothes, 'control', services))).rejects.toThrow('gone');
});
