/** Networks that read text: what they generate, what they attend to, how they classify passages, and their parts. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { otherCharacter } from '../../core/data/characters.ts';
import type { TaskData } from '../../core/data/task-data.ts';
import { sampleOf } from '../../core/data/task-sample.ts';
import { requestedText, type GenerateText } from '../../core/inspect/text.ts';
import { fileTask, type PassageTask, type TextTask } from '../../experiment/tasks.ts';
import { inProcessWith } from '../../store/testing/in-process.ts';
import { numberIn, textOf, textsOf } from './testing/marks.ts';
import { numbersOf, openStory, type Given, type Story } from './testing/story.ts';

/** The same text every time: each character is 7 further than the one before, with a slip now and then. */
const written = (length: number, below: number): Uint8Array =>
  Uint8Array.from({ length }, (_, at) => (at * 7 + (at % 11 === 0 ? 1 : 0)) % below);

const network = 'width=8&blocks=2&heads=2&context=8&optimizer=adam&lr=0.01&batch=8&steps=60&gate=always';

/** At once, as a worker would in parts. */
const generate: GenerateText = (request, report) => {
  const numbers = [...requestedText(request)];
  const timer = setTimeout(() => report({ numbers, done: true }));
  return () => clearTimeout(timer);
};

const given = (data: TaskData): Given => ({
  worker: inProcessWith({ loadData: () => Promise.resolve(data) }),
  sample: sampleOf(data),
  generate,
});

