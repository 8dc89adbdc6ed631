// Owns every state other than plain success: each is reached, says what happened, what is saved and what to do,
// offers one click, is accessible, and has a screenshot (in the test results) in light and dark.
import { expect, test } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { watchErrors } from './farcast.ts';
import { instruments, states } from './states.ts';

for (const state of [...states, ...instruments.map((each) => ({ ...each, tall: true }))]) {
  test(`state: ${state.name}`, async ({ browser }, info) => {
    const context = await browser.newContext({
      viewport: { width: 1440, height: state.tall === true ? 1800 : 900 },
      ...state.context,
    });
    const page = await context.newPage();
    const errors = watchErrors(page);
    await state.prepare?.(page);
    await page.goto(`${state.from ?? '/'}#${state.hash ?? ''}`);
    await page.evaluate(() => window.farcast.ready);
    await state.reach?.(page);
    for (const words of state.says) await expect(page.locator('body')).toContainText(words);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: info.outputPath(`${colorScheme}.png`) });
      await expectAccessible(page);
    }
    const click = state.click(page);
    await expect(click).toBeVisible();
    await expect(click).toBeEnabled();
    await click.click();
    await state.leads?.(page);
    if (state.noisy !== true) expect(errors).toEqual([]);
    // A worker may still be loading its script.
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await context.close();
  });
}
