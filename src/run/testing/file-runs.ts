/** Runs whole experiments on tasks from files, for tests. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect } from 'vitest';
import { requireData } from '../../core/data/task-data.ts';
import type { EngineFactory } from '../../engine/engine.ts';
import { startReferenceEngine } from '../../engine/reference/reference-engine.ts';
import type { ExperimentSpec } from '../../experiment/fields.ts';
import { checkSpec } from '../../experiment/spec.ts';
import type { RunEvent } from '../events.ts';
import { runExperiment, wholeRun, type RunServices } from '../experiment.ts';
import { FreePace } from '../turns/free-pace.ts';

/** The data of a task, from the files that are shipped. */
export const loadShipped: RunServices['loadData'] = (task) =>
  Promise.resolve(requireData(task, gunzipSync(readFileSync(`public/${task.file}`))));

/** All events of a run of a valid experiment. */
export async function runOnFile(
  values: Partial<ExperimentSpec>,
  start: EngineFactory = startReferenceEngine,
): Promise<readonly RunEvent[]> {
  const { spec, corrections } = checkSpec(values);
  expect(corrections).toEqual([]);
  const events: RunEvent[] = [];
  const end = await runExperiment(
    { ...wholeRun(spec), checked: false },
    {
      loadData: loadShipped,
      startExact: start,
      startEngine: async (setup) => ({ engine: await start(setup), reason: 'test' }),
    },
    new FreePace(),
    (event) => events.push(event),
  );
  expect(end).toBe('finished');
  return events;
}
