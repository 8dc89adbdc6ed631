/** Sweeps of one setting and of two, and saved runs over each other. */
import { userEvent } from 'vitest/browser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mergedByHand } from '../../record/testing/merged-by-hand.ts';
import { around, sweepByHand } from '../../record/testing/sweep-by-hand.ts';
import { expectDrawn, type Figures } from './testing/figures.ts';
import { histories, historyNames } from './testing/histories.ts';
import { marksIn, namesIn, numberIn, rowsOf, sentencesIn, textOf, textsOf } from './testing/marks.ts';
import { numbersOf, openStory, type Story } from './testing/story.ts';

const rates = '#v=2&samples=32&layers=4&steps=90&lr=0.5&sweep=learningRate&values=0.2,0.5,1';
const three = ['control', 'with jumps', 'line search'];
const eight = [
  'control',
  'with jumps',
  'fitted scalar',
  'endpoint line',
  'quadratic',
  'random jump',
  'state surgery',
];

/** Sweeps of three learning rates; what their charts draw; arms, and what the table says of the last point. */
const sweeps = {
  'one seed': {
    link: `${rates}&arms=control,farcaster,search&seeds=1`,
    marks:
      '2 circle control, 2 circle farcaster, 2 circle search, line control, line farcaster, line search, ticks control, ticks farcaster, ticks search',
    names: three,
    targets: ['line farcaster, line search, rule control', 32],
    arms: 3,
    last: '1 of 1',
  },
  '16 seeds': {
    link: `${rates}&arms=control,farcaster,search&seeds=16`,
    marks:
      '2 circle control, 2 circle farcaster, 2 circle search, line control, line farcaster, line search, rule control, rule farcaster, rule search, ticks control, ticks farcaster, ticks search',
    names: three,
    targets: ['area farcaster, area search, line farcaster, line search, rule control', 32],
    arms: 3,
    last: '14 of 16',
  },
  'a point diverged': {
    link: '#v=2&task=ripple&samples=64&layers=6&activation=relu&steps=120&seeds=3-9&lr=0.3&arms=control,farcaster,search&sweep=learningRate&values=0.3,0.8,10',
    marks:
      'circle control, circle farcaster, circle search, line control, line farcaster, line search, rule control, rule farcaster, rule search, 2 ticks control, 2 ticks farcaster, 2 ticks search',
    names: three,
    targets: ['area farcaster, area search, circle farcaster, line farcaster, line search, rule control', 32],
    arms: 3,
    last: '0 of 7',
  },
  'long names': {
    link: `${rates}&seeds=2&arms=control,farcaster,endpoint,average,random,surgery,scalar,quadratic`,
    marks:
      'circle control, circle endpoint, circle farcaster, circle quadratic, circle random, circle scalar, circle surgery, line control, line endpoint, line farcaster, line quadratic, line random, line scalar, line surgery, rule control, rule endpoint, rule farcaster, rule quadratic, rule random, rule scalar, rule surgery, 3 ticks average, 2 ticks control, 2 ticks endpoint, 2 ticks farcaster, 2 ticks quadratic, 2 ticks random, 2 ticks scalar, 2 ticks surgery',
    names: eight,
    targets: [
      'area farcaster, circle average, line average, line endpoint, line farcaster, line quadratic, line random, line scalar, line surgery, rule control',
      112,
    ],
    arms: 8,
    last: '2 of 2',
  },
} as const;

const runSweep = async (story: Story): Promise<void> => {
  await story.show('sweep');
  story.press(/^Run the sweep$/);
  await expect.poll(() => textOf(story.panel()), { timeout: 60_000 }).toMatch(/Start over/);
};

describe.each(Object.entries(sweeps))('a sweep: %s', (_, { link, marks, names, targets, arms, last }) => {
  let story: Story;
  beforeAll(async () => {
    story = await openStory({ link, trained: true });
  });
  afterAll(() => {
    story.end();
  });

  test('its chart, its targets and its table', async () => {
    await runSweep(story);
    const chart = story.figure(/^Sweep of/);
    await expect.poll(() => [marksIn(chart), namesIn(chart)]).toEqual([marks, names]);
    // The caption and the finding.
    expect(sentencesIn(chart)).toHaveLength(2);
    const [drawn, rows] = targets;
    const curves = story.figure('sweep-targets-learningRate');
    await expect.poll(() => marksIn(curves)).toBe(drawn);
    expect((await numbersOf(curves)).rows).toHaveLength(rows);
    const table = rowsOf(story.figure(/^All numbers of the sweep$/));
    expect(table.rows).toHaveLength(3 * arms);
    // A row after the first of a point has no cell for the point's value.
    expect(table.rows.map((row) => row.length)).toEqual(
      Array.from({ length: 3 * arms }, (__, i) => table.columns.length - (i % arms === 0 ? 0 : 1)),
    );
    expect(table.rows.at(-arms)?.[2]).toBe(last);
    expect(story.faults()).toEqual([]);
  });

  test('another measure is drawn on another axis', async () => {
    const chart = story.figure(/^Sweep of/);
    const before = textsOf(chart);
    const pick = chart.querySelector<HTMLSelectElement>('select')!;
    pick.value = 'saved';
    pick.dispatchEvent(new Event('change', { bubbles: true }));
    await expect.poll(() => textsOf(chart)).not.toEqual(before);
    // The control saves nothing against itself.
    expect(namesIn(chart)).not.toContain('control');
    expect(story.faults()).toEqual([]);
  });
});

