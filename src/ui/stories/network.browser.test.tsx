/** The networks, over every kind of history, and what they take images for. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sampleOf } from '../../core/data/task-sample.ts';
import { imageTask } from '../../experiment/tasks.ts';
import type { RunResult } from '../../record/result.ts';
import { inProcessWith } from '../../store/testing/in-process.ts';
import { expectDrawn, type Figures } from './testing/figures.ts';
import { histories, historyNames, type HistoryName } from './testing/histories.ts';
import { endOf, numberIn, sentencesIn, textOf, textsOf } from './testing/marks.ts';
import { numbersOf, openStory, type Story } from './testing/story.ts';

const figures: Figures = [
  [
    'network-path',
    {
      empty: ['', '', 0],
      'one seed': [
        '4 circle control, 4 circle farcaster, line control, line farcaster',
        'control, with jumps',
        58,
      ],
      '16 seeds': [
        '4 circle control, 4 circle farcaster, line control, line farcaster',
        'control, with jumps',
        58,
      ],
      'one seed diverged': [
        '4 circle control, 4 circle farcaster, line control, line farcaster',
        'control, with jumps',
        58,
      ],
      'all diverged': ['line control, line farcaster', 'control, with jumps', 8],
      'long names': [
        '4 circle control, 4 circle farcaster, line control, line farcaster',
        'control, with jumps',
        58,
      ],
    },
  ],
  [
    'network-line',
    {
      empty: ['', '', 0],
      'one seed': ['3 circle farcaster, 2 line farcaster', 'training, validation', 41],
      '16 seeds': ['3 circle farcaster, 2 line farcaster', 'training, validation', 41],
      'one seed diverged': ['3 circle farcaster, 2 line farcaster', 'training, validation', 42],
      'all diverged': ['', '', 0],
      'long names': ['3 circle farcaster, 2 line farcaster', 'training, validation', 41],
    },
  ],
  [
    'network-errors',
    {
      empty: ['', '', 0],
      'one seed': ['10 area control, 4 line control, 4 line stay, rule control, rule stay', '', 16],
      '16 seeds': ['10 area control, 4 line control, 4 line stay, rule control, rule stay', '', 16],
      'one seed diverged': ['10 area control, 4 line control, 4 line stay, rule control, rule stay', '', 16],
      'all diverged': ['', '', 0],
      'long names': ['14 area control, 6 line control, 6 line stay, rule control, rule stay', '', 24],
    },
  ],
  [
    'network-weight',
    {
      empty: ['line control, line farcaster', 'control, with jumps', 1],
      'one seed': ['3 circle farcaster, line control, line farcaster', 'control, with jumps', 55],
      '16 seeds': ['3 circle farcaster, line control, line farcaster', 'control, with jumps', 55],
      'one seed diverged': ['4 circle farcaster, line control, line farcaster', 'control, with jumps', 55],
      'all diverged': ['line control, line farcaster', 'control, with jumps', 4],
      'long names': ['4 circle farcaster, line control, line farcaster', 'control, with jumps', 55],
    },
  ],
];

/** Of the layers: networks and forecasts that are drawn, matrices of each, weights in the table, of many some. */
const layers: Readonly<Record<HistoryName, readonly [states: number, matrices: number, rows: number]>> = {
  empty: [2, 2, 32],
  'one seed': [5, 2, 32],
  '16 seeds': [5, 2, 32],
  'one seed diverged': [5, 2, 25],
  'all diverged': [5, 2, 25],
  'long names': [5, 3, 52],
};

/** Whether anything was painted on it. */
function isPainted(canvas: HTMLCanvasElement): boolean {
  const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
  return new Set(new Uint32Array(data.buffer)).size > 1;
}

const canvasesOf = (figure: Element): HTMLCanvasElement[] => [...figure.querySelectorAll('canvas')];

