/**
 * Runs the points of a sweep one after the other; record/sweep drives it, as in the page. The page trains points that
 * differ in their learning rate together; here one point keeps all threads busy.
 */
import type { ExperimentSpec } from '../experiment/fields.ts';
import { SweepDriver, type BatchOutcome } from '../record/sweep/drive.ts';
import { recordOf } from '../record/sweep/point-record.ts';
import { newSweep } from '../record/sweep/queue.ts';
import type { Sweep } from '../record/sweep/sweep.ts';
import { messageOf } from '../run/failure.ts';
import { record, type Performing } from './perform.ts';

export interface Sweeping extends Performing {
  /** Called with the sweep before each of its runs. */
  readonly onJob?: (sweep: Sweep) => void;
}

/** The sweep at its end, or at the point of interruption; null if the spec has none. Never rejects. */
export async function performSweep(spec: ExperimentSpec, given: Sweeping): Promise<Sweep | null> {
  const planned = newSweep(spec);
  if (planned === null) return null;
  const driver = new SweepDriver(planned, {
    batchOf: (_, first) => [first],
    run: ([point]) => {
      given.onJob?.(driver.sweep);
      return run(point!, given);
    },
    record: (history) => Promise.resolve(recordOf(history)),
    show: () => undefined,
    pause: () => Promise.resolve(),
  });
  await driver.drive();
  driver.stop();
  return driver.sweep;
}

async function run(spec: ExperimentSpec, given: Performing): Promise<BatchOutcome | null> {
  try {
    const asked = { spec, rates: [spec.learningRate], told: 'losses', job: 'train', checked: false } as const;
    const { history, end } = await record(asked, given);
    if (history === null || end === 'stopped') return null;
    return { histories: [history] };
  } catch (error) {
    return { failure: messageOf(error), together: 1 };
  }
}
