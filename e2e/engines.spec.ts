// Owns what the page promises of machines: real WebGPU if it is requested, and a working page if there is none.
import { expect, test } from '@playwright/test';
import { finished, open, result, run } from './farcast.ts';

const tiny = 'v=2&samples=32&layers=4&steps=60&warmup=20&window=9&period=15&candidates=3&seeds=2&lr=0.5';

test('trains on WebGPU when asked to, and agrees with the reference engine', async ({ page }) => {
  await open(page, `${tiny}&engine=tensorflow`);
  const gpu = await finished(page);
  expect(gpu.engine).toMatchObject({ name: 'tensorflow', backend: 'webgpu' });
  expect(gpu.engine.adapter).not.toBeNull();
  const reference = await run(page, `#${tiny}&engine=reference`);
  expect(reference.engine.name).toBe('reference');
  expect(gpu.experimentId).toBe(reference.experimentId);
  gpu.arms.forEach(({ replicas }, a) => {
    replicas.forEach(({ loss }, r) => {
      const expected = reference.arms[a]?.replicas[r]?.loss ?? [];
      expect(loss).toHaveLength(expected.length);
      loss.forEach((value, i) => {
        expect(Math.abs(value / (expected[i] ?? NaN) - 1)).toBeLessThan(2e-4);
      });
    });
  });
});

test('runs without navigator.gpu', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, 'gpu', { get: () => undefined });
  });
  await open(page, tiny);
  expect((await finished(page)).verdict.total).toBe(2);
});

test('if a GPU engine is requested, the worker falls back with a reason if WebGPU is missing', async ({
  browser,
}) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  // Init scripts do not run in workers: the adapter is hidden by a prelude to their script.
  await page.route(/worker-entry.*\.js$/, async (route) => {
    const response = await route.fetch();
    const prelude = "Object.defineProperty(WorkerNavigator.prototype, 'gpu', { get: () => undefined });\n";
    await route.fulfill({ response, body: prelude + (await response.text()) });
  });
  await open(page, `${tiny}&engine=tensorflow`);
  const { engine } = await result(page);
  expect(engine.backend).toMatch(/wasm|cpu/);
  expect(engine.reason).toMatch(/WebGPU/i);
  await finished(page);
  const automatic = await run(page, `#${tiny}`);
  expect(automatic.engine).toMatchObject({ name: 'simd', adapter: null });
  expect(automatic.engine.reason).toMatch(/WebGPU/i);
  await context.close();
});
