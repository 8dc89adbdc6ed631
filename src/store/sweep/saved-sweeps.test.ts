/** Sweeps that were opened as files are there after a reload, by name, and can be removed and brought back. */
import { afterEach, describe, expect, it } from 'vitest';
import type { SavedSweep } from '../../record/saved/saved-sweep.ts';
import { mergedByHand } from '../../record/testing/merged-by-hand.ts';
import { around, sweepByHand } from '../../record/testing/sweep-by-hand.ts';
import { fleetingRuns } from '../compare/stored.ts';
import { openPage, pausePages } from '../testing/opened-page.ts';
import { openMerged } from './open-merged.ts';
import { savedSweepsOf } from './saved-sweeps.ts';
import type { SavedSweepsApp, SweepStorage } from './sweep-state.ts';
import { sweepOf } from './sweep.ts';

afterEach(pausePages);

const values = { sweep: 'learningRate', sweepValues: [0.1, 1], arms: ['control', 'farcaster'] } as const;
const { points } = sweepByHand(values, [
  { control: { steps: 100 }, farcaster: { steps: 60, gain: around(0.4) } },
]);
const text = await mergedByHand(values, [], ([rate]) => (rate === 0.1 ? points[0]!.arms : null));
const merged = new File([text], 'merged.json');

const stored = (): SweepStorage => fleetingRuns<SavedSweep, Uint8Array>();

interface Visit {
  readonly app: ReturnType<typeof openPage>['app'];
  readonly saved: SavedSweepsApp;
  readonly names: () => string[];
}

async function visit(storage: SweepStorage): Promise<Visit> {
  const { app } = openPage('', undefined, { sweeps: () => Promise.resolve(storage) });
  const saved = savedSweepsOf(app);
  await saved.actions.read();
  return { app, saved, names: () => saved.store.getState().sweeps.map(({ name, knobs }) => name || knobs) };
}

describe('a sweep that was opened as a file', () => {
  it('is saved with its points and digests, and opened again on a later visit', async () => {
    const storage = stored();
    const first = await visit(storage);
    expect(await openMerged(first.app, merged)).toBeNull();
    const shown = sweepOf(first.app).store.getState();
    const [row] = first.saved.store.getState().sweeps;
    expect(row).toMatchObject({ knobs: 'learning rate', points: 2, done: 1, followed: false });
    expect(row).toMatchObject({
      file: 'merged.json',
      plan: shown.origin!.plan.digest,
      rows: shown.origin!.digest,
    });
    await first.saved.actions.rename(row!.id, ' Rates ');

    const later = await visit(storage);
    expect(later.names()).toEqual(['Rates']);
    expect(sweepOf(later.app).store.getState().sweep).toBeNull();
    expect(await later.saved.actions.open(row!.id)).toBe(true);
    const again = sweepOf(later.app).store.getState();
    expect([again.sweep, again.origin]).toEqual([shown.sweep, shown.origin]);
    expect(await (await later.saved.actions.file(row!.id))!.text()).toBe(text);
  });

  it('is one row however often it is opened, and its name stays', async () => {
    const { app, saved, names } = await visit(stored());
    await openMerged(app, merged);
    await saved.actions.rename(saved.store.getState().sweeps[0]!.id, 'mine');
    await openMerged(app, new File([text], 'copy.json'));
    expect(names()).toEqual(['mine']);
    expect(saved.store.getState().sweeps[0]!.file).toBe('copy.json');
  });

  it('is removed, and brought back with its name and file', async () => {
    const { app, saved, names } = await visit(stored());
    await openMerged(app, merged);
    const { id } = saved.store.getState().sweeps[0]!;
    await saved.actions.rename(id, 'mine');
    await saved.actions.remove(id);
    expect([names(), await saved.actions.open(id)]).toEqual([[], false]);
    await saved.actions.undoRemove();
    expect([names(), await saved.actions.open(id)]).toEqual([['mine'], true]);
    expect(saved.store.getState()).toMatchObject({ removed: null, problem: null });
  });

  it.each([
    ['QuotaExceededError', /“merged.json” is shown, but not saved\. .*no room left/],
    ['SecurityError', /“merged.json” is shown, but not saved\. .*not let this page store/],
  ])('is shown, and not saved, if storage refuses: %s', async (name, why) => {
    const { app, saved, names } = await visit({
      ...stored(),
      update: () => Promise.reject(new DOMException('', name)),
    });
    expect(await openMerged(app, merged)).toBeNull();
    expect(sweepOf(app).store.getState().origin).toMatchObject({ name: 'merged.json' });
    expect([names(), saved.store.getState().problem]).toEqual([[], expect.stringMatching(why)]);
  });

  it('is not opened from a damaged record, and rows that do not fit are left out', async () => {
    const storage = stored();
    const { app, saved } = await visit(storage);
    await openMerged(app, merged);
    const [row] = saved.store.getState().sweeps;
    await storage.update('x', () => ({ row: { ...row!, id: 'x', rows: 'none' } }));
    await storage.update(row!.id, () => ({ row: row!, detail: new Uint8Array([0x1f, 0x8b, 8, 0]) }));
    await saved.actions.read();
    expect(saved.store.getState().sweeps).toEqual([row]);
    expect(await saved.actions.open(row!.id)).toBe(false);
    expect(saved.store.getState().problem).toMatch(/was damaged/);
  });

  it('that another tab saves is in the list', async () => {
    const storage = stored();
    let heard: () => void = () => undefined;
    const here = await visit({ ...storage, watch: (changed) => void (heard = changed) });
    const there = await visit(storage);
    await openMerged(there.app, merged);
    expect(here.names()).toEqual([]);
    heard();
    await here.saved.actions.read();
    expect(here.names()).toEqual(['learning rate']);
  });
});
