// Owns the network instrument and scrubbing: pictures of networks, looking back, branching, jumping at once.
import { readFileSync } from 'node:fs';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { finished, linesOf, open, quick, quickFor, result, resultIfAny, watchErrors } from './farcast.ts';

const panel = (page: Page): Locator => page.getByRole('tabpanel');
const slider = (page: Page): Locator => page.getByRole('slider', { name: 'Viewed step' });
const canvases = (page: Page): Locator =>
  panel(page).getByRole('img', { name: /^(Decision boundary|Predicted surface)/ });

async function openNetwork(page: Page, hash = quick): Promise<void> {
  await open(page, hash);
  await page.getByRole('tab', { name: 'Network' }).click();
  await finished(page);
}

/** The number of colours of a canvas, and its pixels as one number that changes with them. */
const pixelsOf = (canvas: Locator): Promise<{ colours: number; sum: number }> =>
  canvas.evaluate((element) => {
    if (!(element instanceof HTMLCanvasElement)) throw new Error('not a canvas');
    const data = element.getContext('2d')?.getImageData(0, 0, element.width, element.height).data ?? [];
    const colours = new Set<string>();
    let sum = 0;
    for (let at = 0; at < data.length; at += 4) {
      colours.add(`${data[at]} ${data[at + 1]} ${data[at + 2]} ${data[at + 3]}`);
      sum = (sum * 31 + (data[at] ?? 0) + 7 * (data[at + 3] ?? 0)) % 1_000_000_007;
    }
    return { colours: colours.size, sum };
  });

/** A canvas is painted some time after its name changes. */
const painted = (canvas: Locator) => expect.poll(async () => (await pixelsOf(canvas)).colours);
const picture = (canvas: Locator) => expect.poll(async () => (await pixelsOf(canvas)).sum);

/** Views a step, like a person who drags the slider. */
async function lookAt(page: Page, step: number): Promise<void> {
  await slider(page).fill(String(step));
  await expect(slider(page)).toHaveAttribute(
    'aria-valuetext',
    new RegExp(`^step ${step} of \\d+, looking back$`),
  );
}

test('draws what both networks say, and another picture of an earlier step', async ({ page }) => {
  const errors = watchErrors(page);
  await openNetwork(page);
  await expect(panel(page).getByText('weights after step 120')).toBeVisible();
  await expect(canvases(page)).toHaveCount(2);
  await expect(canvases(page).first()).toHaveAccessibleName(/step 120: training loss/);
  const canvas = canvases(page).first();
  await painted(canvas).toBeGreaterThan(20);
  const newest = await pixelsOf(canvas);
  await lookAt(page, 3);
  await expect(canvases(page).first()).toHaveAccessibleName(/step 3: training loss/);
  await picture(canvas).not.toBe(newest.sum);
  await painted(canvas).toBeGreaterThan(20);
  await page.getByRole('button', { name: 'now', exact: true }).click();
  await expect(canvases(page).first()).toHaveAccessibleName(/step 120: training loss/);
  await picture(canvas).toBe(newest.sum);
  expect(errors).toEqual([]);
});

test('the losses printed are those that the run recorded', async ({ page }) => {
  await openNetwork(page, `${quick}&engine=reference`);
  await lookAt(page, 60);
  await expect(canvases(page).first()).toHaveAccessibleName(/step 60: /);
  const { arms } = await result(page);
  const recorded = arms.find(({ id }) => id === 'control')?.replicas[0]?.loss[59];
  const printed = await canvases(page).first().getAttribute('aria-label');
  expect(Number(/loss ([\d.]+)/.exec(printed ?? '')?.[1])).toBeCloseTo(recorded ?? NaN, 3);
});

test('layers answer the pointer, and a pressed weight is followed', async ({ page }) => {
  await openNetwork(page);
  const layer = panel(page).getByRole('img', { name: 'Weights of layer 1, control' });
  await layer.hover({ position: { x: 4, y: 4 } });
  const said = panel(page).getByRole('region', { name: 'Layers' });
  await expect(said.getByText(/^layer 1, from input 1 to unit 1/)).toHaveText(
    /control −?[\d.]+.*with jumps −?[\d.]+/,
  );
  await layer.click({ position: { x: 18, y: 4 } });
  const course = panel(page).getByRole('img', { name: /^layer 1, from input 2 to unit 1 over/ });
  await expect(course).toBeVisible();
  await panel(page)
    .getByRole('spinbutton', { name: /Weight whose course is drawn/ })
    .fill('13');
  await expect(panel(page).getByRole('img', { name: /^layer 1, bias of unit 1 over/ })).toBeVisible();
  await expect(
    panel(page).getByRole('img', { name: /principal components that explain \d+ %/ }),
  ).toBeVisible();
});

