// Owns what the page promises when a device is lost during a run.
import { expect, test } from '@playwright/test';
import { finished, open, run } from './farcast.ts';
import { losesDevice } from './surroundings.ts';

const link = 'v=2&samples=64&layers=6&steps=400&seeds=3&lr=0.5&engine=fused';

test('a lost device is survived with a notice, and the result is bit-identical', async ({ browser }) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await losesDevice(page);
  await open(page, link);
  const disturbed = await finished(page);
  expect(disturbed.engine.name).toBe('fused');
  expect(disturbed.engine.reason).toMatch(/took over/);
  await expect(page.getByText('Nothing recorded was lost').first()).toBeVisible();
  const undisturbed = await run(page, `#${link}`);
  expect(undisturbed.engine.reason).toMatch(/requested/);
  expect(undisturbed.digest).toBe(disturbed.digest);
  await context.close();
});
