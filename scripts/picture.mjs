// Owns docs/images/page-light.png and page-dark.png: the built page after its default run, for the README. And
// public/card.png, which chats show with a link to the page.
//   node scripts/picture.mjs [card]     `card`: that alone
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withBuiltPage } from './lib/built-page.mjs';
import { root } from './lib/process.mjs';

const folder = join(root, 'docs/images');
const size = { width: 1440, height: 900 };

mkdirSync(folder, { recursive: true });
const isCardAlone = process.argv.includes('card');

await withBuiltPage(async (browser, address) => {
  const card = await browser.newPage({ viewport: { width: 1200, height: 630 }, reducedMotion: 'reduce' });
  await card.goto(`${address}#v=3&engine=simd&view=verdict,loss&controls=none&scale=1.5&theme=light`);
  await card.waitForFunction('window.farcast !== undefined');
  await card.evaluate('window.farcast.finished()');
  await card.locator('main footer').evaluate((foot) => foot.remove());
  await card.screenshot({ path: join(root, 'public/card.png'), animations: 'disabled' });
  if (isCardAlone) return;
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    const context = await browser.newContext({ viewport: size, colorScheme, reducedMotion: 'reduce' });
    const page = await context.newPage();
    await page.goto(`${address}#v=3&engine=simd`);
    await page.waitForFunction('window.farcast !== undefined');
    await page.evaluate('window.farcast.finished()');
    const file = join(folder, `page-${colorScheme}.png`);
    const picture = await page.screenshot({ animations: 'disabled' });
    writeFileSync(file, picture);
    console.log(`Wrote ${file}: ${Math.round(picture.length / 1000)} kB`);
    await context.close();
  }
});