test('a branch repeats the first part exactly, and Undo brings the run back', async ({ page }) => {
  const link = `${quick}&engine=reference`;
  await openNetwork(page, link);
  const before = await result(page);
  await lookAt(page, 50);
  await page.getByRole('button', { name: 'Branch here, at step 50' }).click();
  await page.getByRole('button', { name: 'rate × 2' }).click();
  await expect.poll(() => page.url()).toContain('changeat=50');
  const after = await finished(page);
  expect(after.spec.changeAt).toBe(50);
  expect(after.spec.changeFactor).toBe(2);
  for (const [a, arm] of before.arms.entries()) {
    for (const [r, replica] of arm.replicas.entries()) {
      const branched = after.arms[a]?.replicas[r]?.loss ?? [];
      expect(branched.slice(0, 50)).toEqual(replica.loss.slice(0, 50));
      expect(branched.slice(50)).not.toEqual(replica.loss.slice(50));
    }
  }
  await page.getByRole('button', { name: 'Undo' }).first().click();
  await expect.poll(async () => (await resultIfAny(page))?.digest).toBe(before.digest);
});

test('the first jump can be put where one looks, where a window fits', async ({ page }) => {
  await openNetwork(page);
  await lookAt(page, 10);
  const button = page.getByRole('button', { name: 'First jump here' });
  await expect(button).toHaveAttribute('aria-disabled', 'true');
  await lookAt(page, 55);
  await button.click();
  await expect.poll(async () => (await resultIfAny(page))?.spec.warmup).toBe(55);
});

test('J requests a jump, which becomes part of the link; it is refused when the run is over', async ({
  page,
}) => {
  await open(page, quickFor(400));
  await page.evaluate(
    async (link) => window.farcast.load(link),
    `#${quickFor(400)}&engine=reference&warmup=300`,
  );
  await page.evaluate(() => window.farcast.step(5));
  await page.keyboard.press('j');
  await expect(
    page.getByText(/jump requested: its forecast is made one window after the run continues/),
  ).toBeVisible();
  await page.evaluate(() => window.farcast.step(2));
  await expect.poll(() => page.url()).toContain('at=26');
  await expect(page.getByText(/forecast at step 26/)).toBeVisible();
  await page.evaluate(() => window.farcast.play());
  const { spec } = await finished(page);
  expect(spec.extra).toEqual([26]);
  await expect(page.getByRole('button', { name: /^Jump now, not possible: The run is over/ })).toBeVisible();
});

test('a task without a plane says so, and regression draws a surface', async ({ page }) => {
  await openNetwork(page, `${quick}&task=ripple`);
  await expect(canvases(page).first()).toHaveAccessibleName(/^Predicted surface.*training loss [\d.]+$/);
  await painted(canvases(page).first()).toBeGreaterThan(20);
});

const figure = (page: Page, name: string): Locator => panel(page).getByRole('figure', { name });

/** The drawing of a figure; its name summarises it. */
const drawing = (page: Page, name: string): Locator => figure(page, name).locator('[role=img]');

/** Rows of a figure's table, cell by cell, starting with its header. */
async function numbersOf(page: Page, name: string): Promise<string[][]> {
  await figure(page, name).getByRole('button', { name: 'Show the numbers' }).click();
  const rows = await figure(page, name).getByRole('row').all();
  return Promise.all(rows.map((row) => row.locator('th, td').allTextContents()));
}

test('the loss along a forecast passes through what the run found there', async ({ page }) => {
  await openNetwork(page, `${quick}&engine=reference`);
  const { arms } = await result(page);
  const jumps = arms.find(({ id }) => id === 'farcaster')?.replicas[0]?.jumps ?? [];
  const jump = jumps.findLast(({ accepted }) => accepted);
  const line = drawing(page, 'Loss along the forecast');
  await expect(line).toHaveAccessibleName(
    new RegExp(`seed 1, along its forecast made at step ${jump?.step} for ${jump?.horizon} steps ahead`),
  );
  const [head, ...rows] = await numbersOf(page, 'Loss along the forecast');
  expect(head).toEqual(['place', 'g', 'training loss', 'validation loss']);
  const guardAt = (place: string): number => Number(rows.find(([cell]) => cell?.includes(place))?.[3]);
  expect(guardAt('stay') / (jump?.lossBefore ?? NaN)).toBeCloseTo(1, 2);
  expect(guardAt('adopted') / (jump?.lossAfter ?? NaN)).toBeCloseTo(1, 2);
  // An earlier jump, while viewing an earlier step.
  const earlier = jumps.find(({ accepted }) => accepted);
  await lookAt(page, (earlier?.step ?? 0) + 1);
  await figure(page, 'Loss along the forecast').getByRole('button', { name: 'Show the numbers' }).click();
  await expect(line).toHaveAccessibleName(new RegExp(`made at step ${earlier?.step} for`));
});

