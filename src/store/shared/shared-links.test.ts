import { afterEach, describe, expect, it } from 'vitest';
import { takeExtras } from '../../experiment/link/extras.ts';
import { readPicture } from '../../record/shared/picture.ts';
import { readShared } from '../../record/shared/shared-result.ts';
import { stampOf } from '../../record/shared/stamp.ts';
import { openPage, pausePages, reached, type OpenedPage } from '../testing/opened-page.ts';
import { noteLength, noteOf, ownExtras, ownResult } from './share.ts';

afterEach(pausePages);

const small = 'v=3&samples=64&layers=6&steps=40&seeds=2&engine=reference';
const finished = async ({ app }: OpenedPage): Promise<void> => {
  await reached(app.store)(({ run }) => run?.lifecycle === 'finished');
};
const hashOf = (link: string): string => link.replace(/^[^#]*#/, '');

describe('a link with its result', () => {
  it('reopens the experiment, and both results are the same, on another exact engine too', async () => {
    const page = openPage(small);
    await finished(page);
    await page.app.actions.copyLink(ownExtras(page.app, true));
    const shared = hashOf(page.copied[0]!);
    for (const hash of [shared, shared.replace('engine=reference', 'engine=simd')]) {
      const other = openPage(hash);
      expect(other.app.store.getState().notice).toBeNull();
      await finished(other);
      const { extras, draft } = other.app.store.getState();
      const theirs = readShared(extras.result!);
      if (theirs === null || theirs === 'newer') throw new Error('it cannot be read');
      expect(stampOf(theirs, (await ownResult(other.app))!, draft).kind).toBe('same');
      expect(readPicture(extras.picture!)?.curves.length).toBeGreaterThan(1);
    }
  });

  it('has none before the end of the run', async () => {
    const page = openPage(small.replace('steps=40', 'steps=400'));
    expect(await ownExtras(page.app)).toEqual({});
  });

  it('carries it in the address while the experiment is the same, and no longer', async () => {
    const page = openPage(`${small}&result=1;x&view=stage`);
    page.app.actions.change({ goal: 0.2 });
    expect(page.app.actions.link()).toContain('&view=stage&result=1;x');
    page.app.actions.change({ steps: 50 });
    expect(page.app.actions.link()).toContain('&view=stage');
    expect(page.app.actions.link()).not.toContain('result');
    expect(page.app.actions.linkTo(page.app.store.getState().draft)).not.toContain('view');
  });
});

describe('what a link carries beside', () => {
  it('is taken if it is known, and listed if it is not accepted', () => {
    const keys = [
      ['view', 'loss,verdict'],
      ['theme', 'purple'],
      ['scale', '1.5'],
      ['controls', 'none,script'],
      ['future', '1'],
    ] as const;
    const { extras, others, corrections } = takeExtras(keys);
    expect(extras).toEqual({ view: 'loss,verdict', scale: '1.5', controls: 'none,script' });
    expect(others).toEqual([['future', '1']]);
    expect(corrections).toEqual(['“theme=purple” was left out: it can be light, dark.']);
  });

  it.each(['view=nowhere', 'scale=9', 'autoplay=always', 'result=%3Cb%3E', `picture=1${'x'.repeat(5000)}`])(
    'says what is wrong with %s',
    async (pair) => {
      const { app } = openPage(`${small}&${pair}`);
      await reached(app.store)(({ notice }) => notice !== null);
      expect(app.store.getState().notice!.lines.join()).toMatch(/was left out: it can be/);
      expect(app.store.getState().extras).toEqual({});
    },
  );

  it('has a line of its sender’s, as plain text, for this experiment only', async () => {
    const typed = ' See\n<b>seed 3</b> & “größe”\u202e 👩‍🔬 ';
    const note = noteOf(typed);
    expect(note).toBe('See <b>seed 3</b> & “größe” 👩‍🔬');
    const { app } = openPage(small);
    const hash = hashOf(app.actions.linkWith({ note }));
    const other = openPage(hash);
    expect(other.app.store.getState()).toMatchObject({ extras: { note }, notice: null });
    other.app.actions.change({ steps: 50 });
    expect(other.app.store.getState().extras).toEqual({});
    expect(noteOf('\ud83d \u2028 ')).toBe('');
    expect(noteOf('👩‍🔬'.repeat(99)).length).toBeGreaterThan(noteLength);
    expect(takeExtras([['note', noteOf('👩‍🔬'.repeat(99))]]).corrections).toEqual([]);
  });

  it.each(['a'.repeat(201), '  ', 'two\nlines', 'turned \u202e round'])('leaves out the line %j', (note) => {
    const { extras, corrections } = takeExtras([['note', note]]);
    expect(extras).toEqual({});
    expect(corrections.join()).toMatch(/was left out: it can be one line of at most 200 letters/);
  });

  it('waits with a part alone until it is played', async () => {
    const page = openPage(`${small}&view=loss&autoplay=click`);
    expect(page.app.store.getState().run).toBeNull();
    expect(page.app.store.getState().draft.steps).toBe(40);
    page.app.actions.play();
    await finished(page);
  });
});
