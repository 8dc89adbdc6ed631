// Owns saved runs: they appear when a run finishes, survive a reload, open again, and can be removed and restored by
// hand.
import { expect, test, type Page } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { finished, open, quick, resultIfAny, watchErrors } from './farcast.ts';

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
