// Owns saved runs: they appear when a run finishes, survive a reload, open again, and can be removed and restored by
// hand.
import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { finished, open, quick, resultIfAny, run, watchErrors } from './farcast.ts';

const list = (page: Page) =>
  page
    .getByRole('table', { name: 'Saved runs' })
    .getByRole('row')
    .filter({ has: page.getByRole('textbox') });

test('finished runs are saved, named, overlaid, opened again and removed with undo', async ({ browser }) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const errors = watchErrors(page);
  await open(page, quick);
  const first = await finished(page);
  await page.evaluate(() =>
    window.farcast.load(`${window.farcast.link()}&noise=0.3`).then(() => window.farcast.play()),
  );
  await finished(page);
  await page.keyboard.press('c');
  await expect(list(page)).toHaveCount(2);
  await expect(list(page).first().getByRole('textbox')).toHaveAttribute('placeholder', 'noise 0.1 → 0.3');
  await expect(page.getByRole('img', { name: /Training loss of saved runs.*A, .*B, / })).toBeVisible();
  await list(page).last().getByRole('textbox').fill('baseline');
  await list(page).last().getByRole('textbox').press('Enter');
  await expectAccessible(page);

  await page.reload();
  await page.evaluate(() => window.farcast.ready);
  await page.getByRole('tab', { name: 'Compare' }).click();
  await expect(list(page).last().getByRole('textbox')).toHaveValue('baseline');
  await page.getByRole('button', { name: 'Open baseline' }).click();
  await expect.poll(async () => (await resultIfAny(page))?.experimentId).toBe(first.experimentId);
  await finished(page);
  await page.getByRole('button', { name: 'Remove baseline' }).click();
  await expect(list(page)).toHaveCount(1);
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await expect(list(page)).toHaveCount(2);
  expect(errors).toEqual([]);
  await context.close();
});

test('two tabs at once lose nothing, and the collection moves to another browser as a file', async ({
  browser,
}) => {
  const context = await browser.newContext();
  const [first, second] = [await context.newPage(), await context.newPage()];
  const rates = (from: number): number[] => [0, 1, 2].map((i) => from + i / 10);
  const runAll = async (page: Page, all: readonly number[]): Promise<void> => {
    for (const lr of all) await run(page, `#${quick.replace('lr=0.5', `lr=${lr}`)}`);
  };
  for (const page of [first, second]) {
    await open(page, quick);
    await finished(page);
  }
  await Promise.all([runAll(first, rates(0.1)), runAll(second, rates(0.6))]);
  for (const page of [first, second]) {
    await page.bringToFront();
    await page.getByRole('tab', { name: 'Compare' }).click();
    // Six, and the one that both opened on.
    await expect(list(page)).toHaveCount(7);
  }
  await list(first).first().getByRole('textbox').fill('mine');
  await list(first).first().getByRole('textbox').press('Enter');
  await expect(list(second).first().getByRole('textbox')).toHaveValue('mine');

  const [saved] = await Promise.all([
    first.waitForEvent('download'),
    first.getByRole('button', { name: 'Export all' }).click(),
  ]);
  const file = await saved.path();
  const elsewhere = await browser.newContext();
  const page = await elsewhere.newPage();
  await open(page, quick);
  await finished(page);
  await page.getByRole('tab', { name: 'Compare' }).click();
  await page.getByLabel('Files of saved runs').setInputFiles([
    { name: 'saved.json', mimeType: 'application/json', buffer: readFileSync(file) },
    { name: 'cut.json', mimeType: 'application/json', buffer: readFileSync(file).subarray(0, 500) },
  ]);
  await expect(
    page.getByText('“cut.json” was not added. It is not JSON, or was cut off. 7 runs read.'),
  ).toBeVisible();
  await expect(list(page)).toHaveCount(7);
  await page.reload();
  await page.getByRole('tab', { name: 'Compare' }).click();
  await expect(list(page)).toHaveCount(7);
  await expect(page.getByRole('table', { name: 'Saved runs' }).locator('input[value="mine"]')).toHaveCount(1);
  await elsewhere.close();
  await context.close();
});

test('says so when the browser has no room, and fits a phone', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, colorScheme: 'dark' });
  const page = await context.newPage();
  await page.addInitScript(() => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
  });
  await open(page, quick);
  await finished(page);
  await page.getByRole('tab', { name: 'Compare' }).click();
  await expect(page.getByRole('alert').filter({ hasText: /no room left/ })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await expectAccessible(page);
  await context.close();
});
