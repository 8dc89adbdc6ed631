// Owns workers that give no error: one hangs, one ends by itself. Each is detected and reported, and one click
// continues.
import { expect, test, type Page } from '@playwright/test';
import { watchErrors } from './farcast.ts';
import { prelude } from './surroundings.ts';

const hash = '#v=2&samples=32&layers=4&steps=400&seeds=3&arms=control,farcaster&engine=reference';

/** The first worker does this after reporting some steps. */
const spoiled = (what: string): ReturnType<typeof prelude> =>
  prelude(
    `const post = self.postMessage.bind(self);
    self.postMessage = (message, ...rest) => {
      post(message, ...rest);
      if (message.events?.some(({ type }) => type === 'progressed')) setTimeout(() => { ${what} });
    };`,
    1,
  );

async function expectGoesOn(page: Page, what: string): Promise<void> {
  const errors = watchErrors(page);
  await spoiled(what)(page);
  await page.goto(`/${hash}`);
  const alert = page.getByRole('alert').filter({ hasText: 'ended or hangs' });
  await expect(alert).toBeVisible({ timeout: 120_000 });
  await expect(alert).toContainText('Recorded data is preserved');
  await alert.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByText('step 400 / 400').first()).toBeVisible();
  expect(errors).toEqual([]);
}

test('a worker that hangs', async ({ page }) => expectGoesOn(page, 'for (;;);'));
test('a worker that ends by itself', async ({ page }) => expectGoesOn(page, 'close();'));
