// Owns that the page works without a network once it has been idle for a moment.
import { expect, test, type Page } from '@playwright/test';
import { finished, openKept, quick, run, watchErrors } from './farcast.ts';

test.use({ serviceWorkers: 'allow' });

const tiny = 'v=2&samples=32&layers=4&steps=60&warmup=20&window=9&period=15&candidates=3&seeds=2&lr=0.5';

const tab = (page: Page, name: string) => page.getByRole('tab', { name });

test('after it was idle, everything works without network: instruments, sweeps, maps, engines, images', async ({
  page,
  context,
}) => {
  const errors = watchErrors(page);
  await openKept(page, quick);
  await context.setOffline(true);

  for (const name of ['Evidence', 'Network', 'Maps', 'Sweep', 'Compare', 'Sequence lab']) {
    await tab(page, name).click();
    await expect(page.getByRole('tabpanel')).not.toContainText('Loading …');
    await expect(page.getByRole('tabpanel').locator('svg, canvas, table, button').first()).toBeVisible();
  }
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');

  await run(page, `#${tiny}&sweep=learningRate&values=0.2,0.5`);
  const rows = await page.evaluate(() => window.farcast.sweep());
  expect(rows.map(({ status }) => status)).toEqual(['done', 'done', 'done', 'done']);

  await tab(page, 'Maps').click();
  await page.getByRole('button', { name: 'Compute the map' }).click();
  await expect(page.getByRole('button', { name: 'Compute it again' })).toBeVisible();

  for (const engine of ['fused', 'tensorflow', 'simd', 'reference']) {
    const done = await run(page, `#${tiny}&engine=${engine}`);
    expect(done.engine.name).toBe(engine);
  }
  const images = await run(page, '#task=fashion&samples=100&layers=8&steps=40&seeds=1&arms=control');
  expect(images.arms[0]?.replicas[0]?.loss).toHaveLength(40);
  expect(errors).toEqual([]);
});

test('without network the page opens again, with its experiment', async ({ page, context }) => {
  const { digest } = await openKept(page, quick);
  await context.setOffline(true);
  await page.reload();
  await page.evaluate(() => window.farcast.ready);
  expect((await finished(page)).digest).toBe(digest);
});
