// Owns the sweep: it finishes beside the current run, gives rows to scripts and files, and is accessible.
import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { around, sweepByHand } from '../src/record/testing/sweep-by-hand.ts';
import { mergedByHand } from '../src/record/testing/merged-by-hand.ts';
import { expectAccessible } from './accessible.ts';
import { finished, linesOf, open, quick, quickFor, watchErrors } from './farcast.ts';

const two = `${quick}&sweep=learningRate&values=0.3,1`;

const table = (page: Page) => page.getByRole('region', { name: 'All numbers of the sweep' });

for (const colorScheme of ['light', 'dark'] as const) {
  test(`a tiny sweep of two rates finishes, has rows, a finding and files, ${colorScheme}`, async ({
    browser,
  }) => {
    const context = await browser.newContext({ colorScheme });
    const page = await context.newPage();
    const errors = watchErrors(page);
    await open(page, two);
    await page.getByRole('button', { name: 'Run the sweep' }).click();
    await expect(page.getByRole('button', { name: 'Start over' })).toBeVisible();
    await expect(table(page).getByRole('row')).toHaveCount(1 + 2 * 2);
    await expect(table(page).getByRole('rowheader', { name: 'farcaster' })).toHaveCount(2);
    await expect(
      page.getByRole('img', { name: /Sweep of learning rate: 2 of 2 experiments done/ }),
    ).toBeVisible();
    await expect(
      page.getByText(/where the control is quickest|was not reached at any point/).first(),
    ).toBeVisible();
    await expectAccessible(page);
    const download = page.waitForEvent('download');
    const figure = page.getByRole('figure', { name: 'Sweep of learning rate' });
    await figure.getByRole('button', { name: 'Save this chart' }).click();
    await figure.getByRole('button', { name: 'CSV' }).click();
    const lines = linesOf(readFileSync(await (await download).path(), 'utf8'));
    expect(lines).toHaveLength(5);
    expect(lines[0]).toMatch(/^lr,experiment,arm,status,/);
    expect(errors).toEqual([]);
    await context.close();
  });
}

test('a merged sweep that is dropped is drawn, saved, opened again after a reload, and removed with undo', async ({
  page,
}) => {
  const errors = watchErrors(page);
  const values = { sweep: 'learningRate', sweepValues: [0.1, 1], arms: ['control', 'farcaster'] } as const;
  const [point] = sweepByHand(values, [
    { control: { steps: 100 }, farcaster: { steps: 60, gain: around(0.4) } },
  ]).points;
  const more = [{ knob: 'window', values: [10, 20] }] as const;
  const text = await mergedByHand(values, more, () => point!.arms);
  await open(page, quick);
  await finished(page);
  await page.evaluate((content) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([content], 'merged.json'));
    document.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
  }, text);
  const shown = async (): Promise<void> => {
    await expect(page.getByText(/Merged from 4 files, not run here: merged\.json/)).toBeVisible();
    await expect(page.getByRole('img', { name: /Sweep of learning rate and window/ })).toBeVisible();
    await expect(table(page).getByRole('row')).toHaveCount(1 + 4 * 2);
  };
  await shown();
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
  const saved = page.getByRole('table', { name: 'Sweeps that were run elsewhere' });
  await saved.getByRole('textbox').fill('Rates and windows');
  await saved.getByRole('textbox').press('Enter');
  await expectAccessible(page);

  await page.reload();
  await page.getByRole('tab', { name: 'Compare' }).click();
  await page.getByRole('button', { name: 'Open Rates and windows' }).click();
  await shown();
  await page.getByRole('tab', { name: 'Compare' }).click();
  await page.getByRole('button', { name: 'Remove Rates and windows' }).click();
  await expect(saved).toBeHidden();
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await expect(saved.getByRole('textbox')).toHaveValue('Rates and windows');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save the file of Rates and windows' }).click(),
  ]);
  expect(readFileSync(await download.path(), 'utf8')).toBe(text);
  expect(errors).toEqual([]);
});

test('scripts get a row for every arm of every point, also of two settings at once', async ({ page }) => {
  await open(page, quick);
  await finished(page);
  const rows = await page.evaluate(async (link) => {
    await window.farcast.load(link);
    return window.farcast.sweep();
  }, `#${two}&across=damping&avalues=0.5,1&target=0.3`);
  expect(
    rows.map(({ values, arm, status, target }) => [values.lr, values.damping, arm, status, target]),
  ).toEqual(
    [0.3, 1].flatMap((lr) =>
      [0.5, 1].flatMap((damping) => ['control', 'farcaster'].map((arm) => [lr, damping, arm, 'done', 0.3])),
    ),
  );
  await expect(page.getByRole('img', { name: /Sweep of learning rate and damping/ })).toBeVisible();
  await page.evaluate(() => window.farcast.load('#seeds=2&steps=20'));
  const refused = await page.evaluate(() => window.farcast.sweep().then(() => '', String));
  expect(refused).toMatch(/defines no sweep/);
});

test('the signature preset opens the instrument in sight, and its link opens it elsewhere', async ({
  page,
}) => {
  await open(page, quick);
  await page
    .getByRole('button', { name: /Your own|Where jumps save/ })
    .first()
    .click();
  await page
    .getByRole('button', { name: /Is it just a bigger learning rate/ })
    .first()
    .click();
  await expect(page.getByRole('button', { name: 'Run the sweep' })).toBeInViewport();
  const link = await page.evaluate(() => window.farcast.link());
  expect(link).toContain('sweep=learningRate&values=0.1,0.3,1,2,3&target=0.02');
  await page.goto('about:blank');
  await page.goto(link);
  await expect(page.getByRole('tab', { name: 'Sweep' })).toHaveAttribute('aria-selected', 'true');
});

test('a setting chosen by hand gets values, pauses and stops, and fits a phone', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
  const page = await context.newPage();
  await open(page, quickFor(1500));
  await finished(page);
  await page.getByRole('tab', { name: 'Sweep' }).click();
  const swept = page.getByRole('region', { name: 'What is swept' });
  await swept.getByRole('combobox', { name: 'Sweep' }).selectOption('window');
  await expect(swept.getByRole('textbox', { name: 'Values', exact: true })).toHaveValue(/20/);
  await page.getByRole('button', { name: 'Run the sweep' }).click();
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('button', { name: 'Start over' })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await expectAccessible(page);
  await context.close();
});
