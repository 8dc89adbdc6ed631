/** The sequence lab: its presets, its own settings, and what it says where SGD diverges. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { labPresets } from '../../experiment/lab/lab-presets.ts';
import { changeLab } from '../../store/lab.ts';
import { histories } from './testing/histories.ts';
import { axisOf, cornersOf, marksIn, namesIn, numberIn, sentencesIn, textOf } from './testing/marks.ts';
import { numbersOf, openStory, type Story } from './testing/story.ts';

let story: Story;
beforeAll(async () => {
  story = await openStory(histories.empty);
  await story.show('lab');
});
afterAll(() => {
  story.end();
});

const errors = 'line endpoint, line farcaster, line recent, line scalar, line stay';
const coefficients = '2 line farcaster, 2 line ink-soft';

/** What is said first, by preset. */
const findings: Readonly<Record<string, RegExp>> = {
  figure: /farcaster errs least 150 steps ahead: 0\.150, against 0\.166/,
  'one-rate': /exact to rounding 150 steps ahead/,
  spread: /Persistence beats the farcaster 150 steps ahead: 0\.0355 against 0\.0479/,
  oscillation: /exact to rounding 150 steps ahead; persistence errs by 0\.334/,
  noise: /as well as the farcaster 150 steps ahead: 0\.137/,
};

describe.each(labPresets)('$label', ({ id, label }) => {
  test('the finding, the sequences, errors and coefficients', async () => {
    story.press(new RegExp(`^${label}`));
    await expect.poll(() => textOf(story.panel())).toMatch(findings[id]!);
    const [plane, traces] = ['lab-plane', 'lab-traces'].map((area) =>
      story.panel().querySelector<HTMLElement>(`[data-area="${area}"]`),
    );
    if (id === 'figure') {
      expect(traces).toBeNull();
      await expect
        .poll(() => [marksIn(plane!), namesIn(plane!).length, plane!.querySelectorAll('ellipse').length])
        .toEqual(['area farcaster, line farcaster, 30 points farcaster', 4, 9]);
      // Both ends of what SGD did, and each step that was forecast.
      expect((await numbersOf(plane!)).rows).toHaveLength(32);
    } else {
      expect(plane).toBeNull();
      await expect.poll(() => marksIn(traces!)).toBe('8 circle farcaster, 8 line farcaster, 8 line ink');
      expect((await numbersOf(traces!)).rows).toHaveLength(31);
    }
    const error = story.figure('lab-error');
    await expect.poll(() => marksIn(error)).toBe(errors);
    expect(
      namesIn(error)
        .map((name) => name.replace(' ↑', ''))
        .toSorted(),
    ).toEqual(['endpoint line', 'farcaster', 'fitted scalar', 'persistence', 'recent line']);
    const { columns, rows } = await numbersOf(error);
    expect(rows).toHaveLength(30);
    // Drawn where the table says.
    await expect.poll(() => cornersOf(error, 'stay')).toHaveLength(31);
    const [x, y] = cornersOf(error, 'stay').at(-1)!;
    const last = rows.at(-1)!;
    expect(axisOf(error, 'x')(x)).toBeCloseTo(numberIn(last[0]!), 0);
    expect(axisOf(error, 'y')(y)).toBeCloseTo(numberIn(last[columns.indexOf('persistence')]!), 2);
    const fits = story.figure('lab-coefficients');
    await expect.poll(() => marksIn(fits)).toBe(coefficients);
    expect(
      namesIn(fits)
        .map((name) => name.split(' ')[0])
        .toSorted(),
    ).toEqual(['Aₙ', 'A₀', 'b', 'sum'].toSorted());
    expect((await numbersOf(fits)).rows).toHaveLength(30);
    expect(story.faults()).toEqual([]);
  });
});

test('where SGD diverges there is a sentence and no figure, and the lab comes back', async () => {
  changeLab(story.app, {
    kind: 'regression',
    learningRate: 1,
    batch: 1,
    condition: 1,
    horizon: 1000,
    seed: 3,
  });
  await expect.poll(() => story.panel().querySelectorAll('figure')).toHaveLength(0);
  expect(textOf(story.panel())).toMatch(/diverged.*smaller learning rate/);
  expect(sentencesIn(story.panel()).length).toBeGreaterThan(1);
  story.press(/^Figure 1/);
  await expect.poll(() => story.panel().querySelectorAll('figure')).toHaveLength(3);
  expect(story.faults()).toEqual([]);
});
