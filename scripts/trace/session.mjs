// Owns a session of user interactions with the page, as a list of actions: every kind of control, while it trains.

/** @typedef {import('playwright').Page} Page */
/** @typedef {{ kind: string, act: (page: Page) => Promise<unknown> }} Act */

/** @param {string} kind @param {Act['act']} act @param {number} [times] @returns {Act[]} */
const often = (kind, act, times = 1) => Array.from({ length: times }, () => ({ kind, act }));

/** @param {string} key @returns {Act['act']} */
const press = (key) => (page) => page.keyboard.press(key);

/** @param {string | RegExp} name @returns {Act['act']} */
const click = (name) => (page) => page.getByRole('button', { name }).first().click();

/** @param {string} name @returns {Act['act']} */
const tab = (name) => (page) => page.getByRole('tab', { name, exact: true }).click();

/** @param {Page} page @param {number} share along the plot of the loss */
async function inLoss(page, share) {
  const box = await page.locator('figure[data-area="loss"] svg').first().boundingBox();
  if (box === null) throw new Error('there is no loss chart');
  return { x: box.x + 52 + share * (box.width - 146), y: box.y + box.height / 2 };
}

/** @param {Page} page */
async function zoom(page) {
  const [from, to] = [await inLoss(page, 0.05), await inLoss(page, 0.4)];
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps: 6 });
  await page.mouse.up();
}

/** @param {Page} page */
async function zoomOut(page) {
  const { x, y } = await inLoss(page, 0.3);
  await page.mouse.dblclick(x, y);
}

/** @param {string | RegExp} name @returns {Act['act']} */
const focusSlider = (name) => (page) => page.getByRole('slider', { name }).first().focus();

/** @type {Act[]} */
export const session = [
  ...often('play and pause', press('Space'), 4),
  ...often(
    'slider',
    async (page) => {
      await focusSlider(/Learning rate/)(page);
      await page.keyboard.press('ArrowRight');
    },
    6,
  ),
  ...often(
    'slider',
    async (page) => {
      await focusSlider(/Jump up to/)(page);
      await page.keyboard.press('ArrowLeft');
    },
    6,
  ),
  ...often('typing', async (page) => {
    const field = page.getByRole('textbox', { name: /Hidden layers/ });
    await field.click();
    await page.keyboard.press('Control+a');
    for (const key of '12,12') await page.keyboard.press(key);
    await page.keyboard.press('Enter');
  }),
  ...['Evidence', 'Network', 'Maps', 'Sweep', 'Compare', 'Sequence lab', 'Evidence', 'Evidence'].flatMap(
    (name) => often('instrument', tab(name)),
  ),
  ...often('zoom', zoom, 2),
  ...often('zoom', zoomOut),
  ...often(
    'crosshair',
    async (page) => {
      await page.locator('figure[data-area="loss"] [tabindex="0"][role="img"]').first().focus();
      await page.keyboard.press('ArrowRight');
    },
    8,
  ),
  ...['2', '5', '1'].flatMap((key) => often('preset', press(key))),
  ...often('theme', click(/^Theme/), 3),
  ...often('axis', (page) => page.getByText('steps', { exact: true }).first().click()),
  ...often('axis', (page) => page.getByText('ledger', { exact: true }).first().click()),
  ...often('axis', (page) => page.getByText('linear', { exact: true }).first().click()),
  ...often('axis', (page) => page.getByText('log', { exact: true }).first().click()),
  ...often('numbers', click('Show the numbers'), 1),
  ...often('numbers', click(/Show the (chart|numbers)/), 1),
  ...often('task', (page) => page.getByRole('radio', { name: 'Circles' }).click({ force: true })),
  ...often('arms', (page) =>
    page
      .getByRole('checkbox', { name: /line search/ })
      .first()
      .click(),
  ),
  ...often('help', press('?')),
  ...often('help', press('Escape')),
  ...often('share', press('Control+s')),
  ...often('run', press('r')),
  ...often('run', press('Space')),
  ...often('run', press('ArrowRight'), 3),
  ...often('run', press('Shift+R')),
  ...often('present', press('p'), 2),
  ...often('preset', press('1')),
];
