/** The whole page goes on, and says what is true, while a translator rewrites every text in it. */
import { afterEach, expect, test } from 'vitest';
import { verdictView } from '../../store/select/progress.ts';
import { openPage, pausePages } from '../../store/testing/opened-page.ts';
import { viewOf } from '../../store/view.ts';
import { benches } from '../workbench/benches.ts';
import { mountApp } from './mount.tsx';

const link = '#v=2&samples=64&layers=6&steps=150&seeds=2&lr=0.5&arms=control,farcaster,search';

afterEach(pausePages);

/** An element that nobody but translators makes any more. */
const font = (): HTMLElement =>
  new DOMParser().parseFromString('<font></font>', 'text/html').body.firstChild as HTMLElement;

const fontsAround = (inner: Node): HTMLElement => {
  const [outer, middle] = [font(), font()];
  outer.append(middle);
  middle.append(inner);
  return outer;
};

/** What translators do to a text: put it into fonts, or fonts with other words in its place, by one call or two. */
const ways: Readonly<Record<string, (text: Text) => void>> = {
  'wraps it': (text) => {
    const place = document.createComment('');
    text.replaceWith(place);
    place.replaceWith(fontsAround(text));
  },
  'replaces it': (text) => text.replaceWith(fontsAround(new Text(`‹${text.data}›`))),
  'adds before it, and removes it': (text) => {
    text.before(fontsAround(new Text(`‹${text.data}›`)));
    text.remove();
  },
  'adds after it, and removes it': (text) => {
    text.after(fontsAround(new Text(`‹${text.data}›`)));
    text.remove();
  },
};

function translate(root: Node, way: (text: Text) => void): number {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  while (walker.nextNode())
    if (walker.currentNode.parentNode?.nodeName !== 'FONT') texts.push(walker.currentNode as Text);
  texts.forEach(way);
  return texts.length;
}

const frame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));

test.each(Object.entries(ways))('a translator that %s', async (_what, way) => {
  const root = document.createElement('div');
  document.body.replaceChildren(root);
  const { app } = openPage(link);
  const unmount = mountApp(root, app, () => Promise.resolve(false));
  const over = (): boolean => app.store.getState().run?.lifecycle === 'finished';
  let count = 0;
  let turn = 0;
  while (!over() || turn < 4 * benches.length) {
    await frame();
    count += translate(root, way);
    if (turn % 4 === 0) app.actions.showBench(benches[(turn / 4) % benches.length]!.id);
    if (turn % 7 === 0)
      app.actions.setView({ logarithmicLoss: turn % 2 === 0, hidden: turn % 3 === 0 ? ['search'] : [] });
    turn += 1;
  }
  /** The page's words, without what the translator added, while it goes on. */
  const words = (part: Element | null = root): string => {
    count += translate(root, way);
    return (part?.textContent ?? '').replaceAll(/[‹›]/g, '').replaceAll(/\s+/g, ' ');
  };
  app.actions.look(70);
  await expect.poll(() => words().includes('step 70 of 150, looking back')).toBe(true);
  app.actions.look(null);
  await expect.poll(() => words().includes('looking back')).toBe(false);
  expect(count).toBeGreaterThan(300);
  expect(words().includes('could not be')).toBe(false);
  // What changed is told, also where a translator had taken its place; and nothing is told twice.
  const status = words(root.querySelector('section[aria-label="Run"]'));
  expect(status.match(/step \d+ \/ 150/g)).toEqual(['step 150 / 150']);
  const { parts } = viewOf(app, verdictView);
  expect(words(root.querySelector('h2')).slice(0, 50)).toBe(
    parts
      .map(({ text }) => text)
      .join('')
      .slice(0, 50),
  );
  unmount();
  root.remove();
});
