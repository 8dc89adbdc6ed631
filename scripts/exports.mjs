// Owns the check of what the page saves, by programs that are not ours: makes every export on the built page, and has
// exports.py read them with NumPy, pandas, rsvg-convert, CairoSVG and Poppler. Programs that are missing are named.
//   node scripts/exports.mjs [FOLDER]     FOLDER: where the files stay; otherwise a temporary one
//   FARCAST_PYTHON names the Python that has the packages; Debian: python3-numpy python3-pandas python3-cairosvg
//   librsvg2-bin poppler-utils
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { withBuiltPage } from './lib/built-page.mjs';
import { root } from './lib/process.mjs';
import { pythons } from './lib/python.mjs';

/** @typedef {import('playwright').Page} Page @typedef {import('playwright').Locator} Locator */

const experiment = '#v=4&task=circles&steps=200&seeds=6&engine=simd&arms=control,farcaster,search,recent';
const kinds = ['SVG', 'PDF', 'PNG', 'CSV'];

const folder =
  process.argv[2] === undefined ? mkdtempSync(join(tmpdir(), 'farcast-exports-')) : resolve(process.argv[2]);
mkdirSync(join(folder, 'figures'), { recursive: true });

await withBuiltPage(async (browser, address) => {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
  await page.goto(`${address}${experiment}`);
  await page.waitForFunction('window.farcast !== undefined');
  const result = await page.evaluate('window.farcast.finished()');
  writeFileSync(join(folder, 'result.json'), JSON.stringify(result));
  await saveFigures(page);
  for (const bench of ['Evidence', 'Network', 'Compare']) {
    await page.getByRole('tab', { name: bench }).click();
    await page.getByRole('tabpanel').getByRole('button', { name: 'Save this chart' }).first().waitFor();
    await saveFigures(page);
  }
  await saveForPrint(page);
  await page.getByRole('button', { name: 'Download, script, cite' }).click();
  await saved(page, page.getByRole('button', { name: 'Download everything' }), 'everything');
  await page.keyboard.press('Escape');
  for (const format of /** @type {const} */ (['A4', 'Letter']))
    await page.pdf({ path: join(folder, `print-${format}.pdf`), format, printBackground: true });
  console.log(`The page saved its files in ${folder}.`);
});

const python = pythons.find((name) => spawnSync(name, ['-c', 'import numpy, pandas']).status === 0);
if (python === undefined) {
  console.log('Skipped: no Python with numpy and pandas was found. Name one in FARCAST_PYTHON.');
} else {
  const { status } = spawnSync(python, [join(root, 'scripts/exports.py'), folder], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
}

/** Clicks, and stores what is downloaded under its own name, after `prefix`. */
async function saved(/** @type {Page} */ page, /** @type {Locator} */ button, prefix = '') {
  const [file] = await Promise.all([page.waitForEvent('download'), button.click()]);
  await file.saveAs(join(folder, prefix === '' ? 'figures' : prefix, file.suggestedFilename()));
}

/** Every figure that is on the page, in every kind. */
async function saveFigures(/** @type {Page} */ page) {
  const menus = page.getByRole('button', { name: 'Save this chart' });
  for (let at = 0; at < (await menus.count()); at += 1)
    for (const kind of kinds) {
      await menus.nth(at).click();
      const item = page.getByRole('button', { name: new RegExp(`^${kind} `) }).filter({ visible: true });
      if ((await item.count()) > 0) await saved(page, item.first());
      else await page.keyboard.press('Escape');
    }
}

/** The first figure for a column of a paper. */
async function saveForPrint(/** @type {Page} */ page) {
  await page.getByRole('button', { name: 'Save this chart' }).first().click();
  await page
    .getByRole('button', { name: /^Figure / })
    .filter({ visible: true })
    .first()
    .click();
  const dialog = page.getByRole('dialog', { name: 'Figure for a paper or a slide' });
  await dialog.getByRole('img', { name: /^Preview/ }).waitFor();
  for (const kind of ['SVG', 'PDF', 'PNG'])
    await saved(page, dialog.getByRole('button', { name: new RegExp(`^Save ${kind}`) }), 'column');
  await page.keyboard.press('Escape');
}
