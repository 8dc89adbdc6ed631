// Owns interaction with charts: crosshair, zoom, hiding curves, many arms, files, and their explanations.
import { readFileSync } from 'node:fs';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { finished, linesOf, open, quick, result, watchErrors } from './farcast.ts';

const figure = (page: Page, area: string): Locator => page.locator(`figure[data-area="${area}"]`);

/** The box of the plot within a figure. */
async function plotOf(
  page: Page,
  area: string,
): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await figure(page, area).locator('.recharts-wrapper').first().boundingBox();
  if (box === null) throw new Error(`${area} has no plot`);
  return box;
}

test('one crosshair for all charts, and a drag that zooms them together', async ({ page }) => {
  const errors = watchErrors(page);
  await open(page, quick);
  await finished(page);
  const plot = await plotOf(page, 'loss');
  const at = (share: number): number => plot.x + 52 + share * (plot.width - 52 - 94);
  const middle = plot.y + plot.height / 2;
  await page.mouse.move(at(0.5), middle);
  await expect(figure(page, 'loss').getByText(/^ledger \d/)).toBeVisible();
  await expect(figure(page, 'difference').getByText(/^ledger \d/)).toBeVisible();
  await expect(figure(page, 'weights').locator('circle')).toHaveCount(8);
  await page.mouse.move(at(0.25), middle);
  await page.mouse.down();
  await page.mouse.move(at(0.5), middle, { steps: 4 });
  await page.mouse.up();
  await expect(figure(page, 'difference').getByRole('button', { name: 'whole run' })).toBeVisible();
  const steps = figure(page, 'weights').getByText(/^\d+ – \d+ steps/);
  await expect(steps).not.toHaveText(/^0 – 120 steps/);
  await page.mouse.dblclick(at(0.4), middle);
  await expect(steps).toHaveText(/^0 – 120 steps/);
  expect(errors).toEqual([]);
});

test('a name at a curve’s end switches it off, and the legend brings it back', async ({ page }) => {
  await open(page, quick);
  await finished(page);
  const curves = figure(page, 'loss').locator('svg svg path[stroke-width="1.8"]');
  await expect(curves).toHaveCount(2);
  await figure(page, 'loss').locator('text', { hasText: 'control' }).click();
  await expect(curves).toHaveCount(1);
  await page.getByRole('button', { name: 'control', exact: true }).click();
  await expect(curves).toHaveCount(2);
});

test('the target is moved by hand and by keys: judged again, and nothing is trained', async ({ page }) => {
  const errors = watchErrors(page);
  await open(page, quick);
  const before = await finished(page);
  const handle = page.getByRole('slider', { name: 'Target loss', exact: true }).and(page.locator('div'));
  await expect(handle).toHaveAttribute('aria-valuetext', /^training loss [\d.]+, automatic/);
  const box = await handle.boundingBox();
  if (box === null) throw new Error('the target has no handle');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2 - 40, { steps: 8 });
  await page.mouse.up();
  await expect(handle).toHaveAttribute('aria-valuetext', /^training loss [\d.]+, given$/);
  const dragged = await result(page);
  expect(dragged.spec.goal).toBeGreaterThan(before.verdict.target ?? NaN);
  expect(dragged.verdict.target).toBe(dragged.spec.goal);
  expect(dragged.verdict.sentence).not.toBe(before.verdict.sentence);
  // The same run, bit for bit: its records, its time, its id.
  expect(dragged.digest).toBe(before.digest);
  expect(dragged.experimentId).toBe(before.experimentId);
  expect(dragged.seconds).toBe(before.seconds);
  await expect.poll(() => page.evaluate(() => location.hash)).toContain(`goal=${dragged.spec.goal}`);
  await handle.press('ArrowDown');
  const pressed = await result(page);
  expect(pressed.spec.goal).toBeLessThan(dragged.spec.goal);
  expect(pressed.verdict.target).toBe(pressed.spec.goal);
  await page.getByRole('radio', { name: 'linear' }).check();
  await handle.press('PageUp');
  expect((await result(page)).spec.goal).toBeGreaterThan(pressed.spec.goal);
  await expectAccessible(page);
  await handle.press('Delete');
  await expect(handle).toHaveAttribute('aria-valuetext', /automatic/);
  expect((await result(page)).verdict).toEqual(before.verdict);
  await handle.press('ArrowUp');
  await handle.dblclick();
  await expect.poll(async () => (await result(page)).spec.goal).toBe(0);
  expect(errors).toEqual([]);
});

