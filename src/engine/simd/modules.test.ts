import { expect, test, vi } from 'vitest';
import { mlp } from '../../core/model/mlp.ts';
import { compiled } from './modules.ts';
import type { ProgramSetup } from './program.ts';

const setupOf = (hidden: number): ProgramSetup => ({
  model: mlp([2, hidden, 2]),
  optimizer: { name: 'sgd', decayOf: 'all', clip: 0 },
  capacity: 8,
  wholeBatch: false,
});

test('equal experiments share a module, the latest few are cached', async () => {
  const first = await compiled(setupOf(3));
  expect(await compiled(setupOf(3))).toBe(first);
  for (let hidden = 4; hidden < 10; hidden += 1) await compiled(setupOf(hidden));
  expect(await compiled(setupOf(3))).toBe(first);
  await compiled(setupOf(10));
  expect(await compiled(setupOf(3))).toBe(first);
  for (let hidden = 4; hidden < 12; hidden += 1) await compiled(setupOf(hidden));
  expect(await compiled(setupOf(3))).not.toBe(first);
});

test.each([{ name: 'adam' }, { decayOf: 'kernels' }, { clip: 1 }] as const)(
  '%o is another module',
  async (other) => {
    const { module } = await compiled(setupOf(30));
    const optimizer = { ...setupOf(30).optimizer, ...other };
    expect((await compiled({ ...setupOf(30), optimizer })).module).not.toBe(module);
  },
);

test('what could not be compiled is tried again', async () => {
  const refused = vi.spyOn(WebAssembly, 'compile').mockRejectedValueOnce(new Error('no memory'));
  await expect(compiled(setupOf(20))).rejects.toThrow('no memory');
  await expect(compiled(setupOf(20))).resolves.toHaveProperty('module');
  refused.mockRestore();
});