test('errors are shown tensor by tensor, and older forecasts with the actual weights', async ({ page }) => {
  await openNetwork(page);
  await expect(drawing(page, 'Forecast error by tensor')).toHaveAccessibleName(
    /Errors of \d+ forecasts \d+ steps ahead of the plain run, seed 1.*layer 1 kernel median/,
  );
  const [head, ...rows] = await numbersOf(page, 'Forecast error by tensor');
  expect(head?.slice(0, 8)).toEqual([
    'tensor',
    'step',
    'steps ahead',
    '10 %',
    '25 %',
    'median',
    '75 %',
    '90 %',
  ]);
  for (const row of rows) {
    const quantiles = row.slice(3, 8).map((cell) => Number(cell));
    expect(quantiles).toEqual([...quantiles].sort((a, b) => a - b));
  }
  const layers = panel(page).getByRole('region', { name: 'Layers' });
  await lookAt(page, 118);
  const made = layers.locator('p:not(.visually-hidden)', {
    hasText: /Forecast made at step \d+ for \d+ steps ahead/,
  });
  await expect(made).toBeVisible();
  const newest = Number(/made at step (\d+) for/.exec((await made.textContent()) ?? '')?.[1]);
  await lookAt(page, newest - 1);
  await expect
    .poll(async () => Number(/made at step (\d+) for/.exec((await made.textContent()) ?? '')?.[1]))
    .toBeLessThan(newest);
  await lookAt(page, 5);
  await expect(
    layers.locator('p:not(.visually-hidden)', { hasText: 'No forecast had been made by step 5.' }),
  ).toBeVisible();
});

test('every panel explains itself', async ({ page }) => {
  await openNetwork(page);
  const asked = panel(page).getByRole('button', { name: /^What is this\?/ });
  await expect(asked).toHaveCount(6);
  for (const button of await asked.all()) {
    const name = ((await button.getAttribute('aria-label')) ?? '').replace('What is this? ', '');
    await button.click();
    const said = panel(page).locator('[popover]:popover-open');
    await expect(said).toContainText(name);
    expect(((await said.textContent()) ?? '').length).toBeGreaterThan(name.length + 80);
    await page.keyboard.press('Escape');
  }
});

async function saved(page: Page, name: string, kind: 'PNG' | 'SVG' | 'CSV'): Promise<Buffer> {
  await figure(page, name).getByRole('button', { name: 'Save this chart' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    figure(page, name)
      .getByRole('button', { name: new RegExp(`^${kind}`) })
      .click(),
  ]);
  return readFileSync(await download.path());
}

