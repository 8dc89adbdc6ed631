/** Sweeps without a page: the same rows as from each of its points alone, and as from the page's own bookkeeping. */
import { expect, it } from 'vitest';
import { startHere } from '../engine/host/processor.ts';
import type { ExperimentSpec } from '../experiment/fields.ts';
import { checkSpec } from '../experiment/spec.ts';
import { recordOf, targetOf } from '../record/sweep/point-record.ts';
import { sweepRows } from '../record/sweep/tables.ts';
import { hosted } from '../record/testing/hosted.ts';
import { performSweep, type Sweeping } from './sweep.ts';

const base: Partial<ExperimentSpec> = {
  samples: 32,
  layers: [4],
  steps: 60,
  seeds: [1, 2],
  arms: ['control', 'farcaster'],
};

const given: Sweeping = {
  start: startHere,
  loadData: () => Promise.reject(new Error('no images')),
  tell: () => undefined,
  signal: new AbortController().signal,
};

const specOf = (values: Partial<ExperimentSpec>): ExperimentSpec => checkSpec({ ...base, ...values }).spec;

it('runs every point, timed to the loss that the control of the experiment itself had', async () => {
  const jobs: (readonly string[])[] = [];
  const sweep = await performSweep(specOf({ sweep: 'learningRate', sweepValues: [0.1, 1] }), {
    ...given,
    onJob: ({ points }) => jobs.push(points.map(({ status }) => status)),
  });
  const rows = sweepRows(sweep!);
  expect(jobs).toEqual([
    ['waiting', 'waiting'],
    ['running', 'waiting'],
    ['done', 'running'],
  ]);
  const own = recordOf(await hosted({ ...base, arms: ['control'] }));
  expect(rows.map(({ values, arm, status, target }) => ({ ...values, arm, status, target }))).toEqual(
    [0.1, 1].flatMap((lr) =>
      ['control', 'farcaster'].map((arm) => ({ lr, arm, status: 'done', target: targetOf(own) })),
    ),
  );
  const [, , control] = rows;
  const quick = recordOf(await hosted({ ...base, learningRate: 1 }));
  const finals = quick.arms[0]!.replicas.map(({ loss }) => loss[59]!);
  expect(control!.finalLoss.median).toBeCloseTo((finals[0]! + finals[1]!) / 2, 12);
  expect(rows.flatMap(({ targets }) => targets).length).toBeGreaterThan(0);
});

it('continues after a point that fails, and says why', async () => {
  let left = 3;
  const start: Sweeping['start'] = (name, setup) => {
    left -= 1;
    return left <= 0 ? Promise.reject(new Error('out of luck')) : startHere(name, setup);
  };
  const spec = specOf({ sweep: 'damping', sweepValues: [0.5, 1.5] });
  const sweep = await performSweep(spec, { ...given, start });
  expect(sweep!.points.map(({ status, failure }) => [status, failure])).toEqual([
    ['done', null],
    ['failed', 'No engine could be started: out of luck'],
  ]);
});

it('sweeps nothing where nothing is named, and ends where it is interrupted', async () => {
  expect(await performSweep(specOf({}), given)).toBeNull();
  const spec = specOf({ sweep: 'damping', sweepValues: [0.5, 1.5] });
  const sweep = await performSweep(spec, { ...given, signal: AbortSignal.abort() });
  expect(sweep!.points.map(({ status }) => status)).toEqual(['waiting', 'waiting']);
});
