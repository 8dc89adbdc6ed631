// Owns the maps: one is computed beside the current run, cells can be read and opened, and they are accessible.
import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { finished, linesOf, open, quick, watchErrors } from './farcast.ts';

const figure = (page: Page, name: string) => page.getByRole('figure', { name });
const map = (page: Page, name: string) => figure(page, name).getByRole('application');
const weights = (page: Page) => page.locator('[data-area="weights"] [role="img"]');

async function computed(page: Page): Promise<void> {
  await page.getByRole('tab', { name: 'Maps' }).click();
  await page.getByRole('button', { name: 'Compute the map' }).click();
  await expect(page.getByRole('button', { name: 'Compute it again' })).toBeVisible();
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the map of jumps is computed, read, saved and opened, ${colorScheme}`, async ({ browser }) => {
    const context = await browser.newContext({ colorScheme });
    const page = await context.newPage();
    const errors = watchErrors(page);
    await open(page, quick);
    await finished(page);
    await computed(page);
    for (const name of ['Forecast error', 'Coefficients', 'Gain of a jump'])
      await expect(map(page, name)).toHaveAccessibleName(/least .+ at step \d+, \d+ steps ahead; most/);
    await expectAccessible(page);
    for (const [name, formula] of [
      ['Forecast error', 'skill = 1 − MAE'],
      ['Coefficients', 'one number for each horizon'],
      ['Gain of a jump', 'tried on a copy of the control'],
    ] as const) {
      const panel = page.getByRole('tabpanel');
      await panel.getByRole('button', { name: `What is this? ${name}`, exact: true }).click();
      await expect(panel.locator('[popover]:popover-open')).toContainText(formula);
      await page.keyboard.press('Escape');
    }

    const gain = map(page, 'Gain of a jump');
    await gain.focus();
    await page.keyboard.press('ArrowRight');
    await expect(figure(page, 'Gain of a jump')).toContainText(/step \d+, \d+ ahead: .?\d.\d+ \[/);
    const step = /step (\d+),/.exec((await figure(page, 'Gain of a jump').textContent()) ?? '')?.[1];
    await page.keyboard.press('Enter');
    await expect(page.getByText(`The weights above show the forecast made at step ${step}.`)).toBeVisible();
    await expect(weights(page)).toHaveAccessibleName(new RegExp(`that of step ${step} shown`));
    await page.getByRole('button', { name: 'Back to the newest' }).click();
    await expect(weights(page)).not.toHaveAccessibleName(/that of step/);

    await figure(page, 'Gain of a jump').getByRole('button', { name: 'Save this chart' }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: /CSV/ }).click();
    const lines = linesOf(readFileSync(await (await download).path(), 'utf8'));
    expect(lines[0]).toMatch(
      /^step,log10_loss_with_less_without_jump_at_once_mean_over_seeds_\d+_steps_ahead,interval_95_low_/,
    );
    expect(lines.length).toBeGreaterThan(1);
    expect(errors).toEqual([]);
    await context.close();
  });
}

test('a click opens a cell, and a map of an earlier experiment says so', async ({ page }) => {
  await open(page, quick);
  await finished(page);
  await computed(page);
  const box = (await map(page, 'Forecast error').boundingBox())!;
  await map(page, 'Forecast error').click({ position: { x: box.width / 2, y: box.height / 2 } });
  await expect(page.getByText(/The weights above show the forecast made at step \d+/)).toBeVisible();
  await expect(weights(page)).toHaveAccessibleName(/that of step \d+ shown/);
  await page.evaluate((link) => window.farcast.load(link), `#${quick}&noise=0.3`);
  await expect(page.getByText('This map belongs to an earlier experiment')).toBeVisible();
  await page.getByRole('button', { name: 'Compute it for this experiment' }).click();
  await expect(page.getByRole('button', { name: 'Compute it again' })).toBeVisible();
  await expect(page.getByText('This map belongs to an earlier experiment')).toBeHidden();
});

test('maps fit a phone', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
  const page = await context.newPage();
  await open(page, quick);
  await finished(page);
  await computed(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await expectAccessible(page);
  await context.close();
});
