import { afterEach, describe, expect, it, vi } from 'vitest';
import { lettersOf } from '../../instruments/compare/view.ts';
import { resultOf } from '../../record/result.ts';
import { keptRunOf } from '../../record/saved/record.ts';
import type { KeptRun } from '../../record/saved/saved-run.ts';
import { oldRuns } from '../browser-storage.ts';
import { historyOf, openCompare, stubLocalStorage, type Bench } from '../testing/comparing.ts';
import { fleetingRuns } from './stored.ts';
import { mostRuns, type CompareState } from './compare-state.ts';

const stateOf = ({ compare }: Bench): CompareState => compare.store.getState();

const names = ({ compare }: Bench): string[] =>
  compare.store.getState().runs.map(({ difference }) => difference);

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('finished runs', () => {
  it('are saved newest first, each with what was changed since the one before', async () => {
    const bench = openCompare();
    await bench.finish();
    await bench.finish({ learningRate: 0.1 });
    await bench.finish({ learningRate: 0.1, arms: ['control', 'farcaster', 'faster'], task: 'circles' });
    expect(names(bench)).toEqual([
      'task Moons → Circles, arms + rate × 2',
      'learning rate 0.3 → 0.1',
      'step budget 800 → 1000, arms − recent line − rate × 2 − momentum, seeds 10 → 2',
    ]);
    expect(bench.compare.store.getState().runs[0]!.verdict).not.toBe('');
  });

  it('are in the order in which they finished, also when storage opens after both', async () => {
    const bench = openCompare();
    const clock = vi.spyOn(Date, 'now').mockReturnValue(1000);
    const first = bench.finish();
    clock.mockReturnValue(2000);
    const second = bench.finish({ learningRate: 0.1 });
    clock.mockReturnValue(3000);
    await Promise.all([first, second]);
    expect(stateOf(bench).runs.map(({ keptAt }) => keptAt)).toEqual([2000, 1000]);
    expect(names(bench)[0]).toBe('learning rate 0.3 → 0.1');
  });

  it('get their digest as soon as it is computed', async () => {
    const bench = openCompare();
    await bench.finish();
    await vi.waitFor(() => expect(stateOf(bench).runs[0]!.digest).not.toBeNull());
    expect(stateOf(bench).runs[0]!.digest).toBe(resultOf(historyOf(), 'abcdef').digest);
  });

  it('are not saved twice when an equal experiment ends again: it is renewed and keeps its name', async () => {
    const bench = openCompare();
    const id = await bench.finish();
    bench.compare.actions.rename(id, '  My first  ');
    await bench.finish({ noise: 0.2 });
    await bench.finish();
    expect(stateOf(bench).runs.map(({ name }) => name)).toEqual(['My first', '']);
  });

  it('draw the newest and the one before, and whatever was requested', async () => {
    const bench = openCompare();
    const [a, b, c] = [
      await bench.finish(),
      await bench.finish({ noise: 0.2 }),
      await bench.finish({ noise: 0.3 }),
    ];
    expect(stateOf(bench).drawn).toEqual([b, c]);
    bench.compare.actions.draw(a, true);
    const d = await bench.finish({ noise: 0.4 });
    expect(stateOf(bench).drawn).toEqual([a, c, d]);
    expect([...stateOf(bench).details.keys()]).toEqual([a, c, d]);
    bench.compare.actions.draw(d, false);
    await bench.settled();
    expect(stateOf(bench).drawn).toEqual([a, c]);
    expect([...lettersOf(stateOf(bench))]).toEqual([
      [a, 'A'],
      [c, 'B'],
    ]);
  });

  it('are bounded: the oldest without a name makes room', async () => {
    const storage = fleetingRuns();
    const run = keptRunOf(historyOf(), 'abcdef', null, 1);
    const { curves, ends, ...row } = run;
    for (let i = 0; i < mostRuns + 5; i += 1)
      await storage.update(`r${i}`, () => ({
        row: { ...row, id: `r${i}`, keptAt: i, name: i === 0 ? 'mine' : '' },
        detail: { curves, ends },
      }));
    const bench = openCompare(storage);
    bench.compare.actions.read();
    await bench.settled();
    // All that are stored are listed; saving one more makes room.
    expect(stateOf(bench).runs).toHaveLength(mostRuns + 5);
    const last = await bench.finish();
    const ids = stateOf(bench).runs.map(({ id }) => id);
    expect(ids).toHaveLength(mostRuns);
    expect([ids[0], ids.at(-1)]).toEqual([last, 'r0']);
    expect(ids).not.toContain('r1');
  });

  it('open again from their links, and come back after they were removed', async () => {
    const bench = openCompare();
    const id = await bench.finish({ learningRate: 0.07 });
    bench.compare.actions.open(id);
    await bench.settled();
    expect(bench.changed).toEqual([historyOf({ learningRate: 0.07 }).spec]);
    bench.compare.actions.remove(id);
    await bench.settled();
    expect(stateOf(bench)).toMatchObject({ runs: [], drawn: [], removed: { id } });
    bench.compare.actions.undoRemove();
    await bench.settled();
    expect(stateOf(bench)).toMatchObject({ runs: [{ id }], removed: null });
  });
});

