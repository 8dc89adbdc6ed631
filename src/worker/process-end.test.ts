import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

/** Runs an experiment to its end, and bundles a message, in a separate process. */
const code = `
  import { runnerImport } from 'vite';
  const load = async (path) => (await runnerImport(path)).module;
  const { createHost } = await load('/src/worker/host/host.ts');
  const { bundled } = await load('/src/engine/sharded/bundled.ts');
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
  bundled((items) => console.log('bundled', items.length))(1);
`;

it('ends by itself once its run has ended', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', code], {
    timeout: 50_000,
  });
  expect(stdout.trim().split('\n').toSorted()).toEqual(['bundled 1', 'finished', 'preparing', 'running']);
});
