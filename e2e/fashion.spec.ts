// Owns the real data set: it loads with progress, trains in mini-batches, and shows accuracy.
import { expect, test } from '@playwright/test';
import { open, run } from './farcast.ts';

test('a control run on Fashion-MNIST learns', async ({ page }) => {
  await open(page, 'steps=10');
  const link =
    '#task=fashion-mnist&layers=32&activation=relu&optimizer=adam&lr=0.001&batch=64&steps=300&arms=control&seeds=1-1&engine=reference';
  const done = await run(page, link);
  const [control] = done.arms[0]?.replicas ?? [];
  expect(control?.loss).toHaveLength(300);
  expect(control?.testAccuracy).toBeGreaterThan(0.72);
  await expect(page.getByText(/\d\d\.\d %/).first()).toBeVisible();
});

test('a data file that is missing or unexpected is reported, and the page remains usable', async ({
  page,
}) => {
  await page.route(/fashion-mnist\.deflated/, (route) => route.fulfill({ status: 404 }));
  await page.goto('/#v=2&task=fashion-mnist&batch=64&seeds=1-1');
  await expect(page.getByText(/Fashion-MNIST could not be loaded/).first()).toBeVisible();
  await page.evaluate(() => window.farcast.load('#steps=20&seeds=2').then(() => window.farcast.play()));
  expect((await page.evaluate(() => window.farcast.finished())).steps).toBe(20);
});
