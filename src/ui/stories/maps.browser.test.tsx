/** The maps, over every kind of history: cells, legends, what a cell says, and the map that is computed on request. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectDrawn, type Figures } from './testing/figures.ts';
import { histories, historyNames } from './testing/histories.ts';
import { marksOf, numberIn, textOf } from './testing/marks.ts';
import { numbersOf, openStory, type Story } from './testing/story.ts';

const figures: Figures = [
  [
    /^Forecast error$/,
    {
      empty: ['', '', 0],
      'one seed': ['26 area farcaster', '', 4],
      '16 seeds': ['26 area farcaster', '', 4],
      'one seed diverged': ['area control, 25 area farcaster', '', 4],
      'all diverged': ['', '', 0],
      'long names': ['26 area farcaster', '', 4],
    },
  ],
  [
    /^Coefficients$/,
    {
      empty: ['', '', 0],
      'one seed': ['32 area farcaster', '', 4],
      '16 seeds': ['32 area farcaster', '', 4],
      'one seed diverged': ['32 area farcaster', '', 4],
      'all diverged': ['32 area wash', '', 4],
      'long names': ['32 area farcaster', '', 4],
    },
  ],
];

const cellsIn = (figure: Element): number => Object.values(marksOf(figure)).reduce((a, b) => a + b, 0);

/** Moves among the cells, and says what is told of the one that was come to. */
function told(figure: HTMLElement, ...keys: string[]): string {
  const map = figure.querySelector('[role="application"]')!;
  for (const key of keys) map.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
  return textOf(figure.querySelector('[aria-live]')!);
}

describe.each(historyNames)('%s', (name) => {
  let story: Story;

  beforeAll(async () => {
    story = await openStory(histories[name]);
    await story.show('maps');
  });
  afterAll(() => {
    story.end();
  });

  test.each(figures)('%s', async (title, { [name]: drawn }) => {
    await expectDrawn(story, title, drawn);
    if (String(title).includes('error'))
      await expect.poll(() => textOf(story.figure(title))).toContain(`mean of ${histories[name].seeds} seed`);
    if (drawn[2] === 0) return;
    // Every cell is one of the table's.
    const { rows } = await numbersOf(story.figure(title));
    const numbers = rows.flatMap(([, ...cells]) => cells).filter((cell) => cell !== '');
    const more = String(title).includes('error') ? 3 : 1;
    await expect.poll(() => cellsIn(story.figure(title)) * more).toBe(numbers.length);
    const legend = [...story.figure(title).querySelectorAll('svg')].at(-1)!;
    const scale = [...legend.querySelectorAll('text')].map((text) =>
      numberIn(textOf(text).replace(/^[≤≥] /, '')),
    );
    expect(scale).toEqual([...scale].sort((a, b) => a - b));
  });

  if (histories[name].going[0] > 0 && histories[name].trained)
    test('a cell says what its row does', async () => {
      const figure = story.figure(/^Forecast error$/);
      const { rows } = await numbersOf(figure);
      await expect.poll(() => cellsIn(figure)).toBeGreaterThan(0);
      await expect.poll(() => told(figure, 'Escape', 'Home')).toMatch(/^step \d+, \d+ ahead/);
      const [, step, ahead, skill = ''] = /^step (\d+), (\d+) ahead: skill ([−.\d]+)/.exec(told(figure))!;
      expect(step).toBe(rows[0]![0]);
      expect(Number(ahead)).toBeGreaterThan(0);
      expect(numberIn(skill)).toBeCloseTo(numberIn(rows[0]![1]!), 1);
    });
});

test.each(['one seed', '16 seeds'] as const)(
  'the gain of a jump is computed on request: %s',
  async (name) => {
    const { seeds, ...opened } = histories[name];
    const story = await openStory(opened);
    try {
      await story.show('maps');
      story.press(/^Compute the map$/);
      const figure = story.figure(/^Gain of a jump$/);
      await expect.poll(() => textOf(figure)).toMatch(/Compute it again/);
      await expect.poll(() => cellsIn(figure)).toBeGreaterThan(10);
      const { rows } = await numbersOf(figure);
      expect(rows.length).toBeGreaterThan(2);
      expect(textOf(figure)).toContain(seeds === 1 ? 'mean of 1 seed' : 'mean of 16 seeds');
      // Only with several seeds there is an interval to be certain by.
      expect(textOf(figure).includes('95 % interval')).toBe(seeds > 1);
      await expect
        .poll(() => told(figure, 'Escape', 'Home'))
        .toMatch(seeds > 1 ? /\[.*\]/ : /ahead: [−.\d]+$/);
      expect(story.faults()).toEqual([]);
    } finally {
      story.end();
    }
  },
);
