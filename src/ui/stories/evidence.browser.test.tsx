/** The evidence, over every kind of history: what is drawn, and tables against the run's result. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunResult } from '../../record/result.ts';
import { expectDrawn, type Figures } from './testing/figures.ts';
import { histories, historyNames } from './testing/histories.ts';
import { besideCurve, median, numberIn, rowsOf, sentencesIn, type Rows } from './testing/marks.ts';
import { numbersOf, openStory, type Story } from './testing/story.ts';

const figures: Figures = [
  [
    'evidence-targets',
    {
      empty: ['', '', 0],
      'one seed': [
        'line farcaster, line random, line search, rule control',
        'control, with jumps, line search, random jump',
        37,
      ],
      '16 seeds': [
        'area farcaster, area random, area search, 2 circle random, line farcaster, line random, line search, rule control',
        'control, with jumps, line search, random jump',
        37,
      ],
      'one seed diverged': [
        'area farcaster, area random, area search, 2 circle random, line farcaster, line random, line search, rule control',
        'control, with jumps, line search, random jump',
        37,
      ],
      'all diverged': ['', '', 0],
      'long names': [
        'area farcaster, 2 circle average, 2 circle random, line average, line endpoint, line farcaster, line introspection, line random, line scalar, line surgery, rule control',
        'control, with jumps, fitted scalar, endpoint line, Introspection net, weight average, random jump, state surgery',
        57,
      ],
    },
  ],
  [
    'evidence-around',
    {
      empty: ['', '', 0],
      'one seed': ['line farcaster, line random, rule control', 'with jumps, random jump', 43],
      '16 seeds': [
        'area farcaster, area random, line farcaster, line random, rule control',
        'with jumps, random jump',
        43,
      ],
      'one seed diverged': [
        'area farcaster, area random, line farcaster, line random, rule control',
        'with jumps, random jump',
        43,
      ],
      'all diverged': ['', '', 0],
      'long names': [
        'area farcaster, area random, area surgery, line farcaster, line random, line surgery, rule control',
        'with jumps, random jump, state surgery',
        43,
      ],
    },
  ],
  [
    'evidence-coefficients',
    {
      empty: ['', '', 0],
      'one seed': ['5 line farcaster', 'A₀, Aₙ, b, sum A, g = Aₙ − 1', 8],
      '16 seeds': ['5 line farcaster', 'A₀, Aₙ, b, sum A, g = Aₙ − 1', 8],
      'one seed diverged': ['5 line farcaster, 3 line ink', 'A₀, Aₙ, b, sum A, g = Aₙ − 1', 8],
      'all diverged': ['5 line farcaster', 'A₀, Aₙ, b, sum A, g = Aₙ − 1', 8],
      'long names': ['5 line farcaster, 3 line ink', 'A₀, Aₙ, b, sum A, g = Aₙ − 1', 8],
    },
  ],
];

describe.each(historyNames)('%s', (name) => {
  const told = histories[name];
  const judged = told.trained && told.going[0] > 0;
  let story: Story;
  let result: RunResult;

  beforeAll(async () => {
    story = await openStory(told);
    result = story.api.result();
    await story.show('evidence');
  });
  afterAll(() => {
    story.end();
  });

  test.each(figures)('%s', async (area, { [name]: drawn }) => {
    await expectDrawn(story, area, drawn);
  });

  const tableOf = async (title: RegExp, rows: number): Promise<Rows> => {
    const read = (): Rows => rowsOf(story.figure(title));
    await expect.poll(() => read().rows.length).toBe(rows);
    return read();
  };

  if (!judged)
    test('in the place of each table there is a sentence', () => {
      for (const title of [/saved/, /equal cost/, /quality/]) expect(() => story.figure(title)).toThrow();
      expect(sentencesIn(story.panel()).length).toBeGreaterThan(told.trained ? 4 : 7);
    });

  if (name === 'all diverged')
    test('nothing is announced that will not come', () => {
      const said = sentencesIn(story.panel());
      expect(said.filter((text) => /Every network stopped by step \d+/.test(text)).length).toBeGreaterThan(1);
      expect(said.filter((text) => /\b(appears?|first forecast|once)\b/i.test(text))).toEqual([]);
    });

  if (judged)
    test('savings are those of the result', async () => {
      const { rows } = await tableOf(/^What each arm saved/, told.arms.length - 1);
      for (const { arm, evidence } of result.evidence.arms) {
        const label = result.arms.find(({ id }) => id === arm)!.label;
        const [, saved = '', , , better = '', worse = ''] = rows.find(([head = '']) =>
          head.startsWith(label),
        )!;
        const { verdict } = evidence!;
        expect(numberIn(saved)).toBeCloseTo(verdict.savedFraction, 1);
        expect(better).toContain(`${verdict.better} of ${verdict.total}`);
        expect(worse).toContain(`${verdict.worse} of ${verdict.total}`);
        if (verdict.total < told.seeds) expect(better).toMatch(/1 could not be judged/);
      }
    });

  if (judged)
    test('numbers are on their curves', async () => {
      for (const area of ['evidence-targets', 'evidence-around']) {
        const figure = story.figure(area);
        const points = (await numbersOf(figure)).rows
          .filter(([, arm]) => arm === 'farcaster')
          .map(([x = '', , y = '']) => [numberIn(x), numberIn(y)] as const)
          .filter(([, y]) => Number.isFinite(y));
        expect(points.length).toBeGreaterThan(5);
        await expect
          .poll(() => besideCurve(figure, 'farcaster', points, { x: area.endsWith('targets') }))
          .toEqual([]);
      }
    });

  if (judged)
    test('quality at equal cost begins with the control, and counts who goes on', async () => {
      const { rows } = await tableOf(/equal cost/, told.arms.length);
      const [, loss = '', , going = ''] = rows[0]!;
      const last = result.arms[0]!.replicas.flatMap(({ loss: own }) => own[119] ?? []);
      expect(numberIn(/^[\d.]+/.exec(loss)?.[0] ?? '') / median(last)).toBeCloseTo(1, 2);
      expect(going).toBe(told.going[0] < told.seeds ? `1 of ${told.seeds} stopped` : '');
      for (const [, , , lower] of rows.slice(1))
        expect(lower).toMatch(new RegExp(`^\\d+ of ${told.going[1]}\\b`));
    });

  if (judged)
    test('forecast quality: skill is what the errors beside it say', async () => {
      const { columns, rows } = await tableOf(/^Forecast quality/, 8);
      expect(columns).toHaveLength(name === 'long names' ? 12 : 10);
      for (const row of rows) {
        const [, mae, stay, , skill] = row.map(numberIn);
        expect(1 - mae! / stay!).toBeCloseTo(skill!, 1);
        expect(row).toHaveLength(columns.length);
      }
      // All weights together come last in the result, and are read first.
      result.evidence.quality.rows.forEach(({ cosine }, at) => {
        const shown = rows[at]!.slice(5).map((cell) => numberIn(cell.replace(/ \(.*/, '')));
        const told = [...cosine.slice(-1), ...cosine.slice(0, -1)];
        told.forEach((value, part) => expect(shown[part]).toBeCloseTo(value ?? NaN, 1));
      });
      const before = rows[0]![5];
      story.press(/^norm ratio$/);
      await expect.poll(() => rowsOf(story.figure(/^Forecast quality/)).rows[0]![5]).not.toBe(before);
    });
});
