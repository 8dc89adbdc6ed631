/** A talk is kept, changed, brought back and opened; broken, hostile and newer ones change nothing. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultSpec } from '../../experiment/fields.ts';
import { writeLink } from '../../experiment/link/link.ts';
import { curveCodes } from '../../record/scenes/figure.ts';
import { isTalk, readTalk, writeTalk, type Scene } from '../../record/scenes/talk.ts';
import { takeFile } from './open-talk.ts';
import { readTalkText, talkText } from './talk-link.ts';
import { createTalk } from './talk.ts';
import type { TalkStorage } from './talk-storage.ts';

const frame = { x: [0, 100], y: [0.01, 1], logarithmic: true } as const;
const falling = Array.from({ length: 101 }, (_, x) => {
  const y = 0.01 + 1 / (1 + x);
  return { x, y, band: [y / 2, 2 * y] as const };
});

const scene = (text: string, values: Partial<Scene> = {}): Scene => ({
  text,
  note: `Say: ${text}`,
  link: writeLink({ ...defaultSpec, steps: 100 }),
  part: 'loss',
  view: {
    axis: 'ledger',
    logarithmicLoss: true,
    range: [0, 50],
    hidden: ['search'],
    weightsArm: 'control',
    weightsSeed: 1,
    focusAnchor: null,
  },
  at: 40,
  verdict: [
    { text: 'Jumps saved ', arm: null },
    { text: '52 %', arm: 'farcaster' },
  ],
  detail: '16 of 16 seeds',
  figure: {
    title: 'Training loss',
    caption: 'median of 16 seeds',
    unit: 'ledger steps',
    panels: [
      {
        title: '',
        x: [...frame.x],
        y: [...frame.y],
        logarithmic: true,
        curves: (['control', 'farcaster'] as const).map((id) => ({
          id,
          forecast: false,
          label: id,
          ...curveCodes(falling, frame),
        })),
        level: { at: 0.05, label: '', id: null },
        ticks: [20, 40],
        shades: [],
      },
    ],
  },
  recorded: { step: 100, steps: 100, seeds: 16, engine: 'simd', version: '0.1.0' },
  ...values,
});

const six = ['one', 'two', 'three', 'four', 'five', 'six'].map((text) => scene(text));

const like = (words: RegExp): unknown => expect.stringMatching(words);

/** The first scene's figure, its text changed. */
const withFigure = (change: (text: string) => string): { readonly figure: unknown } => ({
  figure: JSON.parse(change(JSON.stringify(six[0]!.figure))) as unknown,
});

type Stored = Awaited<ReturnType<TalkStorage['load']>>;

function inMemory(scenes: readonly Scene[] = []) {
  const stored: Stored = { scenes, before: null, others: [] };
  const storage = {
    stored,
    load: () => Promise.resolve(storage.stored),
    save: (talk: Stored) => {
      storage.stored = { scenes: talk.scenes, before: talk.before, others: talk.others };
      return Promise.resolve();
    },
  };
  return storage;
}

const texts = ({ store }: ReturnType<typeof createTalk>): string[] =>
  store.getState().scenes.map(({ text }) => text);

describe('the file of a talk', () => {
  it('is read as it was written', () => {
    const file = writeTalk(six);
    expect(isTalk(file)).toBe(true);
    expect(readTalk(file)).toEqual({ ok: true, scenes: six, leftOut: 0 });
  });

  it('of the first version is read for good', () => {
    const golden = readFileSync(new URL('testing/talk.golden.json', import.meta.url), 'utf8');
    expect(readTalk(golden)).toMatchObject({
      ok: true,
      leftOut: 0,
      scenes: [{ part: 'loss' }, { part: 'weights' }],
    });
  });

  it.each([
    ['', /not JSON/],
    [writeTalk(six).slice(0, -5), /cut off/],
    ['{"format":"farcast-merged-sweep"}', /not a talk/],
    [writeTalk(six).replace('"version":1', '"version":2'), /another version/],
    [writeTalk([]), /no scenes/],
    [writeTalk(six).replaceAll('"part":"loss"', '"part":"__proto__"'), /None of its scenes/],
  ])('broken or newer is refused in a sentence (%#)', (json, why) => {
    expect(readTalk(json)).toEqual({ ok: false, problem: like(why) });
  });

  it.each<[what: string, broken: object]>([
    ['a line without end', { text: 'x'.repeat(201) }],
    ['a link of a newer page', { link: 'v=999' }],
    ['an unknown arm', { view: { ...six[0]!.view, hidden: ['nobody'] } }],
    ['letters that are no codes', withFigure((text) => text.replace(/"codes":"/g, '"codes":"<'))],
    ['a log axis from 0', withFigure((text) => text.replaceAll('[0.01,1]', '[0,1]'))],
    ['a step that is no number', { at: 'forty' }],
  ])('leaves out a scene with %s, and counts it', (_, broken) => {
    const file = JSON.stringify({
      format: 'farcast-talk',
      version: 1,
      scenes: [six[0], { ...six[1], ...broken }],
    });
    expect(readTalk(file)).toEqual({ ok: true, scenes: [six[0]], leftOut: 1 });
  });

  it('of any other content is refused, and nothing throws', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(readTalk(JSON.stringify(value)).ok).toBe(false);
      }),
    );
  });
});

