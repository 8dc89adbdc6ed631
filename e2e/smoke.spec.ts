// Owns the minimum that the built app must do: it opens, is visible, and reports no error.
import { expect, test } from '@playwright/test';

test('the page opens without an error', async ({ page }) => {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  await page.goto('/');
  await expect(page).toHaveTitle(/Farcast Playground/);
  await expect(page.locator('#root')).not.toBeEmpty();
  expect(errors).toEqual([]);
});

test('the browser under test offers WebGPU', async ({ page }) => {
  await page.goto('/');
  expect(await page.evaluate(async () => Boolean(await navigator.gpu.requestAdapter()))).toBe(true);
});
