/** The history of a real experiment: run to its end. For tests. */
import { expect } from 'vitest';
import type { TaskData } from '../../core/data/task-data.ts';
import { startSimdEngine } from '../../engine/simd/simd-engine.ts';
import type { ExperimentSpec } from '../../experiment/fields.ts';
import { checkSpec } from '../../experiment/spec.ts';
import { runExperiment, wholeRun } from '../../run/experiment.ts';
import { FreePace } from '../../run/turns/free-pace.ts';
import { recordEvent, type RunHistory } from '../history.ts';

export async function hosted(
  values: Partial<ExperimentSpec>,
  data: TaskData | null = null,
): Promise<RunHistory> {
  const { spec, corrections } = checkSpec(values);
  expect(corrections).toEqual([]);
  let history: RunHistory | null = null;
  const end = await runExperiment(
    wholeRun(spec),
    {
      loadData: () => (data === null ? Promise.reject(new Error('no data')) : Promise.resolve(data)),
      startExact: startSimdEngine,
      startEngine: async (setup) => ({ engine: await startSimdEngine(setup), reason: 'test' }),
    },
    new FreePace(),
    (event) => {
      history = recordEvent(history, spec, event);
    },
  );
  expect(end).toBe('finished');
  return history!;
}

/** Runs a job to its end without pauses. */
export function done<View>(job: Generator<void, View>): View {
  let step = job.next();
  while (step.done !== true) step = job.next();
  return step.value;
}
