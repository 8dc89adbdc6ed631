/** Your run: before anything is open, and with recorded runs of several kinds; dropped, changed, and taken away. */
import { afterEach, describe, expect, test } from 'vitest';
import { recordedOf } from '../../store/recorded/recorded.ts';
import {
  recordedFiles,
  recordedStories,
  threeCheckpoints,
  type RecordedFiles,
  type RecordedStory,
} from '../../store/testing/recorded-files.ts';
import { histories } from './testing/histories.ts';
import { marksIn, textOf } from './testing/marks.ts';
import { numbersOf, openStory, type Story } from './testing/story.ts';

let story: Story;
let files: RecordedFiles;

const begin = async (name: keyof typeof recordedStories): Promise<void> => beginWith(recordedStories[name]);

const beginWith = async (recorded: RecordedStory): Promise<void> => {
  files = recordedFiles(recorded);
  story = await openStory(histories.empty, { readRuns: () => Promise.resolve(files.service) });
  await story.show('trajectory');
};

afterEach(() => {
  story.end();
});

const named = (name: string): File => new File(['x'], name);
const areas = [
  'run-error',
  'run-paths',
  'run-skill',
  'run-part-skill',
  'run-coefficients',
  'run-parts',
  'run-plane',
];

test('empty: what can be dropped, that nothing leaves the computer, and how to save checkpoints', async () => {
  await begin('few checkpoints');
  expect(textOf(story.panel())).toMatch(/Drop its checkpoints here.*Files never leave this computer/);
  for (const [framework, line] of [
    ['PyTorch', 'safetensors.torch'],
    ['Hugging Face Trainer', 'save_steps=100'],
    ['Keras', 'trainable_weights'],
    ['JAX', 'jax.tree_util'],
  ] as const) {
    story.press(new RegExp(`^${framework}$`));
    await expect.poll(() => textOf(story.panel().querySelector('pre')!)).toContain(line);
  }
  await expect(story.api.trajectory()).rejects.toThrow('No run is open.');
  expect(story.faults()).toEqual([]);
});

describe.each(Object.keys(recordedStories) as (keyof typeof recordedStories)[])('%s', (name) => {
  test('a verdict, and every chart with its numbers', async () => {
    await begin(name);
    const { runs, steps, losses } = recordedStories[name];
    const read = await story.api.open([named('run.zip')]);
    expect([read.runs, read.steps, read.checkpoints]).toEqual([runs, steps, runs.length * steps.length]);
    const { verdict, rows, digest } = await story.api.trajectory();
    await expect.poll(() => textOf(story.panel()).replaceAll('\u00a0', ' ')).toContain(verdict);
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    const last = rows.findLast(({ forecasts }) => forecasts > 0)!;
    expect(Object.keys(last.mae)).toEqual(expect.arrayContaining(['farcaster', 'scalar', 'recent', 'stay']));
    expect(last.skill.farcaster).toBeCloseTo(1 - last.mae.farcaster! / last.mae.stay!, 9);
    for (const area of [...areas, ...(losses ? ['run-losses'] : [])])
      expect((await numbersOf(story.figure(area))).rows.length).toBeGreaterThan(0);
    const error = story.figure('run-error');
    const { columns, rows: numbers } = await numbersOf(error);
    expect(numbers).toHaveLength(rows.filter(({ forecasts }) => forecasts > 0).length);
    expect(columns).toEqual(expect.arrayContaining(['farcaster', 'fitted scalar', 'persistence']));
    for (const method of ['farcaster', 'scalar', 'recent', 'stay'])
      await expect.poll(() => marksIn(error)).toContain(`line ${method}`);
    expect(textOf(story.panel())).toMatch(/Whether a jump would have saved training cannot be seen/);
    expect(story.faults()).toEqual([]);
  });
});

test('three checkpoints: what is missing, the files, and no chart', async () => {
  await beginWith(threeCheckpoints);
  await story.api.open([named('run.zip')]);
  await expect(story.api.trajectory()).rejects.toThrow('at least 5 checkpoints are needed');
  await expect.poll(() => textOf(story.panel().querySelector('[role="alert"]')!)).toMatch(/at least 5/);
  expect(story.panel().querySelectorAll('figure')).toHaveLength(0);
  expect(textOf(story.panel())).toContain('3 checkpoints');
  expect(story.faults()).toEqual([]);
});

describe('the path through weight space', () => {
  const plane = (): HTMLElement => story.figure('run-plane');
  const pick = (label: string): HTMLSelectElement =>
    plane().querySelector<HTMLSelectElement>(`[aria-label="${label}"]`)!;
  const choose = (label: string, option: number): void => {
    const select = pick(label);
    select.selectedIndex = option;
    select.dispatchEvent(new Event('change', { bubbles: true }));
  };

  test('has the variance along each axis, the forecast that is chosen, and a run as far as it is finite', async () => {
    await begin('one diverged');
    await story.api.open([named('run.zip')]);
    const { path } = await story.api.trajectory();
    const shares = (run: number): RegExp => {
      const [first, second] = path.runs[run]!.explained.map((share) => Math.round(100 * share));
      return new RegExp(`1st, ${first} % of variance.*2nd, ${second} %`);
    };
    await expect.poll(() => textOf(plane()).replaceAll('\u00a0', ' ')).toMatch(shares(0));
    expect((await numbersOf(plane())).columns).toEqual([
      'step',
      ...['actual, 1st', 'actual, 2nd', 'forecast, 1st', 'forecast, 2nd'],
    ]);
    choose('Run whose weights are drawn', 1);
    choose('Checkpoint of the forecast', 0);
    await expect.poll(() => textOf(plane()).replaceAll('\u00a0', ' ')).toMatch(shares(1));
    const known = path.runs[1]!.checkpoints.filter(({ x }) => x !== null);
    expect(known.at(-1)!.step).toBe(1100);
    expect(plane().querySelectorAll('circle')).toHaveLength(known.length + 1);
    expect(story.faults()).toEqual([]);
  });

  test('moves with the forecast that is looked at elsewhere, and answers to keys', async () => {
    await begin('several runs');
    await story.api.open([named('run.zip')]);
    await story.api.trajectory();
    await expect.poll(() => story.panel().querySelector('[data-area="run-plane"]')).not.toBeNull();
    choose('Method whose forecast is drawn', 1);
    const other = story.figure('run-paths').querySelector<HTMLSelectElement>('select')!;
    await expect.poll(() => other.selectedIndex).toBe(1);
    const plot = plane().querySelector<HTMLElement>('[tabindex="0"]')!;
    plot.dispatchEvent(new KeyboardEvent('keydown', { key: 'End', bubbles: true, cancelable: true }));
    await expect.poll(() => textOf(plane())).toMatch(/step 2,500.*forecast/);
    expect(story.faults()).toEqual([]);
  });
});