describe('what a browser stores', () => {
  it('comes back the next time, name and curves and all', async () => {
    const storage = fleetingRuns();
    const bench = openCompare(storage);
    const id = await bench.finish();
    const other = await bench.finish({ noise: 0.2 });
    bench.compare.actions.rename(id, 'baseline');
    await vi.waitFor(() => expect(stateOf(bench).runs.every(({ digest }) => digest !== null)).toBe(true));
    const again = openCompare(storage);
    again.compare.actions.read();
    await again.settled();
    expect(stateOf(again)).toMatchObject({ isRead: true, runs: stateOf(bench).runs, drawn: [other] });
    expect(stateOf(again).details.get(other)).toEqual(stateOf(bench).details.get(other));
  });

  it('is left out if it is not a run, and the rest is read', async () => {
    const storage = fleetingRuns();
    const bench = openCompare(storage);
    const id = await bench.finish();
    const hostile = [{ id: 'x', link: 5 }, null, 'x', { ...stateOf(bench).runs[0]!, seeds: -1 }];
    const found = openCompare({
      ...storage,
      rows: async () => [...hostile, ...(await storage.rows())],
      detail: () => Promise.resolve({ curves: 3 }),
    });
    found.compare.actions.read();
    await found.settled();
    // Without curves that can be read it is listed, and not drawn.
    expect(stateOf(found)).toMatchObject({ runs: [{ id }], drawn: [] });
  });

  it('is nothing without storage, and the page continues; that is said once, beside other notices', async () => {
    const refusing = (name: string): Bench => {
      const refuse = (): Promise<never> => Promise.reject(new DOMException('', name));
      return openCompare({
        rows: refuse,
        detail: refuse,
        update: refuse,
        remove: refuse,
        watch: () => undefined,
      });
    };
    const forbidden = refusing('InvalidStateError');
    const id = await forbidden.finish();
    expect(stateOf(forbidden)).toMatchObject({
      runs: [{ id }],
      drawn: [id],
      unsaved: [id],
      refusal: 'forbidden',
    });
    expect(forbidden.notice()?.lines.join()).toMatch(/does not let this page store anything/);
    forbidden.compare.actions.rename(id, 'mine');
    await forbidden.settled();
    expect(names(forbidden)).toHaveLength(1);
    expect(stateOf(forbidden).runs[0]!.name).toBe('mine');
    const full = refusing('QuotaExceededError');
    full.main.setState({ notice: { tone: 'warning', title: 'Corrected.', lines: ['one'], action: null } });
    await full.finish();
    expect(full.notice()).toMatchObject({ tone: 'warning', title: 'Corrected.' });
    expect(full.notice()?.lines).toEqual(['one', expect.stringMatching(/no room left/)]);
    full.main.setState({ notice: null });
    await full.finish({ noise: 0.2 });
    expect(full.notice()).toBeNull();
  });

  it('includes what earlier versions saved, which moves, and what cannot be read goes', async () => {
    const run: Partial<KeptRun> = { ...keptRunOf(historyOf(), 'abcdef', null, 1) };
    delete (run as { digest?: unknown }).digest;
    delete (run as { ends?: unknown }).ends;
    const stored = stubLocalStorage();
    for (let i = 0; i < 40; i += 1)
      stored[`farcast-run-r${i}`] = JSON.stringify({ ...run, id: `r${i}`, keptAt: i });
    stored['farcast-run-broken'] = '{';
    stored['my-farcast-run-a'] = JSON.stringify(run);
    stored['farcast-view'] = '{}';
    const storage = fleetingRuns();
    const bench = openCompare(storage, oldRuns);
    bench.compare.actions.read();
    await bench.settled();
    expect(stateOf(bench).runs).toHaveLength(40);
    expect(stateOf(bench)).toMatchObject({ drawn: ['r39'] });
    expect(Object.keys(stored).sort()).toEqual(['farcast-view', 'my-farcast-run-a']);
    expect(await storage.rows()).toHaveLength(40);
  });
});

