/** Every figure and table of the page at every width, on screen and on paper: nothing covers or leaves anything. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cdp, page } from 'vitest/browser';
import type {} from '@vitest/browser-playwright';
import { mapsOf } from '../../instruments/maps/gain/maps.ts';
import { reached } from '../../store/testing/opened-page.ts';
import { sweepOf } from '../../store/sweep/sweep.ts';
import { figureSvg } from '../charts/export/figure-svg.ts';
import { benches } from '../workbench/benches.ts';
import { mountPage, type MountedPage } from './testing/mounted-page.ts';

let app: MountedPage['app'];
let root: HTMLElement;
let unmount: () => void;

beforeAll(async () => {
  ({ app, root, unmount } = await mountPage(
    '#v=2&samples=64&layers=6&steps=120&seeds=6&lr=0.5&arms=control,farcaster,search,random&sweep=learningRate&values=0.3,0.5,1',
  ));
  const [sweep, maps] = [sweepOf(app), mapsOf(app)];
  sweep.actions.start();
  await reached(sweep.store)(
    ({ sweep: now }) => now?.points.every(({ status }) => status === 'done') === true,
  );
  maps.actions.compute();
  await reached(maps.store)(({ lifecycle }) => lifecycle === 'finished');
});

afterAll(() => unmount());

const all = (selector: string): Element[] => [...root.querySelectorAll(selector)];

/** Until styles, sizes and what follows from them are drawn. */
const settled = async (): Promise<void> => {
  for (let i = 0; i < 4; i += 1)
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
};

