// Owns what a person can do by mouse and by keyboard, and that the page is accessible.
import { expect, test, type Page } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { finished, open, quick, result, resultIfAny, watchErrors } from './farcast.ts';

const state = (page: Page) => page.getByRole('region', { name: 'Run' });

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the finished page has no accessibility finding, ${colorScheme}`, async ({ browser }) => {
    const context = await browser.newContext({ colorScheme });
    const page = await context.newPage();
    await open(page, quick);
    await finished(page);
    await expectAccessible(page);
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog')).toBeVisible();
    await expectAccessible(page);
    await context.close();
  });
}

test('a failed run and its banner have no accessibility finding, and one action that helps', async ({
  page,
}) => {
  const seeds = '1-64';
  await page.goto(`/#layers=256,256,256,256,256,256&seeds=${seeds}&steps=20000&lr=abc`);
  await expect(page.getByText(/GB of memory/).first()).toBeVisible();
  await expectAccessible(page);
  await page
    .getByRole('button', { name: /default/i })
    .first()
    .click();
  await page.waitForFunction(() => !window.farcast.link().includes('layers'));
});

test('the keyboard alone plays, pauses, steps, rewinds, takes presets and new seeds', async ({ page }) => {
  const errors = watchErrors(page);
  await open(page, 'steps=20000');
  await expect(page.getByRole('button', { name: 'Pause', exact: true })).toBeVisible();
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible();
  const before = (await result(page)).steps;
  await page.keyboard.press('ArrowRight');
  await expect.poll(async () => (await resultIfAny(page))?.steps).toBe(before + 1);
  for (let i = 0; i < 3; i += 1) await page.keyboard.press('Shift+ArrowRight');
  await expect.poll(async () => (await resultIfAny(page))?.steps).toBe(before + 31);
  await page.keyboard.press('r');
  await expect.poll(async () => (await resultIfAny(page))?.steps).toBe(0);
  await page.keyboard.press('Shift+R');
  await expect.poll(async () => page.evaluate(() => window.farcast.link())).toContain('seeds=11-20');
  await page.keyboard.press('5');
  await expect.poll(async () => page.evaluate(() => window.farcast.link())).toContain('task=xor');
  expect(errors).toEqual([]);
});

test('keys typed into a field are no commands', async ({ page }) => {
  await open(page, quick);
  await finished(page);
  const layers = page.getByRole('textbox', { name: /Hidden layers/ });
  await layers.fill('5');
  await layers.press('r');
  expect((await result(page)).steps).toBe(120);
  await layers.fill('5,4');
  await layers.press('Enter');
  await expect.poll(async () => (await resultIfAny(page))?.spec.layers).toEqual([5, 4]);
  // Once it is closed, keys control the page again.
  await page.keyboard.press('5');
  await expect.poll(async () => page.evaluate(() => window.farcast.link())).toContain('task=xor');
});

test('a reach between two windows is refused, with the available ones', async ({ page }) => {
  await open(page, quick);
  const reach = page.getByRole('textbox', { name: 'Jump up to, exact number of steps' });
  await reach.fill('50');
  await reach.press('Enter');
  await expect(page.getByText('Whole windows of 20 steps: 40 or 60')).toBeVisible();
  await expect(reach).toHaveValue('50');
  await reach.fill('60');
  await reach.press('Enter');
  await expect(page.getByText(/Whole windows/)).toHaveCount(0);
  await expect.poll(async () => (await resultIfAny(page))?.spec.split).toBe(4);
});

test('the line for newcomers says what a farcast is, and stays away once put away', async ({ page }) => {
  await open(page, quick);
  await expect(page.getByText(/A farcast predicts a network’s weights/)).toBeVisible();
  await page.getByRole('button', { name: 'Hide this' }).click();
  await page.reload();
  await page.evaluate(() => window.farcast.ready);
  await expect(page.getByText(/A farcast predicts/)).toHaveCount(0);
});

test('a changed control runs again, the address follows, and Back and Undo return', async ({ page }) => {
  await open(page, quick);
  const first = await finished(page);
  await page
    .getByRole('radio', { name: 'Circles' })
    .or(page.getByRole('button', { name: 'Circles' }))
    .first()
    .click();
  await expect.poll(() => page.url()).toContain('task=circles');
  await finished(page);
  await page.getByRole('button', { name: 'Undo' }).first().click();
  await expect.poll(async () => (await resultIfAny(page))?.digest).toBe(first.digest);
  await page.goBack();
  await expect.poll(async () => (await resultIfAny(page))?.spec.task).toBe('circles');
});

test('shares the link by button', async ({ browser }) => {
  const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await context.newPage();
  await open(page, quick);
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await expect(page.getByText('Link copied')).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toBe(await page.evaluate(() => window.farcast.link()));
  await context.close();
});

test('all charts are there, with words and numbers for those who do not see them', async ({ page }) => {
  await open(page, quick);
  await finished(page);
  for (const name of [
    /Training loss after 120/,
    /weights of control/,
    /Mean absolute error/,
    /Farcaster minus control/,
  ]) {
    await expect(page.getByRole('img', { name })).toBeVisible();
  }
  await page.getByRole('button', { name: 'Show the numbers' }).first().click();
  await expect(page.getByRole('table').first()).toBeVisible();
});

test('works 360 px wide: verdict, charts, run control, experiment in this order, nothing cut off', async ({
  browser,
}) => {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
  const page = await context.newPage();
  await open(page, quick);
  await finished(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  const top = async (name: string, role: 'region' | 'complementary'): Promise<number> =>
    (await page.getByRole(role, { name }).boundingBox())?.y ?? NaN;
  expect(await top('Result', 'region')).toBeLessThan(await top('Experiment', 'complementary'));
  await expect(state(page)).toBeVisible();
  await expectAccessible(page);
  await context.close();
});

test('requests nothing from elsewhere, and nothing more once loaded', async ({ page }) => {
  const asked: string[] = [];
  page.on('request', (request) => {
    // The browser requests an icon at every change of the address.
    if (!request.url().endsWith('favicon.svg')) asked.push(request.url());
  });
  await open(page, quick);
  await finished(page);
  // Parts that the first screen does not need are loaded when the page is idle, the sequence lab last.
  await page.waitForSelector('html[data-warm]');
  expect(asked.some((url) => url.includes('LabBench'))).toBe(true);
  const origin = new URL(page.url()).origin;
  expect(asked.filter((url) => !url.startsWith(origin) && !url.startsWith('data:'))).toEqual([]);
  const loaded = asked.length;
  await page.context().setOffline(true);
  await page.keyboard.press('5');
  await finished(page);
  await page.getByRole('button', { name: /^What is this\? Paired/ }).click();
  await expect(page.getByText('Below zero is better')).toBeVisible();
  await page.keyboard.press('?');
  await page.getByRole('dialog').getByRole('button', { name: 'Take the tour' }).click();
  await expect(page.getByText('1 of 7')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /gradient descent/ }).click();
  await expect(page.getByRole('button', { name: /^Spiral/ })).toBeVisible();
  expect(asked.slice(loaded)).toEqual([]);
});
