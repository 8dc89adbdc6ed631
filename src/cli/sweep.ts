/**
 * Runs the points of a sweep one after the other. What is due next and what is kept of a point are record/sweep's, as
 * in the page, so that the rows are the same. The page trains points that differ in their learning rate together; here
 * the threads are busy with one.
 */
import type { ExperimentSpec } from '../experiment/fields.ts';
import { givenTarget } from '../record/evidence/pairs.ts';
import { recordOf, summarise, targetOf, type PointRecord } from '../record/sweep/point-record.ts';
import {
  newSweep,
  nextJob,
  targetSpec,
  withFailure,
  withPoint,
  withRunning,
  withTarget,
  type Job,
} from '../record/sweep/queue.ts';
import type { Sweep } from '../record/sweep/sweep.ts';
import { isTuning, tunedRows } from '../record/sweep/targets.ts';
import { messageOf } from '../run/failure.ts';
import { record, type Performing } from './perform.ts';

export interface Sweeping extends Performing {
  /** Told of the sweep before each of its runs. */
  readonly onJob?: (sweep: Sweep) => void;
}

/** The sweep at its end, or as far as it came before it was interrupted; null where the spec sweeps nothing. Never rejects. */
export async function performSweep(spec: ExperimentSpec, given: Sweeping): Promise<Sweep | null> {
  const planned = newSweep(spec);
  if (planned === null) return null;
  let sweep = planned;
  const records = new Map<number, PointRecord>();
  for (let job = nextJob(sweep); job !== null; job = nextJob(sweep)) {
    given.onJob?.(withRunning(sweep, [job]));
    const outcome = await runJob(sweep, job, given);
    if (outcome === null) return sweep;
    if ('failure' in outcome) {
      sweep = withFailure(sweep, [job], outcome.failure);
      continue;
    }
    const point = outcome.record;
    if (job === (sweep.target.point ?? 'target') && sweep.target.kind === 'base')
      sweep = { ...sweep, target: withTarget(sweep.target, targetOf(point)) };
    if (job === 'target') continue;
    const arms = await summarise(point, sweep.target.loss, noPause, givenTarget(spec));
    sweep = withPoint(sweep, job, { status: 'done', arms, engine: outcome.engine });
    if (sweep.keepsLosses) records.set(job, point);
  }
  if (!isTuning(sweep)) return sweep;
  const inOrder = new Map([...records].sort(([a], [b]) => a - b));
  return { ...sweep, targets: await tunedRows(inOrder, noPause) };
}

const noPause = (): Promise<void> => Promise.resolve();

type Outcome =
  { readonly record: PointRecord; readonly engine: string } | { readonly failure: string } | null;

/** Null: it was interrupted. */
async function runJob(sweep: Sweep, job: Job, given: Performing): Promise<Outcome> {
  const spec = job === 'target' ? targetSpec(sweep.spec) : sweep.points[job]!.spec;
  try {
    const asked = { spec, rates: [spec.learningRate], told: 'losses', job: 'train', checked: false } as const;
    const { history, end } = await record(asked, given);
    if (history === null || end === 'stopped') return null;
    return { record: recordOf(history), engine: history.engine.name };
  } catch (error) {
    return { failure: messageOf(error) };
  }
}