describe('what is open', () => {
  test('can be analysed otherwise: the window, fewer checkpoints, some tensors', async () => {
    await begin('several runs');
    await story.api.open([named('run.zip')]);
    const { digest } = await story.api.trajectory();
    const { store, actions } = recordedOf(story.app);
    const { window } = store.getState().settings!;
    actions.change({ window: window - 3 });
    await expect.poll(() => store.getState().analysed?.settings.window).toBe(window - 3);
    const other = await story.api.trajectory();
    expect(other.digest).not.toBe(digest);
    actions.change({ window });
    expect((await story.api.trajectory()).digest).toBe(digest);
    const { arrangement } = store.getState().opened!;
    for (const details of story.panel().querySelectorAll('details')) details.open = true;
    const first = arrangement.runs[0]!.checkpoints[0]!.files[0]!;
    story.panel().querySelector<HTMLInputElement>(`[aria-label="Use ${first}"]`)!.click();
    await expect
      .poll(() => store.getState().opened?.steps)
      .toEqual(recordedStories['several runs'].steps.slice(1));
    expect(files.calls.filter((call) => call.startsWith('open'))).toHaveLength(1);
    expect(story.faults()).toEqual([]);
  });

  test('stays open where other files cannot be used, and where their analysis is cancelled', async () => {
    await begin('few checkpoints');
    await story.api.open([named('run.zip')]);
    const before = await story.api.trajectory();
    await expect(story.api.open([named('broken.pt')])).rejects.toThrow('“broken.pt” is truncated.');
    await expect.poll(() => textOf(story.panel().querySelector('[role="alert"]')!)).toMatch(/is truncated/);
    expect((await story.api.trajectory()).digest).toBe(before.digest);
    const { store, actions } = recordedOf(story.app);
    actions.change({ fit: 'absolute' });
    const again = actions.analyse();
    actions.cancel();
    await expect(again).rejects.toThrow(/cancelled/);
    expect(store.getState().analysed?.report.digest).toBe(before.digest);
    expect(store.getState().doing).toBeNull();
    expect(story.faults()).toEqual([]);
  });

  test('is chosen among the weights by a cell of the map, and its forecast is saved', async () => {
    await begin('several runs');
    await story.api.open([named('run.zip')]);
    await story.api.trajectory();
    await expect.poll(() => story.panel().querySelector('[data-area="run-skill"]')).not.toBeNull();
    const map = story.figure('run-skill').querySelector<HTMLElement>('[role="application"]')!;
    const press = (key: string): boolean =>
      map.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    press('Home');
    await expect.poll(() => textOf(story.figure('run-skill'))).toMatch(/skill -?[−\d]/);
    press('Enter');
    const { anchors } = recordedOf(story.app).store.getState().analysed!.analysis;
    const pick = (): HTMLSelectElement =>
      story.figure('run-paths').querySelector('[aria-label="Checkpoint of the forecast"]')!;
    await expect
      .poll(() => pick().selectedOptions[0]?.text.replaceAll(',', ''))
      .toBe(`from step ${anchors[0]}`);
    story.press(/^Save the farcast/);
    await expect.poll(() => files.calls.at(-1) ?? '').toMatch(/^farcast .*"anchor":2300.*"farcaster"/);
    expect(story.faults()).toEqual([]);
  });
});

describe('a drop', () => {
  const drop = (...dropped: File[]): boolean => {
    const dataTransfer = new DataTransfer();
    for (const file of dropped) dataTransfer.items.add(file);
    const event = new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true });
    return story.root.querySelector('main')!.dispatchEvent(event);
  };

  test('of weights anywhere is opened in the instrument; of other files it is refused in a sentence', async () => {
    await begin('few checkpoints');
    await story.show('evidence');
    expect(drop(named('b.txt'), named('a.md'))).toBe(false);
    await expect
      .poll(() => story.app.store.getState().notice?.title ?? '')
      .toMatch(/none of these files has weights/);
    expect(story.app.store.getState().view.bench).toBe('evidence');
    expect(drop(named('step_2.safetensors'), named('step_1.safetensors'))).toBe(false);
    await expect.poll(() => story.app.store.getState().view.bench).toBe('trajectory');
    await expect.poll(() => files.calls[0]).toBe('open step_1.safetensors step_2.safetensors');
    await expect.poll(() => story.panel().querySelectorAll('figure').length).toBeGreaterThan(4);
    expect(story.faults()).toEqual([]);
  });
});
