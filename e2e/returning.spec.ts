// Owns what happens to a run when its page is reloaded: it returns with its charts, continues to the same result, and
// returns finished if it had finished.
import { expect, test, type Page } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { finished, open, quickFor, result } from './farcast.ts';

/** The number of steps of the run in storage, from its last chunk. */
const kept = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const opening = indexedDB.open('farcast-runs');
        opening.onsuccess = () => {
          const database = opening.result;
          const asked = database.transaction('parts').objectStore('parts').getAll();
          asked.onsuccess = () => {
            const ends = (asked.result as { kind: string; value: { to?: { trained: number } } }[]).flatMap(
              ({ value }) => value.to?.trained ?? [],
            );
            database.close();
            resolve(Math.max(0, ...ends));
          };
        };
      }),
  );

test('a reload during a run offers to continue where it was, with the same result', async ({ page }) => {
  const link = `${quickFor(200)}&engine=reference`;
  await open(page, link);
  const { digest } = await finished(page);

  await page.evaluate(async (text) => {
    await window.farcast.load(text);
    await window.farcast.step(90);
  }, `#${link}`);
  await expect.poll(() => kept(page)).toBe(90);
  await page.reload();
  const goOn = page.getByRole('button', { name: 'Continue at step 90' });
  await expect(goOn).toBeVisible();
  await expect(page.getByRole('button', { name: 'Start again' })).toBeVisible();
  await page.evaluate(() => window.farcast.ready);
  expect((await result(page)).steps).toBe(90);
  await expect(page.getByRole('img', { name: /training loss/i }).first()).toBeVisible();
  await expectAccessible(page);
  // On a phone the offers are below the words, all within the page.
  await page.setViewportSize({ width: 360, height: 740 });
  const words = page.getByText('This run was recorded up to step 90.');
  expect((await words.boundingBox())!.height).toBeLessThan(60);
  const last = await page.getByRole('button', { name: 'Dismiss' }).boundingBox();
  expect(last!.x + last!.width).toBeLessThanOrEqual(360);
  await goOn.click();
  await expect(goOn).toHaveCount(0);
  expect((await finished(page)).digest).toBe(digest);

  await page.evaluate(() => window.farcast.rewind());
  await page.evaluate(() => window.farcast.step(30));
  await expect.poll(() => kept(page)).toBe(30);
  await page.reload();
  await page.getByRole('button', { name: 'Start again' }).click();
  expect((await finished(page)).digest).toBe(digest);
});