const everyArm =
  'control,farcaster,scalar,search,endpoint,recent,quadratic,aitken,columns,points,introspection,wnn,average,lookahead,random,surgery,faster,decay,momentum';

test('nineteen arms: no name covers another, and all is accessible', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await open(page, `samples=64&layers=6&steps=120&seeds=2&lr=0.5&arms=${everyArm}`);
  await finished(page);
  const names = figure(page, 'loss').locator('g > text[text-anchor="start"]');
  await expect(names).toHaveCount(19);
  const boxes = await names.evaluateAll((texts) =>
    texts.map((text) => text.getBoundingClientRect()).sort((a, b) => a.top - b.top),
  );
  for (let i = 1; i < boxes.length; i += 1) {
    const [above, below] = [boxes[i - 1], boxes[i]];
    if (above === undefined || below === undefined) throw new Error('a name has no place');
    // Lines of text may touch, letters may not.
    expect(below.top + below.height / 2 - (above.top + above.height / 2)).toBeGreaterThan(8);
  }
  await expect(page.getByRole('toolbar', { name: 'Curves shown' }).getByRole('button')).toHaveCount(19);
  await expectAccessible(page);
});

test('a chart is saved as SVG, PNG and CSV', async ({ page }) => {
  await open(page, quick);
  await finished(page);
  const save = async (area: string, kind: string): Promise<Buffer> => {
    await figure(page, area).getByRole('button', { name: 'Save this chart' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      figure(page, area)
        .getByRole('button', { name: new RegExp(`^${kind}`) })
        .click(),
    ]);
    expect(download.suggestedFilename()).toMatch(
      new RegExp(`^farcast-[a-z]{6}-${area}\\.${kind.toLowerCase()}$`),
    );
    return readFileSync(await download.path());
  };
  const svg = (await save('weights', 'SVG')).toString('utf8');
  expect(svg).toContain('xmlns="http://www.w3.org/2000/svg"');
  expect(svg).toContain('Weights: ');
  expect(svg).toMatch(/Experiment [a-z]{6} · moons/);
  // It is self-contained: it does not refer to the page's style sheets.
  expect(svg).not.toMatch(/var\(|class=|\sstyle=|paint-order|foreignObject|<svg.*<svg/s);
  expect(svg).toMatch(/<title[^>]*>Weights: actual and forecast<.*<desc[^>]*>8 weights of control, seed 1/s);
  // As wide as a page, whatever the window; the halo of a label is a separate text.
  expect(svg).toMatch(/^<svg [^>]*width="744"/);
  const wellFormed = await page.evaluate(
    (text) => new DOMParser().parseFromString(text, 'image/svg+xml').querySelector('parsererror') === null,
    svg,
  );
  expect(wellFormed).toBe(true);
  const png = await save('loss', 'PNG');
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect(png.readUInt32BE(16)).toBeGreaterThan(2000);
  const [head, ...rows] = linesOf((await save('loss', 'CSV')).toString('utf8'));
  expect(head).toMatch(/^step,arm,ledger_in_gradient_step_equivalents,training_loss_median_over_seeds,/);
  const arms = new Set(rows.map((row) => row.split(',')[1]));
  expect(rows).toHaveLength(121 * arms.size);
  expect(Number(rows[0]?.split(',')[3])).toBeGreaterThan(0);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`explanations, the gallery and all arms are accessible, ${colorScheme}`, async ({ browser }) => {
    const context = await browser.newContext({ colorScheme, viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await open(page, quick);
    await finished(page);
    await page.getByRole('button', { name: /^What is this\? Loss/ }).click();
    await expect(page.getByText(/not a confidence interval of the median/)).toBeVisible();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /gradient descent/ }).click();
    await expect(
      page.getByRole('group', { name: 'Presets' }).locator('svg path[stroke-width]').first(),
    ).toBeVisible();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /more arms/ }).click();
    await expect(page.getByRole('group', { name: 'Arms' }).getByRole('checkbox')).toHaveCount(19);
    await page.getByRole('checkbox', { name: 'Aitken' }).focus();
    await expect(page.getByRole('checkbox', { name: 'Aitken' })).toHaveAccessibleDescription(
      /decay rate.*1926/,
    );
    await expectAccessible(page);
    await context.close();
  });
}
