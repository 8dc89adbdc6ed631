// Owns the four measurements: cold load, the default run, a session of interactions, a large run.
import { observe } from './observe.mjs';
import { session } from './session.mjs';
import { tasksDuring } from './tasks.mjs';

/** @typedef {import('playwright').Browser} Browser */
/** @typedef {import('playwright').Page} Page */
/** @typedef {import('./observe.mjs').Noted} Noted */

const size = { width: 1440, height: 900 };
const rounds = 7;

/** 10 arms x 16 seeds x 5,000 steps of the smallest network. */
const largeLink =
  'arms=control,farcaster,scalar,search,endpoint,recent,quadratic,aitken,random,faster&seeds=16&steps=5000';

/** @param {Page} page @returns {Promise<Noted>} */
const noted = (page) => page.evaluate(() => /** @type {any} */ (window).noted);

/** @param {Browser} browser @param {string} address @param {(page: Page) => Promise<any>} use */
async function onNewPage(browser, address, use) {
  const context = await browser.newContext({
    viewport: size,
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  page.setDefaultTimeout(600_000);
  await page.addInitScript(observe);
  await page.goto(address);
  const figures = await use(page);
  await context.close();
  return figures;
}

/** @param {readonly number[]} values @param {number} share */
function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

/** @param {Page} page */
const ended = (page) => page.getByRole('button', { name: 'Run again' }).waitFor();

/** @param {import('./tasks.mjs').Task[]} tasks */
function drawing(tasks) {
  const drawn = tasks.filter(({ draws }) => draws);
  const updates = drawn.map(({ duration }) => duration);
  const worked = drawn.map((task) => task.worked);
  return {
    updates: updates.length,
    median: quantile(updates, 0.5),
    p95: quantile(updates, 0.95),
    worked: { median: quantile(worked, 0.5), p95: quantile(worked, 0.95), longest: Math.max(0, ...worked) },
    within16: updates.filter((duration) => duration <= 16).length / Math.max(1, updates.length),
    longest: Math.max(0, ...tasks.map(({ duration }) => duration)),
  };
}

/** @param {Browser} browser @param {string} address */
export async function coldLoads(browser, address) {
  /** @type {number[]} */
  const moved = [];
  for (let round = 0; round < rounds; round += 1) {
    moved.push(
      await onNewPage(browser, address, async (page) => {
        await page.waitForFunction(() => /** @type {any} */ (window).noted.moved !== null);
        return (await noted(page)).moved;
      }),
    );
  }
  return { rounds, median: quantile(moved, 0.5), fastest: Math.min(...moved), slowest: Math.max(...moved) };
}

/**
 * Long tasks count from the preparation of the experiment to its end, and while the rest is loaded. @param {Browser}
 * browser @param {string} address
 */
export const defaultRun = (browser, address) =>
  onNewPage(browser, address, async (page) => {
    const ready = await page.evaluate(() => window.farcast.ready.then(() => performance.now()));
    const tasks = await tasksDuring(page, async () => {
      await ended(page);
      await page.waitForSelector('html[data-warm]');
    });
    const { longTasks } = await noted(page);
    return {
      ...drawing(tasks),
      longTasksLoading: longTasks.filter(({ start }) => start < ready).map(({ duration }) => duration),
      longTasks: longTasks.filter(({ start }) => start >= ready).map(({ duration }) => duration),
    };
  });

/** Traced from two thirds of its steps on, when most is recorded. @param {Browser} browser @param {string} address */
export const largeRun = (browser, address) =>
  onNewPage(browser, `${address}#${largeLink}`, async (page) => {
    const ready = await page.evaluate(() => window.farcast.ready.then(() => performance.now()));
    await page.waitForFunction(
      () => Number(/step (\d+) \/ 5000/.exec(document.body.textContent)?.[1] ?? 0) > 3300,
      null,
      { polling: 1000 },
    );
    const tasks = await tasksDuring(page, async () => {
      await ended(page);
      await page.waitForTimeout(2000);
    });
    const { longTasks } = await noted(page);
    return {
      link: largeLink,
      ...drawing(tasks),
      longTasks: longTasks.filter(({ start }) => start >= ready).map(({ duration }) => duration),
    };
  });

/** @param {Browser} browser @param {string} address */
export const interactions = (browser, address) =>
  onNewPage(browser, address, async (page) => {
    await page.evaluate(() => window.farcast.ready);
    /** @type {{ kind: string, from: number }[]} */
    const acts = [];
    for (const { kind, act } of session) {
      acts.push({ kind, from: await page.evaluate(() => performance.now()) });
      await act(page);
      await page.waitForTimeout(180);
    }
    await page.waitForTimeout(500);
    const { events, longTasks } = await noted(page);
    const count = await page.evaluate(() => /** @type {any} */ (performance).interactionCount);
    /** @type {Map<number, { kind: string, duration: number }>} */
    const slowest = new Map();
    for (const { id, duration, start } of events) {
      const kind = acts.findLast(({ from }) => from <= start + 1)?.kind ?? 'other';
      if (duration > (slowest.get(id)?.duration ?? 0)) slowest.set(id, { kind, duration });
    }
    // Browsers report 16 ms and more; the others were faster.
    const told = [...slowest.values()];
    const all = [
      ...told.map(({ duration }) => duration),
      ...Array(Math.max(0, count - told.length)).fill(16),
    ];
    const kinds = [...new Set(session.map(({ kind }) => kind))].map((kind) => {
      const own = told.filter((each) => each.kind === kind).map(({ duration }) => duration);
      return { kind, worst: Math.max(16, ...own) };
    });
    return {
      interactions: all.length,
      median: quantile(all, 0.5),
      p95: quantile(all, 0.95),
      worst: Math.max(...all),
      kinds: kinds.sort((a, b) => b.worst - a.worst),
      longTasks: longTasks.map(({ duration }) => duration),
    };
  });