test('a sweep of two settings is a map with a number in every cell', async () => {
  const link = `${rates}&arms=control,farcaster,search&seeds=6&across=window&avalues=5,10`;
  const story = await openStory({ link, trained: true });
  try {
    await runSweep(story);
    const chart = story.figure(/^Sweep of/);
    const shares = (): string[] =>
      textsOf(chart).filter((text) => /^(−?\d+ %|never|control never)$/.test(text));
    await expect
      .poll(() => [chart.querySelectorAll('svg rect:not([data-export])').length, shares().length])
      .toEqual([6, 6]);
    for (const text of ['0.2', '0.5', '1', '5', '10']) expect(textsOf(chart)).toContain(text);
    // Keys go from cell to cell, and each is told.
    const caption = (): string => textOf(chart.querySelector('figcaption')!);
    chart.querySelector<HTMLElement>('[role="img"]')!.focus();
    for (const [keys, told] of [
      ['{Home}', /learning rate 0\.2, window 5.*with jumps/],
      ['{ArrowRight}', /learning rate 0\.2, window 10/],
      ['{ArrowDown}', /learning rate 0\.5, window 10/],
    ] as const) {
      await userEvent.keyboard(keys);
      await expect.poll(caption).toMatch(told);
    }
    expect(chart.querySelectorAll('svg rect[class*="cursor"]')).toHaveLength(1);
    await userEvent.keyboard('{Escape}');
    await expect.poll(() => chart.querySelectorAll('svg rect[class*="cursor"]').length).toBe(0);
    const { rows } = rowsOf(story.figure(/^All numbers of the sweep$/));
    // And a line on what was corrected for three of the points.
    expect(rows).toHaveLength(6 * 3 + 3);
    // The map is of the farcaster: its numbers are the table's.
    const saved = rows
      .filter(([name]) => name === 'farcaster')
      .map(([, , , , gain = '']) => gain.split(' [')[0]);
    expect(shares().map(numberIn).sort()).toEqual(saved.map((text = '') => numberIn(text)).sort());
    expect(story.faults()).toEqual([]);
  } finally {
    story.end();
  }
});

test('a sweep of three settings that was run elsewhere is shown with its origin, one value of the third at a time', async () => {
  const values = { sweep: 'learningRate', sweepValues: [0.1, 1], arms: ['control', 'farcaster'] } as const;
  const [point] = sweepByHand(values, [
    { control: { steps: 100 }, farcaster: { steps: 60, gain: around(0.4) } },
  ]).points;
  const more = [
    { knob: 'window', values: [10, 20] },
    { knob: 'damping', values: [0.5, 1] },
  ] as const;
  const text = await mergedByHand(values, more, ([, , damping]) => (damping === 0.5 ? point!.arms : null));
  const story = await openStory({ link: `${rates}&seeds=2`, trained: true });
  try {
    await story.show('sweep');
    expect(textOf(story.panel())).toContain("farcast sweep plan FOLDER '#v=");
    const files = new DataTransfer();
    files.items.add(new File([text], 'merged.json'));
    const input = story.panel().querySelector<HTMLInputElement>('input[type="file"]')!;
    input.files = files.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
    await expect
      .poll(() => textOf(story.panel()))
      .toContain('Merged from 4 files, not run here: merged.json');
    expect(textOf(story.panel())).toContain('Its plan was not followed: 4 of 8 points are missing');
    const shares = (): string[] =>
      textsOf(story.figure(/^Sweep of learning rate and window/)).filter((one) => one === '40 %');
    await expect.poll(() => shares().length).toBe(4);
    await userEvent.selectOptions(story.panel().querySelector('[aria-label="Value of damping α"]')!, '1');
    await expect.poll(() => shares().length).toBe(0);

    await story.show('compare');
    const saved = (): HTMLElement => story.panel().querySelector('table[aria-labelledby="saved-sweeps"]')!;
    await expect.poll(() => textOf(saved())).toMatch(/4 of 8.*not followed.*merged\.json/);
    story.press(/^Remove learning rate/);
    await expect.poll(() => saved()).toBeNull();
    story.press(/^Undo$/);
    await expect.poll(() => textOf(saved())).toMatch(/merged\.json/);
    story.press(/^Open learning rate/);
    await expect.poll(() => textOf(story.panel())).toContain('Saved in Compare');
    expect(story.faults()).toEqual([]);
  } finally {
    story.end();
  }
});

