import { afterEach, describe, expect, it } from 'vitest';
import type { ArmId } from '../../experiment/fields.ts';
import type { OpenedApp } from '../app.ts';
import type { RunResult } from '../../record/result.ts';
import { openPage, pausePages, type OpenedPage } from '../testing/opened-page.ts';
import { savedCoefficients } from './coefficient-record.ts';
import { openCoefficients } from './open-coefficients.ts';

const quick = 'v=2&samples=32&layers=4&steps=90&seeds=2&lr=0.5';

afterEach(pausePages);

const save = (app: OpenedApp, arm: ArmId = 'farcaster', seed = 2): string =>
  savedCoefficients(app, { arm, seed, anchor: null })!.text;

/** The result of what a change or an opened file brings on screen. */
async function replaced({ app, api }: OpenedPage, act: () => void): Promise<RunResult> {
  const before = app.store.getState().run?.runId;
  act();
  await new Promise<void>((resolve) => {
    const end = app.store.subscribe(({ run }) => {
      if (run?.runId === before) return;
      end();
      resolve();
    });
  });
  return api.finished();
}

describe('saved coefficients', () => {
  it.each([
    ['given in the link', 'source=frozen&frozen=10,-0.1,1.1,0,20,-0.3,1.3,0.001'],
    ['the geometric solution', 'source=frozen&reach=40&candidates=3'],
    ['of every layer', 'source=frozen&groups=layer&frozen=10,-0.1,1.1,0,10,-0.2,1.2,0.5'],
  ])('%s bring the same result back after another experiment', async (_, frozen) => {
    const page = openPage(`${quick}&${frozen}`);
    await page.api.finished();
    // The geometric solution becomes numbers in the link first.
    if (page.app.store.getState().draft.frozen.length === 0)
      await replaced(page, () => expect(openCoefficients(page.app, save(page.app))).toBeNull());
    const before = page.api.result();
    const [text, link] = [save(page.app), page.api.link()];
    const other = await replaced(page, () =>
      page.app.actions.change({ source: 'in-run', groups: 'kind', learningRate: 0.4 }),
    );
    expect(other.digest).not.toBe(before.digest);
    const after = await replaced(page, () => {
      page.app.actions.change({ learningRate: 0.5 });
      expect(openCoefficients(page.app, text)).toBeNull();
    });
    expect(after.digest).toBe(before.digest);
    expect(page.api.link()).toBe(link);
    expect(save(page.app)).toBe(text);
  });

  it('of a fit are the ones that the run had, and one change puts them in', async () => {
    const page = openPage(`${quick}&groups=kind`);
    const fitted = await page.api.finished();
    const opening = await replaced(page, () =>
      expect(openCoefficients(page.app, save(page.app, 'control', 1))).toBeNull(),
    );
    expect(opening.spec).toMatchObject({ source: 'frozen', groups: 'kind' });
    const rows = (result: RunResult) =>
      result.evidence
        .coefficients!.replicas.find(({ arm, seed }) => arm === 'control' && seed === 1)!
        .groups.map(({ values }) => values);
    expect(rows(opening)).toEqual(rows(fitted));
    expect(opening.evidence.coefficients!.horizons).toEqual(fitted.evidence.coefficients!.horizons);
    expect(page.app.store.getState().notice).toMatchObject({
      tone: 'info',
      lines: [`They come from experiment ${fitted.experimentId}, arm control, seed 1, step 82.`],
    });
    // The link alone gives the same.
    const again = openPage(page.address.hash);
    expect((await again.api.finished()).digest).toBe(opening.digest);
    // One step back is all of it.
    page.app.actions.undo();
    expect(page.app.store.getState().draft).toEqual(fitted.spec);
    expect(page.api.result().digest).toBe(fitted.digest);
  });

  it('count snapshots: another stride is told, and they are kept as they are', async () => {
    const page = openPage(`${quick}&stride=2&window=10&source=frozen&frozen=10,-0.1,1.1,0&reach=10`);
    await page.api.finished();
    const text = save(page.app);
    expect(JSON.parse(text)).toMatchObject({ window: 10, stride: 2, inputs: [0, 10], horizons: [10] });
    const opening = await replaced(page, () => {
      page.app.actions.change({ stride: 1, source: 'in-run' });
      expect(openCoefficients(page.app, text)).toBeNull();
    });
    expect(opening.spec.frozen).toEqual([10, -0.1, 1.1, 0]);
    expect(page.app.store.getState().notice!.lines).toContain(
      'They are for snapshots 2 steps apart; here they are 1 apart, and horizons count snapshots.',
    );
  });

  it('are none where the arm’s forecast has another form', async () => {
    const page = openPage(`${quick}&arms=control,search`);
    await page.api.finished();
    expect(savedCoefficients(page.app, { arm: 'search', seed: 1, anchor: null })).toBeNull();
    expect(savedCoefficients(page.app, { arm: 'control', seed: 1, anchor: null })).not.toBeNull();
  });
});

describe('the file', () => {
  it('says how it was fitted and where it comes from, a row of numbers to a line', async () => {
    const page = openPage(`${quick}&columns=four&candidates=1`);
    await page.api.finished();
    const { experimentId } = page.api.result();
    const { name, text } = savedCoefficients(page.app, { arm: 'farcaster', seed: 2, anchor: 61 })!;
    expect(name).toBe(`farcast-${experimentId}-coefficients-farcaster-2`);
    expect(JSON.parse(text)).toMatchObject({
      format: 'farcast-coefficients',
      version: 1,
      columns: 'four',
      window: 20,
      stride: 1,
      inputs: [0, 7, 13, 20],
      groups: 'shared',
      sets: [{ name: 'all weights' }],
      from: { experiment: experimentId, link: page.api.link(), arm: 'farcaster', seed: 2, step: 61 },
    });
    expect(text).toMatch(/^ {8}\[(-?[\d.e-]+,){4}-?[\d.e-]+\]$/m);
    // Another forecast has other coefficients.
    expect(savedCoefficients(page.app, { arm: 'farcaster', seed: 2, anchor: 82 })!.text).not.toBe(text);
  });
});

describe('a file that does not fit', () => {
  it('changes nothing and says why', async () => {
    const page = openPage(`${quick}&columns=four`);
    const before = await page.api.finished();
    const state = page.app.store.getState();
    expect(openCoefficients(page.app, '{')).toBe('It is not JSON.');
    expect(openCoefficients(page.app, save(page.app))).toMatch(
      /^They are for the snapshots 0, 7, 13, 20 of a window/,
    );
    expect(page.app.store.getState()).toBe(state);
    expect(page.api.result().digest).toBe(before.digest);
  });

  it('is refused where the link would be too long to be read', async () => {
    const hash = `${quick}&source=frozen&frozen=10,-0.1,1.1,0`;
    const room = 8190 - '&more='.length - openPage(hash).api.link().length;
    const page = openPage(`${hash}&more=${'x'.repeat(room)}`);
    await page.api.finished();
    const text = save(page.app).replaceAll('1.1', '1.2345678');
    expect(openCoefficients(page.app, text)).toBe('With them the link would be too long to open.');
  });
});
