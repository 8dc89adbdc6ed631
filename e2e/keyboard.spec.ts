// Owns the journey without a pointer: from the first key to a shared link, and every key listed in the help sheet.
import { expect, test, type Page } from '@playwright/test';
import { finished, open, quick, result, watchErrors } from './farcast.ts';

/** The focused element, by its accessible name or its text. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (element === null || element === document.body) return '';
    const named = element as HTMLInputElement;
    return element.getAttribute('aria-label') ?? named.labels?.[0]?.textContent ?? element.textContent;
  });

/** Presses Tab until an element of that name has the focus; reports every element on the way. */
async function tabTo(page: Page, name: RegExp, key = 'Tab', most = 120): Promise<string[]> {
  const passed: string[] = [];
  for (let i = 0; i < most; i += 1) {
    await page.keyboard.press(key);
    const here = await focused(page);
    if (name.test(here)) return passed;
    passed.push(here);
  }
  throw new Error(`Tab never came to ${String(name)}; it passed ${passed.join(' | ')}`);
}

test('the whole journey by keyboard: run, pause, change, preset, instrument, share', async ({ browser }) => {
  const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await context.newPage();
  const errors = watchErrors(page);
  await open(page, 'steps=20000');

  // It is running; Space pauses and continues it.
  await expect(page.getByRole('button', { name: 'Pause', exact: true })).toBeVisible();
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: 'Pause', exact: true })).toBeVisible();

  // Two skip links come first; then the gallery, the engine, and sharing.
  const first = await tabTo(page, /moons · gradient descent/);
  expect(first).toEqual(['Skip to the result', 'Skip to the settings']);
  const passed = await tabTo(page, /^Learning rate$/);
  const order = [/Engine|simd/, /Theme/, /^Help/, /^Share/, /Jump up to/].map((name) =>
    passed.findIndex((text) => name.test(text)),
  );
  expect(order.every((at) => at >= 0)).toBe(true);
  expect(order).toEqual([...order].sort((a, b) => a - b));

  // Two increments of the learning rate start another run.
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => page.url()).toContain('lr=0.5');

  // Back to the gallery, and Spiral from it: the focus does not move.
  await tabTo(page, /moons · gradient descent/, 'Shift+Tab');
  await page.keyboard.press('Enter');
  await tabTo(page, /^Circles/);
  await page.keyboard.press('Enter');
  await expect.poll(() => page.url()).toContain('task=circles');
  expect(page.url()).not.toContain('lr=0.5');
  await expect(page.getByRole('group', { name: 'Presets' })).toBeHidden();

  // An instrument below the charts opens.
  await tabTo(page, /^Evidence$/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('tab', { name: 'Evidence' })).toHaveAttribute('aria-selected', 'true');

  // And the link is copied.
  await page.keyboard.press('Control+s');
  await expect(page.getByText('Link copied')).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  // With the result, if the run has ended.
  expect(copied.replace(/&result=.*$/, '')).toBe(page.url());
  expect(errors).toEqual([]);
  await context.close();
});

test('a chart under the keyboard: crosshair in all charts, zoom, and back', async ({ page }) => {
  await open(page, quick);
  await finished(page);
  const loss = page.getByRole('img', { name: /Training loss after 120/ });
  await loss.focus();
  await page.keyboard.press('Home');
  await expect(page.getByRole('figure', { name: /^Training loss/ }).getByText(/^ledger 0/)).toBeVisible();
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('figure', { name: /^Training loss/ }).getByText(/^ledger 11/)).toBeVisible();
  await expect(
    page.getByRole('figure', { name: /^Paired difference/ }).getByText(/^ledger 11/),
  ).toBeVisible();
  // The arrows moved the crosshair, not the run.
  expect((await result(page)).steps).toBe(120);
  await page.keyboard.press('+');
  await page.keyboard.press('+');
  await expect(page.getByRole('button', { name: 'whole run' }).first()).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'whole run' })).toHaveCount(0);
});

test('curves are switched off and on by keyboard', async ({ page }) => {
  await open(page, `${quick}&arms=control,farcaster,search`);
  await finished(page);
  await tabTo(page, /^control$/);
  await expect(page.getByRole('toolbar', { name: 'Curves shown' })).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  const jumps = page.getByRole('button', { name: 'with jumps', exact: true });
  await expect(jumps).toHaveAttribute('aria-pressed', 'false');
  await page.keyboard.press('Enter');
  await expect(jumps).toHaveAttribute('aria-pressed', 'true');
});

test('the tour keeps the focus, remembers that it was seen, and gives the focus back', async ({ page }) => {
  await open(page, quick);
  await tabTo(page, /^Take the tour$/);
  await page.keyboard.press('Enter');
  const card = page.getByRole('dialog');
  await expect(card).toContainText('1 of 7');
  for (let stop = 2; stop <= 7; stop += 1) {
    await page.keyboard.press('Enter');
    await expect(card).toContainText(`${stop} of 7`);
    expect(await focused(page)).toMatch(/Next|Done/);
  }
  await page.keyboard.press('ArrowLeft');
  await expect(card).toContainText('6 of 7');
  for (let i = 0; i < 5; i += 1) await page.keyboard.press('Tab');
  // After the last button comes the browser's own interface, never a button of the page.
  expect(
    await page.evaluate(
      () => document.activeElement === document.body || document.activeElement?.closest('dialog') !== null,
    ),
  ).toBe(true);
  await page.keyboard.press('Escape');
  await expect(card).toBeHidden();
  // The line with the button that opened it is removed a frame later, with its focus.
  await expect.poll(() => focused(page)).toMatch(/Help/);
  await page.reload();
  await page.evaluate(() => window.farcast.ready);
  await expect(page.getByRole('button', { name: 'Take the tour' })).toHaveCount(0);
  // It can be opened again from the help sheet.
  await page.keyboard.press('?');
  await page.getByRole('button', { name: 'Take the tour' }).press('Enter');
  await expect(card).toContainText('1 of 7');
});

test('presenting hides the settings and enlarges the type, and back', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await open(page, quick);
  await finished(page);
  const size = (): Promise<number> =>
    page.evaluate(() => Number.parseFloat(getComputedStyle(document.body).fontSize));
  const before = await size();
  await page.keyboard.press('p');
  await expect(page.getByRole('complementary', { name: 'Experiment' })).toBeHidden();
  expect(await size()).toBeGreaterThan(before * 1.1);
  await page.keyboard.press('p');
  await expect(page.getByRole('complementary', { name: 'Experiment' })).toBeVisible();
  expect(await size()).toBe(before);
});
