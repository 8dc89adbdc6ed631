/** What holds of every control of the page, looked at one by one. */
import type {} from '@vitest/browser-playwright';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cdp, page } from 'vitest/browser';
import { benches } from '../workbench/benches.ts';
import { mountPage, type MountedPage } from './testing/mounted-page.ts';

let app: MountedPage['app'];
let root: HTMLElement;
let unmount: () => void;

beforeEach(async () => {
  ({ app, root, unmount } = await mountPage(
    '#v=2&samples=64&layers=6&steps=120&seeds=2&lr=0.5&arms=control,farcaster,search',
  ));
});

afterEach(() => {
  unmount();
});

const all = (selector: string): HTMLElement[] => [...root.querySelectorAll<HTMLElement>(selector)];

/** Text that is seen, in lower case and single spaces. */
function seen(element: Element): string {
  const copy = element.cloneNode(true) as Element;
  for (const unseen of copy.querySelectorAll('[aria-hidden="true"], .visually-hidden, [hidden], option'))
    unseen.remove();
  return copy.textContent.toLowerCase().replaceAll(/\s+/g, ' ').trim();
}

const controls = 'button, a, input, select, [role="tab"], [role="slider"]';

/** Controls whose name does not hold what is written on them, or beside them as their label. */
const misnamed = (): string[] =>
  all(controls)
    .filter((control) => control.hasAttribute('aria-label'))
    .flatMap((control) => {
      const name = control.getAttribute('aria-label')!.toLowerCase();
      const labels =
        control instanceof HTMLInputElement || control instanceof HTMLSelectElement ? control.labels : null;
      return [control, ...(labels ?? [])]
        .map(seen)
        .filter((text) => !name.includes(text))
        .map((text) => `${text} | ${name}`);
    });

test('the name of a control holds the words seen on it', async () => {
  app.actions.look(50);
  await expect.poll(() => all('button').filter((button) => seen(button) === 'branch here').length).toBe(1);
  expect(misnamed()).toEqual([]);
  for (const more of all('button[aria-expanded="false"]')) if (seen(more) === 'more') more.click();
  all('button')
    .find((button) => seen(button) === 'branch here')!
    .click();
  await expect
    .poll(() => all('button').filter((button) => seen(button) === 'less').length)
    .toBeGreaterThan(2);
  expect(misnamed()).toEqual([]);
  for (const { id } of benches) {
    app.actions.showBench(id);
    await expect
      .poll(() => all('[role="tabpanel"] figure, [role="tabpanel"] section').length)
      .toBeGreaterThan(0);
    expect(misnamed()).toEqual([]);
  }
});

/** What tells the chosen one apart where colours are the reader's own. */
function look(element: Element): string {
  const { backgroundColor, color, textDecorationLine, outlineStyle, fontWeight, borderBottomColor } =
    getComputedStyle(element);
  return [backgroundColor, color, textDecorationLine, outlineStyle, fontWeight, borderBottomColor].join();
}

test('what is chosen can be seen in forced colours', async () => {
  const features = (value: string) => ({ features: [{ name: 'forced-colors', value }] });
  await cdp().send('Emulation.setEmulatedMedia', features('active'));
  try {
    app.actions.showBench('lab');
    await expect.poll(() => all('[role="tabpanel"] [aria-pressed]').length).toBeGreaterThan(2);
    const chosen = [
      ...all('input[type="radio"]:checked').map((radio) => {
        const group = all(`input[name="${CSS.escape((radio as HTMLInputElement).name)}"]`);
        return [radio.parentElement!, group.find((other) => other !== radio)!.parentElement!] as const;
      }),
      ...all('[aria-selected="true"]').map(
        (tab) => [tab, tab.parentElement!.querySelector('[aria-selected="false"]')!] as const,
      ),
      ...all('[role="tabpanel"] [aria-pressed="true"]').map(
        (button) => [button, button.parentElement!.querySelector('[aria-pressed="false"]')!] as const,
      ),
    ];
    expect(chosen.length).toBeGreaterThan(4);
    for (const [one, other] of chosen)
      expect([one.textContent, look(one)]).not.toEqual([one.textContent, look(other)]);
    const present = all('button[aria-label="Present"]')[0]!;
    const before = look(present);
    present.click();
    await expect.poll(() => look(present)).not.toBe(before);
    present.click();
    // Browsers put a plate behind text, in the colour of the page: not where text and ground change places.
    for (const element of all('button, label').filter(
      (each) => getComputedStyle(each).backgroundColor === getComputedStyle(root).color,
    ))
      expect([element.textContent, getComputedStyle(element).forcedColorAdjust]).toEqual([
        element.textContent,
        'none',
      ]);
  } finally {
    await cdp().send('Emulation.setEmulatedMedia', features('none'));
  }
});

test.each([320, 360, 480, 720, 800, 1024, 1087, 1088, 1440, 1920])(
  'presenting ends by a press at %i px',
  async (width) => {
    await page.viewport(width, 800);
    document.dispatchEvent(new KeyboardEvent('keydown', { key: 'p', code: 'KeyP', bubbles: true }));
    const present = all('button[aria-label="Present"]')[0]!;
    await expect.poll(() => document.documentElement.hasAttribute('data-presenting')).toBe(true);
    await expect.poll(() => present.getBoundingClientRect().width).toBeGreaterThan(20);
    const { left, top, right, bottom } = present.getBoundingClientRect();
    expect(present.contains(document.elementFromPoint((left + right) / 2, (top + bottom) / 2))).toBe(true);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
    present.click();
    await expect.poll(() => document.documentElement.hasAttribute('data-presenting')).toBe(false);
  },
);