test('before a sweep there is what to choose, and nothing is drawn', async () => {
  const story = await openStory(histories.empty);
  try {
    await story.show('sweep');
    expect(story.panel().querySelectorAll('figure, table, svg path[style]')).toHaveLength(0);
    expect(sentencesIn(story.panel()).length).toBeGreaterThan(0);
  } finally {
    story.end();
  }
});

const compared: Figures = [
  [
    'compare',
    {
      empty: ['', '', 0],
      'one seed': [
        'line control, line farcaster, line random, line search',
        'A control, A with jumps, A line search, A random jump',
        55,
      ],
      '16 seeds': [
        'line control, line farcaster, line random, line search',
        'A control, A with jumps, A line search, A random jump',
        55,
      ],
      'one seed diverged': [
        'line control, line farcaster, line random, line search',
        'A control, A with jumps, A line search, A random jump',
        55,
      ],
      'all diverged': [
        'line control, line farcaster, line random, line search',
        'A control, A with jumps, A line search, A random jump',
        16,
      ],
      'long names': [
        'line average, line control, line endpoint, line farcaster, line introspection, line random, line scalar, line surgery',
        'A control, A with jumps, A fitted scalar, A endpoint line, A Introspection net, A weight average, A random jump, A state surgery',
        58,
      ],
    },
  ],
];

describe.each(historyNames)('saved runs: %s', (name) => {
  let story: Story;
  beforeAll(async () => {
    story = await openStory(histories[name]);
    await story.show('compare');
  });
  afterAll(() => {
    story.end();
  });

  test.each(name === 'empty' ? [] : compared)('%s', async (area, { [name]: drawn }) => {
    await expectDrawn(story, area, drawn);
    const [item, ...others] = story.panel().querySelectorAll('[aria-label="Saved runs"] tbody tr');
    expect(others).toEqual([]);
    expect(textOf(item!.querySelector('[data-column="seeds"]')!)).toBe(String(histories[name].seeds));
    expect(textOf(item!)).toContain(story.api.result().verdict.sentence.slice(0, 30));
  });

  if (name === 'empty')
    test('without a run there is a sentence', async () => {
      expect(() => story.figure('compare')).toThrow();
      // Once the browser's database is read.
      await expect.poll(() => textOf(story.panel())).toContain('No run has finished yet.');
    });
});

test('a second run is drawn over the first, under a long name, and can be switched off and removed', async () => {
  const story = await openStory(histories['one seed']);
  try {
    await story.api.load(histories['16 seeds'].link);
    await story.api.play();
    await story.api.finished();
    await story.show('compare');
    const figure = story.figure('compare');
    const arms = ['control', 'with jumps', 'line search', 'random jump'];
    const both = ['A', 'B'].flatMap((letter) => arms.map((arm) => `${letter} ${arm}`));
    await expect.poll(() => namesIn(figure).toSorted()).toEqual(both.toSorted());
    expect(marksIn(figure)).toBe('2 line control, 2 line farcaster, 2 line random, 2 line search');
    const [first] = story.app.compare.store.getState().runs;
    const long = 'Circles, '.repeat(8).trim();
    story.app.compare.actions.rename(first!.id, long);
    await expect.poll(() => story.panel().querySelector('input[type="text"]')).toHaveProperty('value', long);
    story.panel().querySelector<HTMLInputElement>('input[type="checkbox"]')!.click();
    await expect.poll(() => namesIn(figure)).toHaveLength(4);
    story.press(/^Remove Circles/);
    await expect.poll(() => story.panel().querySelectorAll('tbody:not([translate]) tr')).toHaveLength(1);
    story.press(/^Undo$/);
    await expect.poll(() => story.panel().querySelectorAll('tbody:not([translate]) tr')).toHaveLength(2);
    expect(story.faults()).toEqual([]);
  } finally {
    story.end();
  }
});
