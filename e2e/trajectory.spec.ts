// Owns recorded runs in the built page: an example from one key to the verdict and every view, a farcast that loads where
// its source came from, drops that are opened or refused, and the weights of a run that the page trained.
import { readFileSync } from 'node:fs';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { finished, linesOf, open, quick, watchErrors } from './farcast.ts';

const panel = (page: Page): Locator => page.getByRole('tabpanel');
const verdict = (page: Page): Locator => panel(page).getByText(/^At \+\d+ steps the farcaster is/);

async function openExample(page: Page, title: string): Promise<void> {
  await open(page, quick);
  const tab = page.getByRole('tab', { name: 'Your run' });
  await tab.focus();
  await page.keyboard.press('Enter');
  await panel(page).getByRole('button', { name: title }).focus();
  await page.keyboard.press('Enter');
  await expect(verdict(page)).toBeVisible();
}

/** Drops files on the page's heading; true if the page took the drop from the browser, which would open them. */
const drop = (page: Page, files: Readonly<Record<string, string>>): Promise<boolean> =>
  page.evaluate((contents) => {
    const dataTransfer = new DataTransfer();
    for (const [name, text] of Object.entries(contents)) dataTransfer.items.add(new File([text], name));
    const event = new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true });
    return !document.querySelector('header')!.dispatchEvent(event);
  }, files);

const fits = async (page: Page): Promise<void> => {
  const width = page.viewportSize()!.width;
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
};

type Header = Readonly<Record<string, { readonly dtype: string; readonly shape: readonly number[] }>>;

/** The header of a file of safetensors, and how many bytes of numbers follow it. */
async function savedBy(page: Page, button: Locator): Promise<{ header: Header; bytes: number }> {
  const [saved] = await Promise.all([page.waitForEvent('download'), button.click()]);
  const file = readFileSync(await saved.path());
  const length = Number(file.readBigUInt64LE(0));
  return {
    header: JSON.parse(file.toString('utf8', 8, 8 + length)) as Header,
    bytes: file.length - 8 - length,
  };
}

const shapesOf = (header: Header): [string, string, number[]][] =>
  Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, { dtype, shape }]) => [name, dtype, [...shape]]);

const views = [
  'Error by horizon',
  'Actual and forecast weights',
  'Skill by checkpoint and horizon',
  'Skill by part and horizon',
  'Coefficients',
  'Error by part',
  'Path through weight space (PCA)',
  'Recorded losses',
];

test('an example of PyTorch by keyboard: the verdict and every view, accessible, at every width', async ({
  page,
}) => {
  const errors = watchErrors(page);
  await openExample(page, 'Digits in PyTorch');
  for (const name of views) {
    const figure = panel(page).getByRole('figure', { name, exact: true });
    await figure.scrollIntoViewIfNeeded();
    await expect(figure.locator('svg path[d], canvas, svg rect').first()).toBeAttached();
  }
  // The crosshair of a chart by keys: its numbers are in the caption.
  const path = panel(page).getByRole('figure', { name: 'Path through weight space (PCA)' });
  await path.getByRole('img', { name: /principal components/ }).focus();
  await page.keyboard.press('End');
  await expect(path.locator('figcaption')).toContainText(/step 800.*actual/);
  await page.keyboard.press('Escape');
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page, '[role="tabpanel"]');
  }
  for (const width of [360, 800, 1440]) {
    await page.setViewportSize({ width, height: 800 });
    await fits(page);
  }
  expect(errors).toEqual([]);
});

test('bad drops change nothing that is open, and no drop leaves the page', async ({ page }) => {
  const errors = watchErrors(page);
  await openExample(page, 'Digits in PyTorch');
  const sentence = await verdict(page).innerText();
  const address = page.url().split('#')[0];
  const five = (name: string, text: string): Record<string, string> =>
    Object.fromEntries([1, 2, 3, 4, 5].map((step) => [`step_${step}.${name}`, text]));
  const bad: readonly (readonly [Record<string, string>, RegExp])[] = [
    [five('safetensors', 'short'), /No checkpoint can be read\. “step_1\.safetensors”/],
    [five('pt', "cos\nsystem\n(S'true'\ntR."), /No checkpoint can be read\. “step_1\.pt”/],
    [{ 'model.safetensors': 'short' }, /There is only one checkpoint/],
    [{ 'a.txt': 'a', 'b.md': 'b' }, /none of these files has weights/],
  ];
  for (const [files, said] of bad) {
    expect(await drop(page, files)).toBe(true);
    await expect(page.getByText(said).first()).toBeVisible();
    expect(await verdict(page).innerText()).toBe(sentence);
    await expect(panel(page).getByRole('figure')).toHaveCount(views.length);
  }
  expect(page.url().split('#')[0]).toBe(address);
  expect(errors).toEqual([]);
});

test('a farcast has the names, shapes and types of its source, and its coefficients go along', async ({
  page,
}) => {
  await openExample(page, 'Moons from this page');
  const { header, bytes } = await savedBy(
    page,
    panel(page).getByRole('button', { name: 'Save the farcast' }),
  );
  await panel(page)
    .locator('details')
    .evaluateAll((all) => {
      for (const details of all) (details as HTMLDetailsElement).open = true;
    });
  const listed = await panel(page)
    .getByRole('region', { name: 'Tensors' })
    .locator('tbody tr')
    .evaluateAll((rows) =>
      rows.map((row) => [...row.querySelectorAll('td')].slice(0, 3).map((cell) => cell.textContent)),
    );
  const shapes = shapesOf(header);
  expect(shapes.map(([name, dtype, shape]) => [name, shape.join(' × '), dtype])).toEqual(listed);
  expect(bytes).toBe(shapes.reduce((sum, [, , shape]) => sum + 4 * shape.reduce((a, b) => a * b, 1), 0));
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    panel(page)
      .getByRole('button', { name: /^Coefficients of all forecasts/ })
      .click(),
  ]);
  const [heads = '', ...rows] = linesOf(readFileSync(await saved.path(), 'utf8'));
  expect(heads).toMatch(
    /^run,anchor_step,horizon_in_steps,group,coefficient_of_step_0_of_the_window,.*,constant$/,
  );
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.every((row) => row.split(',').length === heads.split(',').length)).toBe(true);
  await panel(page).getByRole('button', { name: 'Open this experiment' }).click();
  await expect.poll(() => page.url()).toContain('stride=20');
});

test('weights of a run of the page at a step, and its coefficients, are saved', async ({ page }) => {
  await open(page, quick);
  await finished(page);
  await page.getByRole('button', { name: 'Download, script, cite' }).click();
  const dialog = page.getByRole('dialog', { name: 'Take this run with you' });
  await dialog.getByRole('combobox', { name: 'Step' }).selectOption('0');
  const { header, bytes } = await savedBy(page, dialog.getByRole('button', { name: 'Save weights' }));
  expect(header.__metadata__).toMatchObject({ arm: 'control', seed: '1', step: '0' });
  expect(shapesOf(header).map(([name, dtype]) => [name, dtype])).toEqual([
    ['layer1.kernel', 'F32'],
    ['layer1.bias', 'F32'],
    ['layer2.kernel', 'F32'],
    ['layer2.bias', 'F32'],
  ]);
  expect(bytes).toBe(4 * (2 * 6 + 6 + 6 * 2 + 2));
  await expectAccessible(page, '[role="dialog"], dialog');
});
