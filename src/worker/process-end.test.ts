import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

/** Runs an experiment to its end, and waits for the end of a task, in a separate process. */
const code = `
  import { runnerImport } from 'vite';
  const load = async (path) => (await runnerImport(path)).module;
  const { createHost } = await load('/src/worker/host/host.ts');
  const { atTaskEnd } = await load('/src/engine/sharded/at-task-end.ts');
  const { startReferenceEngine: startReference } = await load('/src/engine/reference/reference-engine.ts');
  const { checkSpec } = await load('/src/experiment/spec.ts');
  const { spec } = checkSpec({ samples: 32, layers: [4], steps: 30, seeds: [1] });
  const host = createHost({
    startExact: startReference,
    startEngine: async (setup) => ({ engine: await startReference(setup), reason: 'for this test' }),
    loadData: () => Promise.reject(new Error('there is no server')),
    emit: ({ type, lifecycle }) => type === 'moved' && console.log(lifecycle),
  });
  host.handle({ type: 'prepare', runId: 1, spec, baseUrl: 'http://localhost/', playing: true });
  atTaskEnd(() => console.log('acted'))();
`;

it('ends by itself once its run has ended', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', code], {
    timeout: 50_000,
  });
  expect(stdout.trim().split('\n').toSorted()).toEqual(['acted', 'finished', 'preparing', 'running']);
});