describe('a collection as a file', () => {
  it('comes into another browser, where names and later runs stay', async () => {
    const [from, to] = [openCompare(), openCompare()];
    const id = await from.finish();
    const other = await from.finish({ noise: 0.2 });
    from.compare.actions.rename(id, 'theirs');
    const file = await from.compare.actions.file();
    await to.finish({ noise: 0.2 });
    to.compare.actions.rename(other, 'mine');
    const later = stateOf(to).runs[0]!.keptAt;
    to.compare.actions.add(file);
    await to.settled();
    expect(stateOf(to).imported).toBe('2 runs read.');
    expect(stateOf(to).runs.map(({ id: own, name }) => [own, name])).toEqual([
      [other, 'mine'],
      [id, 'theirs'],
    ]);
    expect(stateOf(to).runs[0]!.keptAt).toBe(later);
    to.compare.actions.draw(id, true);
    await to.settled();
    expect(stateOf(to).details.get(id)!.curves.length).toBeGreaterThan(1);
  });

  it('may be packed, such as the whole record of a point of a sweep', async () => {
    const [from, to] = [openCompare(), openCompare()];
    const id = await from.finish();
    const packed = (await from.compare.actions.file()).stream().pipeThrough(new CompressionStream('gzip'));
    const file = await new Response(packed).blob();
    to.compare.actions.add(file.slice(0, file.size - 20));
    await to.settled();
    expect(stateOf(to)).toMatchObject({ runs: [], imported: 'Nothing was added. It could not be read.' });
    to.compare.actions.add(file);
    await to.settled();
    expect(stateOf(to).runs.map((run) => run.id)).toEqual([id]);
    expect(stateOf(to).imported).toBe('1 run read.');
  });

  it('may be several at once: all are reported', async () => {
    const [from, to] = [openCompare(), openCompare()];
    await from.finish();
    const first = await from.compare.actions.file();
    await from.finish({ noise: 0.3 });
    to.compare.actions.add(first, new File(['{'], 'broken.json'), await from.compare.actions.file());
    await to.settled();
    expect(stateOf(to).runs).toHaveLength(2);
    expect(stateOf(to).imported).toBe(
      '“broken.json” was not added. It is not JSON, or was cut off. 3 runs read.',
    );
  });

  it.each([
    ['{', /not JSON/],
    ['[]', /not a collection/],
    ['{"format":"farcast-saved-runs","version":1}', /not a collection/],
    ['{"format":"farcast-saved-runs","version":2,"runs":[]}', /another version/],
    [
      '{"format":"farcast-saved-runs","version":1,"runs":[{"id":"x"},null,{"__proto__":{}}]}',
      /^0 runs read\. 3 could not/,
    ],
  ])('that is hostile, broken or newer adds nothing: %s', async (text, words) => {
    const bench = openCompare();
    const id = await bench.finish();
    bench.compare.actions.add(new Blob([text]));
    await bench.settled();
    expect(stateOf(bench).imported).toMatch(words);
    expect(stateOf(bench).runs.map((run) => run.id)).toEqual([id]);
  });
});