describe.each(historyNames)('%s', (name) => {
  const told = histories[name];
  let story: Story;
  let result: RunResult;

  beforeAll(async () => {
    story = await openStory(told);
    result = story.api.result();
    await story.show('network');
  });
  afterAll(() => {
    story.end();
  });

  test.each(figures)('%s', async (area, { [name]: drawn }) => {
    await expectDrawn(story, area, drawn);
  });

  if (name === 'all diverged')
    test('errors by tensor end with the network, and say so', () => {
      expect(sentencesIn(story.figure('network-errors')).join()).toMatch(/stopped at step \d+, before/);
    });

  test('network-boundary', async () => {
    const figure = story.figure('network-boundary');
    await expect.poll(() => canvasesOf(figure).map(isPainted)).toEqual([true, true]);
    const { columns, rows } = await numbersOf(figure);
    expect(rows.map(([arm]) => arm)).toEqual(['control', 'farcaster']);
    const { testLoss } = result.arms[0]!.replicas[0]!;
    const at = columns.indexOf('test loss');
    if (testLoss !== null) expect(numberIn(rows[0]![at]!) / testLoss).toBeCloseTo(1, 2);
  });

  test('network-layers', async () => {
    const figure = story.figure('network-layers');
    const [states, matrices, rows] = layers[name];
    await expect.poll(() => canvasesOf(figure).filter(isPainted)).toHaveLength(states * matrices);
    const heads = [...figure.querySelectorAll('tbody th')].map(textOf);
    expect(heads).toHaveLength(states);
    expect(heads.slice(0, 2)).toEqual(['control', 'with jumps']);
    expect((await numbersOf(figure)).rows).toHaveLength(rows);
  });

  if (told.trained && told.going[0] > 0)
    test('errors by tensor: the middle half is inside the middle 80 %', () => {
      const bands = story
        .figure('network-errors')
        .querySelectorAll<SVGPathElement>('[class*="multiples"] path[class*="band"]');
      const [outer = 0, inner = 0] = [...bands].map((band) => band.getBBox().height);
      expect(inner).toBeGreaterThan(0);
      expect(inner).toBeLessThan(outer);
    });

  if (told.trained && told.going[0] > 0)
    test('curves end where the numbers do', async () => {
      const ends = async (
        area: string,
        of: (rows: readonly (readonly string[])[]) => string[],
      ): Promise<void> => {
        const figure = story.figure(area);
        const last = of((await numbersOf(figure)).rows).map(numberIn);
        const near = last.map((value): unknown => expect.closeTo(value, Math.abs(value) > 10 ? 0 : 1));
        await expect.poll(() => endOf(figure, 'farcaster')).toEqual(near);
      };
      await ends('network-weight', (rows) => [rows.at(-1)![0]!, rows.at(-1)![2]!]);
      await ends('network-path', (rows) => {
        const [, , x = '', y = ''] = rows.findLast(([, arm]) => arm === 'farcaster')!;
        return [x, y];
      });
    });

  test('another weight has another course', async () => {
    const figure = story.figure('network-weight');
    const before = (await numbersOf(figure)).rows.at(-1);
    const field = figure.querySelector<HTMLInputElement>('input[type="number"]')!;
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!.call(field, '20');
    field.dispatchEvent(new Event('input', { bubbles: true }));
    await expect.poll(async () => (await numbersOf(figure)).rows.at(-1)).not.toEqual(before);
  });
});

describe('images', () => {
  /** Of every class some: bright where its number says, on a ground of grain; every seventh looks like one of the first. */
  const counts = { train: 200, guard: 100, test: 100 };
  const data = {
    task: { ...imageTask('fashion-mnist')!, counts },
    bytes: Uint8Array.from({ length: 400 * 785 }, (_, at) => {
      if (at >= 400 * 784) return (at - 400 * 784) % 10;
      const [image, pixel] = [Math.floor(at / 784), at % 784];
      return Math.floor(pixel / 78) === (image % 7 === 0 ? 0 : image % 10) ? 220 : (at * 7919) % 97;
    }),
  };
  let story: Story;
  let result: RunResult;

  beforeAll(async () => {
    const link = '#v=2&task=fashion-mnist&layers=6&batch=32&steps=60&seeds=2&lr=0.1&gate=always';
    const worker = inProcessWith({ loadData: () => Promise.resolve(data) });
    story = await openStory({ link, trained: true }, { worker, sample: sampleOf(data) });
    result = story.api.result();
    await story.show('network');
  });
  afterAll(() => {
    story.end();
  });

  const shareOf = (at: number): number => 100 * result.arms[at]!.replicas[0]!.testAccuracy!;

  test('a matrix for each network counts every image once', async () => {
    const figure = story.figure('network-confusion');
    await expect.poll(() => figure.querySelectorAll('svg rect')).toHaveLength(200);
    const numbers = textsOf(figure).map(numberIn).filter(Number.isFinite);
    expect(numbers.reduce((a, b) => a + b, 0)).toBe(200);
    expect(textsOf(figure).filter((text) => text === 'Ankle boot')).toHaveLength(2);
    const right = [...figure.textContent.matchAll(/([\d.]+) % right/g)].map(([, share]) => Number(share));
    // Not all of them, or rows could not be told from columns.
    expect(Math.max(...right)).toBeLessThan(100);
    expect(right).toEqual([expect.closeTo(shareOf(0), 1), expect.closeTo(shareOf(1), 1)]);
    // A row is what images are: ten of each class.
    for (const matrix of [...figure.querySelectorAll('svg')].filter((svg) => svg.querySelector('rect'))) {
      const sums = new Map<string | null, number>();
      for (const text of matrix.querySelectorAll('text')) {
        const [y, times] = [text.getAttribute('y'), numberIn(textOf(text))];
        if (Number.isFinite(times)) sums.set(y, (sums.get(y) ?? 0) + times);
      }
      expect([...sums.values()]).toEqual(Array(10).fill(10));
      const places = [...matrix.querySelectorAll('rect')].map(
        (cell) => `${cell.x.baseVal.value} ${cell.y.baseVal.value}`,
      );
      expect(new Set(places).size).toBe(100);
    }
    const { rows } = await numbersOf(figure);
    expect(rows.length).toBeGreaterThan(9);
  });

  test('samples say what they are and what both networks took them for', async () => {
    const figure = story.figure('network-samples');
    await expect.poll(() => figure.querySelectorAll('li')).toHaveLength(10);
    const taken = [...figure.querySelectorAll('li')].map((item) =>
      [...item.querySelectorAll('span')].map(textOf),
    );
    for (const [truth = '', ...said] of taken) {
      expect(said).toHaveLength(2);
      for (const words of said) expect(words.startsWith('✓')).toBe(words === `✓ ${truth}`);
    }
    await expect.poll(() => canvasesOf(figure).filter(isPainted)).toHaveLength(10);
    // Without a plane there is no boundary in it.
    expect(() => story.figure('network-boundary')).toThrow();
    expect(story.faults()).toEqual([]);
  });
});
