import { expect, it } from 'vitest';
import { checkSpec } from '../../experiment/spec.ts';
import { hosted } from '../testing/hosted.ts';
import { SweepDriver, type BatchOutcome, type SweepServices } from './drive.ts';
import { recordOf } from './point-record.ts';
import { batchOf, newSweep } from './queue.ts';
import type { Sweep } from './sweep.ts';

const small = { samples: 32, layers: [4], steps: 40, seeds: [1, 2], sweepTarget: 0.5 } as const;
const { spec } = checkSpec({ ...small, sweep: 'learningRate', sweepValues: [0.2, 1] });

const services: SweepServices = {
  batchOf,
  run: async (specs) => ({ histories: await Promise.all(specs.map((one) => hosted(one))) }),
  record: (history) => Promise.resolve(recordOf(history)),
  show: () => undefined,
  pause: () => Promise.resolve(),
};

const statuses = ({ points }: Sweep): string[] => points.map(({ status }) => status);

it('runs those together that the services put together, and continues with those for which there was no room', async () => {
  const batches: unknown[] = [];
  const driver = new SweepDriver(newSweep(spec)!, {
    ...services,
    run: (specs, batch) => {
      batches.push(batch);
      return services.run(specs.slice(0, 1), batch);
    },
  });
  expect(await driver.drive()).toBe(true);
  expect(batches).toEqual([[0, 1], [1]]);
  expect(statuses(driver.sweep)).toEqual(['done', 'done']);
});

it('drops the result of a run that was stopped, and runs it again when it continues', async () => {
  let answer: (outcome: BatchOutcome) => void = () => undefined;
  const driver = new SweepDriver(newSweep(spec)!, {
    ...services,
    run: () => new Promise((resolve) => (answer = resolve)),
  });
  const driven = driver.drive();
  await expect.poll(() => statuses(driver.sweep)).toEqual(['running', 'running']);
  driver.stop();
  expect(statuses(driver.sweep)).toEqual(['waiting', 'waiting']);
  answer({ failure: 'too late', together: 2 });
  expect(await driven).toBe(false);
  expect(driver.sweep.points.map(({ status, failure }) => [status, failure])).toEqual([
    ['waiting', null],
    ['waiting', null],
  ]);
});

it('times what was recorded to another target while the next run is on its way', async () => {
  const driver = new SweepDriver(newSweep(spec)!, {
    ...services,
    batchOf: (_, first) => [first],
    run: (specs, [job]) => {
      if (job === 1) driver.retarget({ sweepTarget: 0.6, goal: 0 });
      return services.run(specs, []);
    },
  });
  const shown: (number | null)[] = [];
  await driver.drive();
  for (const { arms } of driver.sweep.points) shown.push(arms[0]!.steps!.median);
  const fresh = new SweepDriver(newSweep({ ...spec, sweepTarget: 0.6 })!, services);
  await fresh.drive();
  expect(shown).toEqual(fresh.sweep.points.map(({ arms }) => arms[0]!.steps!.median));
  const before = new SweepDriver(newSweep(spec)!, services);
  await before.drive();
  expect(shown).not.toEqual(before.sweep.points.map(({ arms }) => arms[0]!.steps!.median));
});