describe('a talk as a link', () => {
  it('of six scenes is short enough, and has the same words and nearly the same curves', async () => {
    const text = await talkText(six, (packed) => packed.length < 7900);
    expect(text).toMatch(/^1[\w-]+$/);
    const read = await readTalkText(text ?? '');
    expect(read.ok && read.scenes.map((one) => [one.text, one.note, one.link, one.view])).toEqual(
      six.map((one) => [one.text, one.note, one.link, one.view]),
    );
  });

  it('has fewer points where that makes it fit, or is none', async () => {
    const long = (await talkText(six, () => true))!;
    const short = (await talkText(six, ({ length }) => length < long.length))!;
    expect(short.length).toBeLessThan(long.length);
    expect(await talkText(six, () => false)).toBeNull();
  });

  it('altered, cut off, newer or blown up is refused in a sentence', async () => {
    const text = (await talkText(six, () => true))!;
    const bomb = await talkText([scene('x', { note: 'a'.repeat(3_000_000) })], () => true);
    for (const hostile of [text.slice(0, -20), `1${text.slice(9)}`, '1', `2${text.slice(1)}`, bomb!])
      expect(await readTalkText(hostile)).toMatchObject({ ok: false, problem: like(/\.$/) });
  });
});

describe('the talk that the browser keeps', () => {
  it('comes back, is changed scene by scene, and what is removed can be brought back', async () => {
    const storage = inMemory(six.slice(0, 2));
    const talk = createTalk(storage);
    await talk.ready;
    talk.add(six[2]!);
    talk.move(2, 0);
    talk.edit(1, { text: 'first', note: '' });
    talk.move(0, -1);
    expect(texts(talk)).toEqual(['three', 'first', 'two']);
    talk.remove(1);
    expect(texts(talk)).toEqual(['three', 'two']);
    talk.undo();
    await expect.poll(() => storage.stored.scenes.map(({ text }) => text)).toEqual(['three', 'first', 'two']);
  });

  it('is set aside for that of a file, and opened again, also later', async () => {
    const storage = inMemory(six.slice(0, 2));
    const talk = createTalk(storage);
    const file = new File([writeTalk(six)], 'talk.json');
    expect(await takeFile(talk, file)).toBeNull();
    expect(texts(talk)).toHaveLength(6);
    const next = createTalk(storage);
    await next.ready;
    await next.open(next.store.getState().others[0]!);
    expect(texts(next)).toEqual(['one', 'two']);
    expect(await takeFile(next, new File(['{}'], 'x.json'))).toBe(
      '“x.json” was not opened. It is not a talk that was saved here.',
    );
    expect(texts(next)).toEqual(['one', 'two']);
    // The same file once more is the same talk.
    expect(await takeFile(next, file)).toBeNull();
    expect(next.store.getState().others).toEqual([six.slice(0, 2)]);
  });

  it('is one of several: another is started, and all scenes of one are removed and brought back', async () => {
    const storage = inMemory(six.slice(0, 2));
    const talk = createTalk(storage);
    await talk.ready;
    talk.remove(0);
    await talk.open([]);
    // What was removed belongs to the other talk.
    expect(talk.store.getState()).toMatchObject({ scenes: [], before: null, others: [[six[1]]] });
    await talk.open([]);
    expect(talk.store.getState().others).toHaveLength(1);
    talk.add(six[2]!);
    talk.clear();
    expect(texts(talk)).toEqual([]);
    talk.undo();
    await expect.poll(() => storage.stored).toMatchObject({ scenes: [six[2]], others: [[six[1]]] });
  });

  it('without storage lasts as long as the page, and says so; what could not be read is not written over', async () => {
    const saved: unknown[] = [];
    const talk = createTalk({
      load: () => Promise.reject(new Error('newer')),
      save: (what) => Promise.resolve(void saved.push(what)),
    });
    await talk.ready;
    talk.add(six[0]!);
    await expect.poll(() => talk.store.getState().isStored).toBe(false);
    expect([texts(talk), saved]).toEqual([['one'], []]);
    const full = createTalk({ ...inMemory(), save: () => Promise.reject(new Error('full')) });
    expect(await full.open(six)).toBe(false);
    expect(texts(full)).toHaveLength(6);
  });

  it('has at most 60 scenes', async () => {
    const talk = createTalk(inMemory(Array.from({ length: 60 }, () => six[0]!)));
    await talk.ready;
    expect(talk.add(six[0]!)).toBe(false);
  });
});
