/** The charts of the first screen and the words around them, over every kind of history. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunResult } from '../../record/result.ts';
import { expectDrawn, type Figures } from './testing/figures.ts';
import { histories, historyNames, type HistoryName } from './testing/histories.ts';
import { endOf, median, numberIn, sentencesIn, textOf } from './testing/marks.ts';
import { numbersOf, openStory, type Story } from './testing/story.ts';

const figures: Figures = [
  [
    'loss',
    {
      empty: ['', '', 0],
      'one seed': [
        'circle control, circle farcaster, circle random, circle search, line control, line farcaster, line random, line search, 3 ticks farcaster',
        'control, with jumps, line search, random jump',
        41,
      ],
      '16 seeds': [
        'area control, area farcaster, area random, area search, circle control, circle farcaster, circle random, circle search, line control, line farcaster, line random, line search, 4 ticks farcaster',
        'control, with jumps, line search, random jump',
        41,
      ],
      'one seed diverged': [
        'area control, area farcaster, area random, area search, circle control, circle farcaster, circle random, circle search, line control, line farcaster, line random, line search, 4 ticks farcaster',
        'control, with jumps, line search, random jump',
        41,
      ],
      'all diverged': [
        'area control, area farcaster, area random, area search, line control, line farcaster, line random, line search',
        'control, with jumps, line search, random jump',
        41,
      ],
      'long names': [
        'area control, area farcaster, circle control, circle farcaster, lead farcaster, lead introspection, lead scalar, line average, line control, line endpoint, line farcaster, line introspection, line random, line scalar, line surgery, 4 ticks farcaster',
        'control, with jumps, fitted scalar, endpoint line, Introspection net, weight average, random jump, state surgery',
        41,
      ],
    },
  ],
  [
    'weights',
    {
      empty: ['8 line control', '', 1],
      'one seed': ['8 line control, 8 line farcaster, 24 points farcaster', '', 41],
      '16 seeds': ['8 line control, 8 line farcaster, 24 points farcaster', '', 41],
      'one seed diverged': ['8 line control, 8 line farcaster, 24 points farcaster', '', 41],
      'all diverged': ['8 line control, line farcaster, 3 points farcaster', '', 41],
      'long names': ['8 line control, 8 line farcaster, 24 points farcaster', '', 41],
    },
  ],
  [
    'error',
    {
      empty: ['', '', 0],
      'one seed': ['line farcaster, line line, line stay', 'persistence, line, farcaster', 8],
      '16 seeds': ['line farcaster, line line, line stay', 'persistence, line, farcaster', 8],
      'one seed diverged': ['line farcaster, line line, line stay', 'persistence, line, farcaster', 8],
      'all diverged': ['', '', 0],
      'long names': ['line farcaster, line line, line stay', 'persistence, line, farcaster', 8],
    },
  ],
  [
    'difference',
    {
      empty: ['rule control', 'control', 0],
      'one seed': ['line farcaster, rule control', 'control, with jumps', 38],
      '16 seeds': ['area farcaster, line farcaster, rule control', 'control, 16 / 16', 38],
      'one seed diverged': ['area farcaster, line farcaster, rule control', 'control, 2 / 6', 37],
      'all diverged': ['area farcaster, line farcaster, rule control', 'control, with jumps', 2],
      'long names': ['area farcaster, line farcaster, rule control', 'control, 2 / 2', 38],
    },
  ],
];

/** The headline, and what stands below it. */
const words: Readonly<Record<HistoryName, RegExp>> = {
  empty: /2 paired seeds\. The first forecast .* step 40/,
  'one seed': /few seeds for a claim \(1 of at least 6\).*22 %.*1 of 1 seed/,
  '16 seeds': /22 %.*line search.*26 %.*22 to 29 %.*16 of 16 seeds/,
  'one seed diverged':
    /saved 9 % .*3 of 6 seeds, 1 of 7 could not be judged.*Stopped early: control, seed 9:/,
  'all diverged':
    /every control.*smaller learning rate.*Stopped early: control, seed 3:.*25 more.*learning rate 3/,
  'long names': /28 %.*endpoint line.*32 %.*2 of 2 seeds/,
};

describe.each(historyNames)('%s', (name) => {
  const told = histories[name];
  let story: Story;
  let result: RunResult;

  beforeAll(async () => {
    story = await openStory(told);
    result = story.api.result();
  });
  afterAll(() => {
    story.end();
  });

  test.each(figures)('%s', async (area, { [name]: drawn }) => {
    await expectDrawn(story, area, drawn);
  });

  if (name === 'all diverged')
    test('no forecast is announced once every network has stopped', () => {
      expect(sentencesIn(story.figure('error'))).toEqual([
        expect.stringMatching(/^Every network stopped by step \d+/),
      ]);
    });

  test('the headline and the bar say how it went', async () => {
    // Not what is said aloud a moment later.
    const said = (): string =>
      [...story.figure(/^Result$/).querySelectorAll('h2, p:not([role="status"]), button')]
        .map(textOf)
        .join(' ');
    await expect.poll(said).toMatch(words[name]);
    const bar = story.root.querySelector<HTMLElement>('[aria-label="Run"]')!.innerText;
    expect(bar).toContain(told.trained ? 'step 120 / 120' : 'step 0 / 120');
    const [, tested] = /test\s+control\s*([\d.]+) %/.exec(bar) ?? [];
    const { replicas = [] } = result.arms[0] ?? {};
    const accuracy = replicas.flatMap(({ testAccuracy }) => testAccuracy ?? []);
    expect(tested === undefined ? 0 : 1).toBe(accuracy.length > 0 ? 1 : 0);
    if (tested !== undefined)
      expect(Number(tested)).toBeCloseTo((100 * accuracy.reduce((a, b) => a + b, 0)) / accuracy.length, 1);
  });

  if (told.trained && told.going[0] > 0)
    test('curves end where the numbers do', async () => {
      const loss = story.figure('loss');
      for (const logarithmic of [true, false]) {
        story.app.actions.setView({ logarithmicLoss: logarithmic });
        for (const { id, replicas } of result.arms) {
          const last = median(replicas.flatMap(({ loss: own }) => own[119] ?? []));
          const paid = median(replicas.flatMap(({ ledger }) => ledger[119] ?? []));
          const end = (): number[] => {
            const [x, y] = endOf(loss, id, { y: logarithmic });
            return [x / paid, y / last];
          };
          await expect.poll(end).toEqual([expect.closeTo(1, 1), expect.closeTo(1, 1)]);
        }
      }
      for (const [area, columns] of [
        ['error', { farcaster: 1, line: 2, stay: 3 }],
        ['difference', { farcaster: 2 }],
      ] as const) {
        const figure = story.figure(area);
        const row = (await numbersOf(figure)).rows.at(-1)!;
        for (const [series, column] of Object.entries(columns)) {
          const [x, y] = [area === 'error' ? row[0]! : null, row[column]!];
          await expect
            .poll(() => endOf(figure, series))
            .toEqual([
              x === null ? expect.anything() : expect.closeTo(numberIn(x), 0),
              expect.closeTo(numberIn(y), 2),
            ]);
        }
      }
      const weights = story.figure('weights');
      const row = (await numbersOf(weights)).rows.at(-1)!;
      // The panels are drawn in turns.
      const shown = (): number[] =>
        [...weights.querySelectorAll('p > span:last-child')].map(({ textContent }) => numberIn(textContent));
      await expect.poll(shown).toHaveLength(8);
      shown().forEach((value, i) => expect(value).toBeCloseTo(numberIn(row[i + 1]!), 2));
    });
});