function enter(field: HTMLInputElement, value: string): void {
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!.call(field, value);
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

const canvasesOf = (figure: Element): HTMLCanvasElement[] => [...figure.querySelectorAll('canvas')];

/** Different colours on a canvas. */
const tonesOn = (canvas: HTMLCanvasElement): number => {
  const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
  return new Set(new Uint32Array(data.buffer)).size;
};

describe('a decoder', () => {
  const record = fileTask('moby-dick') as TextTask;
  const task = { ...record, characters: { train: 801, guard: 401, test: 401 } };
  let story: Story;

  beforeAll(async () => {
    const link = `#v=4&task=moby-dick&net=gpt&${network}&seeds=2&arms=control,farcaster`;
    story = await openStory({ link, trained: true }, given({ task, bytes: written(1603, 60) }));
    await story.show('network');
  });
  afterAll(() => {
    story.end();
  });

  const textsIn = (figure: HTMLElement): string[] =>
    [...figure.querySelectorAll(':scope figure > figcaption + p')].map((element) => element.textContent);

  test('generates a text of 200 characters with each network, and another with another sample', async () => {
    const figure = story.figure('network-text');
    figure.scrollIntoView();
    const { length } = story.app.store.getState().prompt;
    await expect.poll(() => textsIn(figure).map((text) => text.length)).toEqual([length + 200, length + 200]);
    const before = textsIn(figure);
    expect(before[0]!.startsWith('Call me Ishmael.')).toBe(true);
    story.press(/^Another sample$/);
    await expect.poll(() => textsIn(figure)).not.toEqual(before);
    const { rows } = await numbersOf(figure);
    expect(rows.map(([arm]) => arm)).toEqual(['control', 'farcaster']);
    const { testLoss } = story.api.result().arms[0]!.replicas[0]!;
    expect(numberIn(rows[0]!.at(-2)!)).toBeCloseTo(testLoss! / Math.LN2, 2);
    expect(textOf(figure)).toContain('bigram model: 3.47');
  });

  test('continues another prompt, and says which characters it does not know', async () => {
    const figure = story.figure('network-text');
    enter(figure.querySelector('input[type="text"]')!, 'né');
    await expect.poll(() => textOf(figure)).toContain(`read as ${otherCharacter}: é`);
    await expect.poll(() => textsIn(figure).map((text) => text.slice(0, 2))).toEqual(['né', 'né']);
    enter(figure.querySelector('input[type="range"]')!, '0.1');
    await expect.poll(() => textsIn(figure).map((text) => text.length)).toEqual([202, 202]);
    expect(story.faults()).toEqual([]);
  });

  test('its attention is a triangle over the prompt, of every block and head', async () => {
    const figure = story.figure('network-attention');
    story.app.store.setState({ prompt: 'Call me' });
    await expect.poll(() => textsOf(figure).slice(0, 4)).toEqual(['C', 'C', 'a', 'a']);
    await expect.poll(() => canvasesOf(figure).map(({ width }) => width)).toEqual([7, 7]);
    await expect.poll(() => canvasesOf(figure).every((canvas) => tonesOn(canvas) > 3)).toBe(true);
    const rows = (await numbersOf(figure)).rows;
    // The first character attends to itself only.
    expect(rows[0]).toEqual(['C', '1', 'C', '1', '1', '1']);
    const selects = [...figure.querySelectorAll('select')];
    expect(selects.map(({ options }) => options.length)).toEqual([2, 2]);
    selects[0]!.value = '1';
    selects[0]!.dispatchEvent(new Event('change', { bubbles: true }));
    await expect.poll(async () => (await numbersOf(figure)).rows[4]).not.toEqual(rows[4]);
    expect(story.faults()).toEqual([]);
  });

  test('its parts have all weights, and the one that is pressed is shown below', async () => {
    const figure = story.figure('network-parts');
    const buttons = [...figure.querySelectorAll<HTMLButtonElement>('button[aria-pressed]')].filter(
      (button) => button.closest('[role="group"]') !== null,
    );
    expect(buttons).toHaveLength(11);
    const { rows } = await numbersOf(figure);
    const { count } = story.app.recorded()!.prepared.model.parameters;
    expect(rows.reduce((sum, row) => sum + numberIn(row[2]!), 0)).toBe(count);
    const errors = story.figure('network-errors');
    const layers = story.figure('network-layers');
    const heads = (): string[] => [...layers.querySelectorAll('thead th')].map(textOf);
    await expect.poll(() => errors.querySelectorAll('svg').length).toBeGreaterThan(2);
    expect(heads().map((head) => head.slice(0, 15))).toEqual(['embedding token', 'embedding posit']);
    [...figure.querySelectorAll<HTMLButtonElement>('[role="group"] button')]
      .find((button) => button.textContent.startsWith('attention'))!
      .click();
    await expect.poll(heads).toHaveLength(4);
    expect(heads()[0]).toMatch(/^block 1 attention query: 8 → 8/);
    await expect.poll(() => textOf(errors)).toContain('block 1 attention output bias');
    expect(textOf(errors)).not.toContain('embedding');
    await expect.poll(() => textOf(story.figure('network-weight'))).toContain('block 1 attention query');
    // There is no plane, and there are no classes.
    for (const area of ['network-boundary', 'network-confusion', 'network-samples'])
      expect(() => story.figure(area)).toThrow();
    expect(story.faults()).toEqual([]);
  });
});

describe('an encoder', () => {
  const record = fileTask('century') as PassageTask;
  const task = { ...record, counts: { train: 60, guard: 30, test: 30 } };
  const { length, alphabet } = record;
  let story: Story;

  beforeAll(async () => {
    // A passage's class shows in its first character, but for every seventh.
    const bytes = written(120 * (length + 1), alphabet.length);
    for (let passage = 0; passage < 120; passage += 1) {
      bytes[passage * length] = passage % 7 === 0 ? 5 : 10 + (passage % 3);
      bytes[120 * length + passage] = passage % 3;
    }
    const link = `#v=4&task=century&net=encoder&${network}&seeds=2&arms=control,farcaster`;
    story = await openStory({ link, trained: true }, given({ task, bytes }));
    await story.show('network');
  });
  afterAll(() => {
    story.end();
  });

  test('classifies every test passage', async () => {
    const figure = story.figure('network-confusion');
    await expect.poll(() => figure.querySelectorAll('svg rect')).toHaveLength(18);
    const numbers = textsOf(figure).map((text) => (/^\d+$/.test(text) ? Number(text) : 0));
    // The heads of two columns are numbers, too.
    expect(numbers.reduce((a, b) => a + b, 0) - 2 * (20 + 21)).toBe(60);
    const right = [...figure.textContent.matchAll(/([\d.]+) % right/g)].map(([, share]) => Number(share));
    const accuracy = story.api.result().arms.map(({ replicas }) => 100 * replicas[0]!.testAccuracy!);
    expect(right).toEqual(accuracy.slice(0, 2).map((share): unknown => expect.closeTo(share, 1)));
    expect(textOf(figure)).toContain('test passages');
  });

  test('shows passages with their class and both predictions', async () => {
    const figure = story.figure('network-samples');
    await expect.poll(() => figure.querySelectorAll('li')).toHaveLength(6);
    for (const item of figure.querySelectorAll('li')) {
      expect(item.querySelector('q')!.textContent).toHaveLength(8);
      const [truth = '', ...said] = [...item.querySelectorAll('span')].map(textOf);
      expect(said).toHaveLength(2);
      for (const words of said) expect(words.startsWith('✓')).toBe(words === `✓ ${truth}`);
    }
    expect(textOf(figure)).toContain('Sample passages');
  });

  test('attends to all characters of a passage, and another passage can be chosen', async () => {
    const figure = story.figure('network-attention');
    await expect.poll(() => canvasesOf(figure).map(({ width }) => width)).toEqual([8, 8]);
    const { rows } = await numbersOf(figure);
    expect(rows).toHaveLength(60);
    const before = textsOf(figure).join('');
    enter(figure.querySelector('input[type="number"]')!, '2');
    await expect.poll(() => textsOf(figure).join('')).not.toBe(before);
    expect(() => story.figure('network-text')).toThrow();
    expect(story.faults()).toEqual([]);
  });
});
