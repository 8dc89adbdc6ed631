// Owns the sequence lab: it opens by tab and by link, draws what it states, reacts to its settings, and is
// accessible.
import { expect, test, type Locator, type Page } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { open, quick, result, watchErrors } from './farcast.ts';

const lab = (page: Page): Locator => page.getByRole('tabpanel');
const finding = (page: Page): Locator => lab(page).locator('p', { hasText: 'steps ahead' }).first();

test('opens by its tab on Figure 1, drawn with points, contours and the arrow', async ({ page }) => {
  const errors = watchErrors(page);
  await open(page, quick);
  await page.getByRole('tab', { name: 'Sequence lab' }).click();
  const figure = lab(page).getByRole('img', { name: /plane of two weights/ });
  await expect(figure).toBeVisible();
  await expect(figure).toHaveAccessibleName(/where the window ends, and on to .* at step 200/);
  await expect.poll(() => figure.locator('ellipse').count()).toBeGreaterThan(5);
  const points = async (index: number): Promise<number> =>
    (await figure.locator('path[d*="h0"]').nth(index).getAttribute('d'))?.match(/M/g)?.length ?? 0;
  // SGD after the window, SGD in the window, the forecasts.
  expect([await points(0), await points(1), await points(2)]).toEqual([150, 51, 30]);
  for (const text of ['window ends, step 50', 'farcast of step 200', 'SGD at step 200'])
    await expect(figure.getByText(text)).toBeVisible();
  await expect(finding(page)).toHaveText(/150 steps ahead/);
  const box = await figure.boundingBox();
  if (box === null) throw new Error('the figure has no place');
  await page.mouse.move(box.x + box.width * 0.5, box.y + box.height * 0.5);
  for (let share = 0.1; share < 0.95; share += 0.05)
    await page.mouse.move(box.x + box.width * share, box.y + box.height * (1 - share));
  expect(errors).toEqual([]);
});

test('a link that speaks of the lab opens it, and leaves the experiment alone', async ({ page }) => {
  const errors = watchErrors(page);
  await open(page, quick);
  const { experimentId } = await result(page);
  await page.goto('about:blank');
  await open(page, `${quick}&lab=kind:formula`);
  await expect(page.getByRole('tab', { name: 'Sequence lab' })).toHaveAttribute('aria-selected', 'true');
  await expect(finding(page)).toHaveText(/The farcaster is exact to rounding 150 steps ahead/);
  expect((await result(page)).experimentId).toBe(experimentId);
  expect(await page.evaluate(() => window.farcast.link())).toContain('lab=kind:formula');
  expect(errors).toEqual([]);
});

test('knobs and presets change the pictures, and the address follows', async ({ page }) => {
  await open(page, `${quick}&lab=kind:formula`);
  await lab(page)
    .getByRole('button', { name: /spread of rates/ })
    .click();
  await expect(finding(page)).toHaveText(/Persistence beats the farcaster/);
  await expect.poll(() => page.url()).toContain('lab=kind:formula;rate:0.75;spread:0.25');
  const horizon = lab(page).getByRole('textbox', { name: 'Horizon m, exact value' });
  await horizon.fill('40');
  await horizon.press('Enter');
  await expect(finding(page)).toHaveText(/40 steps ahead/);
  await horizon.fill('never');
  await horizon.press('Enter');
  await expect(lab(page).getByRole('alert')).toHaveText(/not a number/);
  await lab(page).getByRole('combobox', { name: 'Made by' }).selectOption('regression');
  await expect(lab(page).getByRole('img', { name: /plane of two weights/ })).toBeVisible();
});

test('every chart has its numbers', async ({ page }) => {
  await open(page, `${quick}&lab=default`);
  const buttons = lab(page).getByRole('button', { name: 'Show the numbers' });
  await expect(buttons).toHaveCount(3);
  for (let i = 0; i < 3; i += 1) await buttons.nth(i).click();
  await expect(lab(page).getByRole('table')).toHaveCount(3);
  await expect(lab(page).getByRole('columnheader', { name: 'closed form A₀' })).toBeVisible();
  await expect(lab(page).getByRole('columnheader', { name: 'forecast w₁' })).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const settings of ['default', 'kind:formula;spread:0.02'] as const) {
    test(`no accessibility finding, ${colorScheme}, ${settings}`, async ({ browser }) => {
      const context = await browser.newContext({ colorScheme });
      const page = await context.newPage();
      await open(page, `${quick}&lab=${settings}`);
      await expect(finding(page)).toBeVisible();
      await expectAccessible(page, '[role=tabpanel]');
      await context.close();
    });
  }
}

test('fits a page 360 px wide', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
  const page = await context.newPage();
  await open(page, `${quick}&lab=kind:formula;noise:0.02`);
  await expect(finding(page)).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await context.close();
});
