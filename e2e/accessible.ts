// Owns how the page, or a part of it, is checked against the accessibility rules of axe.
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/**
 * No rule of axe is broken, whatever its impact. The page has no frames, so axe runs in it (its "legacy" mode) and
 * reports only broken rules in full: the same findings in a fifth of the time.
 */
export async function expectAccessible(page: Page, part?: string): Promise<void> {
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
  if (part !== undefined) axe.include(part);
  const { violations, passes, incomplete } = await axe.analyze();
  // A check of nothing would pass.
  expect([...passes, ...incomplete, ...violations].map(({ id }) => id)).toContain('color-contrast');
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => String(target)).join(' ')}`),
  ).toEqual([]);
}
