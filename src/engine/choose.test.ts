/** Where there is no WebGPU, as in Node, the choice is made without any of tfjs. */
import { expect, test, vi } from 'vitest';
import { chooseEngine } from './choose.ts';
import { smallSetup } from './testing/setups.ts';

vi.mock('./tensorflow/start.ts', () => {
  throw new Error('tfjs was loaded');
});

const quiet = { report: () => undefined, onRecovered: () => undefined };

test('auto takes the reference engine and loads no tfjs', async () => {
  const { engine, reason } = await chooseEngine(smallSetup(), 'auto', quiet);
  expect(engine.identity).toEqual({ name: 'reference', backend: 'none', adapter: null });
  expect(reason).toBe('no GPU: this browser has no WebGPU');
  engine.dispose();
});

test('asked for by name, an engine that cannot be loaded is an error', async () => {
  await expect(chooseEngine(smallSetup(), 'tensorflow', quiet)).rejects.toThrow();
});
