// Owns coefficients as files: saved from one experiment, opened in another, with the same result; bad files do no
// harm.
import { readFileSync } from 'node:fs';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { finished, open, quick, result, resultIfAny, run, watchErrors } from './farcast.ts';

const frozen = `${quick}&engine=reference&source=frozen&frozen=10,-0.12,1.12,0,30,-0.4,1.4,0.001`;

/** Clicks and returns the text of the saved file. */
async function saved(page: Page, button: Locator): Promise<{ name: string; text: string }> {
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
}

async function choose(page: Page, button: Locator, text: string, name = 'coefficients.json'): Promise<void> {
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), button.click()]);
  await chooser.setFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) });
}

const coefficients = (page: Page): Locator => page.getByRole('figure', { name: /^Coefficients/ });

async function saveFrom(page: Page): Promise<{ name: string; text: string }> {
  await page.getByRole('tab', { name: 'Evidence' }).click();
  const figure = coefficients(page);
  await figure.getByRole('combobox', { name: /Arm/ }).selectOption('farcaster');
  await figure.getByRole('combobox', { name: /Seed/ }).selectOption('2');
  // The file contains what is drawn, a frame or two later.
  await expect(figure.getByRole('combobox', { name: /Arm/ })).toHaveValue('farcaster');
  await expect(figure.getByRole('combobox', { name: /Seed/ })).toHaveValue('2');
  return saved(page, figure.getByRole('button', { name: 'Save these coefficients' }));
}

test('saved, and opened in another experiment, they give the same result again', async ({ page }) => {
  const errors = watchErrors(page);
  await open(page);
  const before = await run(page, `#${frozen}`);
  const link = await page.evaluate(() => window.farcast.link());
  const { name, text } = await saveFrom(page);
  expect(name).toBe(`farcast-${before.experimentId}-coefficients-farcaster-2.json`);
  expect((JSON.parse(text) as { from: { link: string } }).from.link).toBe(link);
  // Another experiment: its coefficients are fitted. One change restores the others.
  const other = await run(page, `#${quick}&engine=reference`);
  expect(other.digest).not.toBe(before.digest);
  await choose(page, coefficients(page).getByRole('button', { name: 'Open from a file' }), text);
  await expect(
    page.getByRole('status').filter({ hasText: 'The coefficients of the file are in use' }),
  ).toBeVisible();
  await expect.poll(async () => (await resultIfAny(page))?.experimentId).toBe(before.experimentId);
  expect((await finished(page)).digest).toBe(before.digest);
  expect(await page.evaluate(() => window.farcast.link())).toBe(link);
  await page.getByRole('button', { name: 'Undo' }).first().click();
  await expect.poll(async () => (await resultIfAny(page))?.digest).toBe(other.digest);
  expect(errors).toEqual([]);
});

test('are opened beside the field, by a button and by dropping; a bad file changes nothing', async ({
  page,
}) => {
  const errors = watchErrors(page);
  await open(page);
  const before = await run(page, `#${frozen}`);
  const { text } = await saveFrom(page);
  const panel = page.getByRole('complementary', { name: 'Experiment' });
  const button = panel.getByRole('button', { name: 'Open coefficients from a file' });
  for (const [bad, said] of [
    ['{', 'It is not JSON.'],
    [text.replace('"version": 1', '"version": 7'), '“version” is not 1'],
    [text.replace('1.12', '1e999'), 'is not a finite number'],
    [text.replaceAll('20', '30'), 'the window of this experiment has 20'],
    [' '.repeat(300_000), 'at most 256'],
  ] as const) {
    await choose(page, button, bad, 'bad.json');
    await expect(panel.getByRole('alert')).toContainText('“bad.json” was not opened.');
    await expect(panel.getByRole('alert')).toContainText(said);
  }
  expect((await result(page)).digest).toBe(before.digest);
  expect((await page.evaluate(() => window.farcast.link())).split('#')[1]).toContain('frozen=10,-0.12,');
  await expectAccessible(page, 'aside');
  // Dropped, with other numbers.
  const transfer = await page.evaluateHandle(
    (content) => {
      const data = new DataTransfer();
      data.items.add(new File([content], 'dropped.json', { type: 'application/json' }));
      return data;
    },
    text.replaceAll('1.12', '1.13'),
  );
  await panel
    .getByLabel('Frozen coefficients', { exact: true })
    .dispatchEvent('dragover', { dataTransfer: transfer });
  await panel
    .getByLabel('Frozen coefficients', { exact: true })
    .dispatchEvent('drop', { dataTransfer: transfer });
  await expect(panel.getByRole('alert')).toHaveCount(0);
  await expect
    .poll(() => page.evaluate(() => window.farcast.link()))
    .toContain('frozen=10,-0.12,1.13,0,30,-0.4,1.4,0.001');
  expect(errors).toEqual([]);
});

test('networks have separate rows in the forecast quality', async ({ page }) => {
  await open(page);
  const { evidence, forecasts } = await run(
    page,
    `#${quick}&engine=reference&gate=never&arms=control,introspection,wnn`,
  );
  expect(evidence.quality.networks.map(({ arm }) => arm)).toEqual(['introspection', 'wnn']);
  expect(forecasts.filter(({ arm }) => arm === 'wnn').every(({ horizons }) => horizons.length === 1)).toBe(
    true,
  );
  await page.getByRole('tab', { name: 'Evidence' }).click();
  const table = page.getByRole('region', { name: 'Forecast quality' }).getByRole('table');
  for (const { horizon, skill, arm } of evidence.quality.networks) {
    const row = table.getByRole('row', { name: arm === 'wnn' ? /^WNN/ : /^Introspection/ });
    await expect(row.getByRole('rowheader')).toContainText(String(horizon));
    await expect(row).toContainText(skill.toFixed(2).replace('-', '−'));
  }
});