for (const [width, colorScheme] of [
  [1440, 'dark'],
  [360, 'light'],
] as const) {
  test(`pictures are saved whole, with title and experiment, at ${width} px, ${colorScheme}`, async ({
    browser,
  }) => {
    const context = await browser.newContext({ viewport: { width, height: 740 }, colorScheme });
    const page = await context.newPage();
    await openNetwork(page);
    const { experimentId } = await result(page);
    await expect(canvases(page).first()).toBeVisible();
    for (const name of ['Decision boundary', 'Layers']) {
      const png = await saved(page, name, 'PNG');
      const svg = (await saved(page, name, 'SVG')).toString('utf8');
      const sheet = await context.newPage();
      await sheet.setContent(svg);
      // All words and pictures lie within the sheet, which is half as large as the PNG.
      const told = await sheet.evaluate(() => {
        const drawn = document.querySelector('svg');
        if (drawn === null) throw new Error('no drawing');
        const { right, width: across, height } = drawn.getBoundingClientRect();
        const parts = [...drawn.querySelectorAll('text, image')];
        return {
          across,
          height,
          outside: parts.filter((part) => part.getBoundingClientRect().right > right + 0.5).length,
          pictures: drawn.querySelectorAll('image').length,
          words: parts.map((part) => part.textContent.trim()).join(' '),
        };
      });
      expect(told.outside).toBe(0);
      expect(told.pictures).toBeGreaterThanOrEqual(2);
      expect(told.words).toContain(name);
      expect(told.words).toMatch(new RegExp(`Experiment ${experimentId} · moons · .* weights`));
      expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([2 * told.across, 2 * told.height]);
      await sheet.close();
    }
    const [head, first] = linesOf((await saved(page, 'Layers', 'CSV')).toString('utf8'));
    expect(head).toMatch(
      /^weight,place,forecast_seed_1_step_(\d+),actual_seed_1_step_\1,difference_seed_1_step_\1,arm,seed_1_step_\1$/,
    );
    expect(first).toMatch(/^1,layer 1; from input 1 to unit 1,.*,control,-?\d/);
    await context.close();
  });
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`shows what clothes are taken for, ${colorScheme}`, async ({ browser }) => {
    const context = await browser.newContext({ colorScheme });
    const page = await context.newPage();
    const errors = watchErrors(page);
    await openNetwork(
      page,
      'v=2&task=fashion-mnist&layers=8&activation=relu&optimizer=adam&lr=0.003&batch=64&steps=90&seeds=1-1&engine=reference',
    );
    const matrix = drawing(page, 'Confusion matrix');
    await expect(matrix).toHaveAccessibleName(/Classes predicted for 1000 test images at step 90, seed 1/);
    const { arms } = await result(page);
    const [control, treated] = arms.map(({ replicas }) =>
      Math.round(1000 * (replicas[0]?.testAccuracy ?? NaN)),
    );
    await expect(matrix).toHaveAccessibleName(
      new RegExp(`plain run: ${control} right.*farcaster: ${treated} right`),
    );
    const samples = figure(page, 'Sample images').getByRole('listitem');
    await expect(samples).toHaveCount(10);
    await expect(samples.first()).toContainText('✗');
    await expect(drawing(page, 'Loss along the forecast')).toHaveAccessibleName(
      /along its forecast made at step \d+/,
    );
    await expect(
      panel(page).getByText(/training [\d.]+ \(the first 300 of 6,000 examples\) and validation/),
    ).toBeVisible();
    await expectAccessible(page, '[role=tabpanel]');
    await lookAt(page, 0);
    await expect(matrix).toHaveAccessibleName(/at step 0, seed 1/);
    expect(errors).toEqual([]);
    await context.close();
  });
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`no accessibility finding, ${colorScheme}`, async ({ browser }) => {
    const context = await browser.newContext({ colorScheme });
    const page = await context.newPage();
    await openNetwork(page);
    await lookAt(page, 50);
    await expect(canvases(page).first()).toBeVisible();
    await expectAccessible(page, '[role=tabpanel]');
    await page.getByRole('button', { name: 'Branch here, at step 50' }).click();
    await expectAccessible(page, 'section[aria-label=Run]');
    await context.close();
  });
}

test('fits a page 360 px wide', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
  const page = await context.newPage();
  await openNetwork(page);
  await lookAt(page, 50);
  await expect(canvases(page).first()).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await context.close();
});

test('three clicks lead from the page to a text by a transformer that jumped', async ({ page }) => {
  const errors = watchErrors(page);
  await open(page);
  await page.getByRole('button', { name: /^Where jumps save/ }).click();
  await page.getByRole('button', { name: /^A transformer learns to write/ }).click();
  await page.getByRole('tab', { name: 'Network' }).click();
  const sides = figure(page, 'Generated text').getByRole('figure');
  // Once a jump is accepted, the weights that write are those after it.
  await expect
    .poll(
      async () => {
        const run = await resultIfAny(page);
        const own = run?.arms.find(({ id }) => id === 'farcaster')?.replicas[0]?.jumps ?? [];
        const jump = own.find(({ accepted }) => accepted);
        const caption = await figure(page, 'Generated text').textContent();
        return jump !== undefined && Number(/weights after step (\d+)/.exec(caption ?? '')?.[1]) > jump.step;
      },
      { timeout: 120_000 },
    )
    .toBe(true);
  await page.evaluate(() => window.farcast.pause());
  await expect(sides).toHaveCount(2);
  for (const side of await sides.all()) await expect(side.locator('p').first()).toHaveText(/\S{2,}\s\S{2,}/);
  expect(errors).toEqual([]);
});