interface Words {
  readonly of: Text;
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** What is seen of a text: its letters, without the empty part of the line, within all that cuts it off. */
function lettersOf(node: Text): Words[] {
  const parent = node.parentElement!;
  const text = node.data.trim();
  if (text === '' || parent.closest('.visually-hidden, option, title, [popover], select') !== null) return [];
  if (!parent.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return [];
  const range = document.createRange();
  range.selectNodeContents(node);
  return [...range.getClientRects()].flatMap((rect) => {
    // Letters are about half as high as their line.
    const [middle, half] = [
      (rect.top + rect.bottom) / 2,
      0.3 * Number.parseFloat(getComputedStyle(parent).fontSize),
    ];
    let { left, right } = rect;
    let [top, bottom] = [middle - half, middle + half];
    for (
      let element: Element | null = parent;
      element !== null && element !== root;
      element = element.parentElement
    ) {
      if (element instanceof SVGElement || getComputedStyle(element).overflowX === 'visible') continue;
      const box = element.getBoundingClientRect();
      [left, right] = [Math.max(left, box.left), Math.min(right, box.right)];
      [top, bottom] = [Math.max(top, box.top), Math.min(bottom, box.bottom)];
    }
    return right - left > 1 && bottom > top ? [{ of: node, text, left, right, top, bottom }] : [];
  });
}

function wordsIn(element: Element): Words[] {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const words: Words[] = [];
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode())
    words.push(...lettersOf(node as Text));
  return words;
}

/** What has a picture or numbers of its own. */
const figures = (): HTMLElement[] =>
  [...root.querySelectorAll<HTMLElement>('figure, main table, section[aria-label="Result"]')].filter(
    (figure) => figure.checkVisibility(),
  );

const nameOf = (figure: HTMLElement): string =>
  figure.dataset['area'] ??
  figure.getAttribute('aria-label') ??
  figure.querySelector('h3')?.textContent ??
  figure.tagName;

/** Pairs of words that cover each other, and words that leave their figure. */
function faults(): string[] {
  return figures().flatMap((figure) => {
    const box = figure.getBoundingClientRect();
    const words = wordsIn(figure);
    return words.flatMap((a, i) => [
      ...words
        .slice(i + 1)
        .filter(
          (b) =>
            b.of !== a.of &&
            Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
            Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 0.5,
        )
        .map((b) => `${nameOf(figure)}: "${a.text}" covers "${b.text}"`),
      ...(a.left < box.left - 2 || a.right > box.right + 2
        ? [
            `${nameOf(figure)}: "${a.text}" leaves it by ${Math.max(box.left - a.left, a.right - box.right).toFixed(1)}`,
          ]
        : []),
    ]);
  });
}

/** Whatever can be pressed, dragged or pointed at on the first screen, and where it is. */
const places = (): Map<Element, readonly number[]> =>
  new Map(
    all(
      'main figure, main input, main select, main [role="tab"], [aria-label="Run"], [aria-label="Run"] :is(button, input)',
    )
      .filter((element) => element.checkVisibility())
      .map((element) => {
        const { left, top, width } = element.getBoundingClientRect();
        return [element, [left, top, width]];
      }),
  );

test.each([360, 800, 1440])('nothing moves under the hand while it trains, at %i px', async (width) => {
  await page.viewport(width, 900);
  await show('main');
  app.actions.rewind();
  await reached(app.store)(({ run }) => run?.lifecycle === 'paused' || run?.lifecycle === 'idle');
  await settled();
  const before = places();
  const moved = new Set<string>();
  const look = (): void => {
    for (const [element, now] of places())
      if (before.get(element)?.some((value, i) => Math.abs(value - now[i]!) > 1.5) === true)
        moved.add(
          `${element.tagName} ${element.getAttribute('aria-label') ?? nameOf(element as HTMLElement)}: ${before.get(element)!.join()} -> ${now.join()}`,
        );
  };
  const end = app.store.subscribe(() => requestAnimationFrame(look));
  app.actions.toggle();
  await reached(app.store)(({ run }) => run?.lifecycle === 'finished');
  await settled();
  end();
  look();
  expect([...moved]).toEqual([]);
});

/** Your run has no figures of the run on screen; its stories look at its own. */
const names = ['main', ...benches.map(({ id }) => id).filter((id) => id !== 'trajectory')] as const;

async function show(name: (typeof names)[number]): Promise<void> {
  app.actions.setView({ bench: name === 'main' ? null : name });
  if (name !== 'main')
    await expect
      .poll(() => root.querySelectorAll('[role="tabpanel"] figure, [role="tabpanel"] table').length)
      .toBeGreaterThan(0);
  await settled();
}

/** Red, green and blue, 0 to 255. */
const channels = (colour: string): number[] => (colour.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);

const widths = [360, 480, 768, 1024, 1440, 1920];

/** Between the margins of A4 upright and on its side, CSS pixels; letter lies between. */
const papers = [703, 1032];

describe.each(names)('%s', (name) => {
  test('no label covers another or leaves its figure', async () => {
    await show(name);
    expect(figures().length).toBeGreaterThan(4);
    for (const width of widths) {
      await page.viewport(width, 900);
      await settled();
      // Drawings follow their places a moment later.
      await expect.poll(() => [width, ...new Set(faults())]).toEqual([width]);
      expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
    }
  });

  test('on paper nothing is cut off, and dark on white from a dark screen', async () => {
    await show(name);
    const { dataset } = document.documentElement;
    dataset['theme'] = 'dark';
    dispatchEvent(new Event('beforeprint'));
    await cdp().send('Emulation.setEmulatedMedia', { media: 'print' });
    try {
      for (const width of papers) {
        await page.viewport(width, 900);
        await settled();
        await expect.poll(() => cutAt(width)).toEqual([]);
        expect(brokenWords()).toEqual([]);
        expect(channels(getComputedStyle(document.body).backgroundColor)).toEqual([255, 255, 255]);
        for (const element of all('main h2, main h3, main td, main th, main figcaption span'))
          expect(Math.min(...channels(getComputedStyle(element).color))).toBeLessThan(130);
        for (const element of all('main svg text'))
          expect(Math.min(...channels(getComputedStyle(element).fill))).toBeLessThan(130);
      }
    } finally {
      await cdp().send('Emulation.setEmulatedMedia', { media: '' });
      dispatchEvent(new Event('afterprint'));
    }
    expect(dataset['theme']).toBe('dark');
  });
});

/** What the paper or something on it hides a part of. */
const cutAt = (width: number): string[] =>
  all('main :not(svg, g) > svg, main canvas, main table, main table *, main figcaption *, main h2, main h3')
    .filter((element) => element.checkVisibility())
    .filter((element) => element.getBoundingClientRect().right > width + 1 || isCut(element))
    .map(
      (element) =>
        `${width}: ${element.tagName} ${element.closest('figure')?.dataset['area'] ?? ''} ${element.textContent.slice(0, 40)}`,
    );

/** Words of tables that begin on one line and end on another. */
const brokenWords = (): string[] =>
  all('main :is(th, td)')
    .filter((cell) => cell.checkVisibility() && cell.firstChild instanceof Text)
    .flatMap((cell) =>
      [...(cell.firstChild as Text).data.matchAll(/[\p{L}\p{N}]+/gu)].flatMap(({ 0: word, index }) => {
        const range = document.createRange();
        range.setStart(cell.firstChild!, index);
        range.setEnd(cell.firstChild!, index + word.length);
        const lines = new Set([...range.getClientRects()].map(({ top }) => top));
        return lines.size > 1 ? [word] : [];
      }),
    );

/** Whether something around it hides a part of it. */
function isCut(element: Element): boolean {
  const own = element.getBoundingClientRect();
  for (
    let around = element.parentElement;
    around !== null && around !== root;
    around = around.parentElement
  ) {
    if (around instanceof SVGElement || getComputedStyle(around).overflow === 'visible') continue;
    const box = around.getBoundingClientRect();
    if (own.right > box.right + 1 || own.bottom > box.bottom + 1 || own.left < box.left - 1) return true;
  }
  return false;
}

test('saved figures need no letters that few families have, and each word its own weight', async () => {
  await page.viewport(1440, 900);
  const drawn = async (name: (typeof names)[number], selector: string): Promise<Element[]> => {
    await show(name);
    const { text } = figureSvg(root.querySelector<HTMLElement>(selector)!, '');
    const svg = new DOMParser().parseFromString(text, 'image/svg+xml');
    expect(
      [...svg.querySelectorAll('text')].filter(({ textContent }) => /[\u2080-\u209c]/.test(textContent)),
    ).toEqual([]);
    return [...svg.querySelectorAll('text')];
  };
  const unit = (await drawn('main', '[data-area="difference"]')).find(({ textContent }) =>
    textContent.includes('log10'),
  )!;
  expect([...unit.querySelectorAll('tspan')].map((part) => part.getAttribute('dy'))).toContain('2.16');
  await drawn('main', '[data-area="weights"]');
  await drawn('evidence', '[data-area="evidence-coefficients"]');
  // A line that begins with bold words goes on as the page has it.
  for (const text of await drawn('sweep', '[data-area="sweep-learningRate-cost"]'))
    for (const part of text.querySelectorAll('tspan:not(tspan *, [dy])'))
      expect(part.getAttribute('font-weight')).toMatch(/^(bold|normal)$/);
});
