// Owns the evidence instrument: its tables and charts are present, in numbers and words, and accessible.
import { expect, test, type Page } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { finished, open, watchErrors } from './farcast.ts';

const run =
  'samples=64&layers=6&steps=200&seeds=4&lr=0.5&arms=control,farcaster,search,random&engine=reference';

async function openEvidence(page: Page): Promise<void> {
  await page.getByRole('tab', { name: 'Evidence' }).click();
  await expect(page.getByRole('heading', { name: 'What each arm saved' })).toBeVisible();
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`has its tables and charts, and no accessibility finding, ${colorScheme}`, async ({ browser }) => {
    const context = await browser.newContext({ colorScheme });
    const page = await context.newPage();
    const errors = watchErrors(page);
    await open(page, run);
    const { evidence } = await finished(page);
    await openEvidence(page);
    const savings = page.getByRole('region', { name: 'What each arm saved' }).getByRole('table');
    await expect(savings.getByRole('row')).toHaveCount(4);
    // The arm under study first, then sorted by saving, in the words of the result.
    for (const [at, { arm, evidence: own }] of evidence.arms.entries()) {
      const { better, total } = own?.verdict ?? { better: NaN, total: NaN };
      const row = savings.getByRole('row').nth(at + 1);
      await expect(row).toContainText(`${better} of ${total}`);
      await expect(row).toContainText(arm === 'search' ? 'line search' : arm);
    }
    const equal = page.getByRole('region', { name: 'Quality at equal cost' }).getByRole('table');
    await expect(equal.getByRole('row')).toHaveCount(5);
    const quality = page.getByRole('region', { name: 'Forecast quality' }).getByRole('table');
    await expect(quality.getByRole('row')).toHaveCount(evidence.quality.rows.length + 1);
    for (const name of [
      /^Saved fraction of the training cost by target/,
      /^Paired difference in log10/,
      /^Fit at step/,
    ])
      await expect(page.getByRole('img', { name })).toBeVisible();
    await expectAccessible(page, '[role=tabpanel]');
    expect(errors).toEqual([]);
    await context.close();
  });
}

test('shows numbers in place of a chart, and whose coefficients one likes', async ({ page }) => {
  await open(page, run);
  const { evidence } = await finished(page);
  await openEvidence(page);
  const figure = page.getByRole('figure', { name: /^Coefficients/ });
  await figure.getByRole('combobox', { name: /Arm/ }).selectOption('farcaster');
  await figure.getByRole('combobox', { name: /Seed/ }).selectOption('3');
  await figure.getByRole('button', { name: 'Show the numbers' }).click();
  const own = evidence.coefficients?.replicas.find(({ arm, seed }) => arm === 'farcaster' && seed === 3);
  const first = own?.groups[0]?.values[0]?.[0] ?? NaN;
  const cell = first.toFixed(4).replace('-', '−');
  await expect(figure.getByRole('cell', { name: cell }).first()).toBeVisible();
});

test('fills while the run continues, along steps too, and fits 360 px', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
  const page = await context.newPage();
  await open(page, run);
  await openEvidence(page);
  await page.getByRole('radio', { name: 'steps' }).check();
  const { seconds } = await finished(page);
  expect(seconds).toBeGreaterThan(0);
  await expect(page.getByRole('img', { name: /at equal steps/ })).toBeVisible();
  await expect(page.getByRole('row', { name: /farcaster/ }).first()).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await context.close();
});
