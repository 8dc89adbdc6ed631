// Owns what scripts ask of the built page: links that are run in it.
import { withBuiltPage } from '../lib/built-page.mjs';

/** @typedef {import('../../src/record/result.ts').RunResult} RunResult */
/** @typedef {import('../../src/record/sweep/tables.ts').SweepRow} SweepRow */

/**
 * @typedef {object} Runner
 * @property {(link: string) => Promise<RunResult>} experiment
 * @property {(link: string) => Promise<SweepRow[]>} sweep
 */

/**
 * Opens the built page and closes everything again.
 * @template T
 * @param {(run: Runner) => Promise<T>} use
 * @returns {Promise<T>}
 */
export const withPage = (use) =>
  withBuiltPage(async (browser, address) => {
    const page = await browser.newPage();
    page.setDefaultTimeout(0);
    await page.goto(`${address}#v=2&arms=control&steps=10&seeds=1-1`);
    await page.evaluate(() => window.farcast.ready);
    return use({
      experiment: (link) =>
        page.evaluate(async (hash) => {
          const { corrections } = await window.farcast.load(hash);
          if (corrections.length > 0) throw new Error(corrections.join(' '));
          await window.farcast.play();
          return window.farcast.finished();
        }, link),
      sweep: (link) =>
        page.evaluate(async (hash) => {
          const { corrections } = await window.farcast.load(hash);
          if (corrections.length > 0) throw new Error(corrections.join(' '));
          return window.farcast.sweep();
        }, link),
    });
  });
