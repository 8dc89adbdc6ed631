import { afterEach, describe, expect, it, vi } from 'vitest';
import { keptRunStorage } from '../browser-storage.ts';
import { historyOf, openCompare, stubLocalStorage, type Bench } from '../testing/comparing.ts';
import { keptRunOf } from '../../record/saved/record.ts';
import { mostRuns } from './compare-state.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('several tabs', () => {
  /** Tabs over one storage: what one writes, the others hear, unless they are deaf (a moment behind). */
  function tabs(count: number, { deaf = false, room = Infinity } = {}): Bench[] {
    const kept = stubLocalStorage(room);
    const heard: ((event: { key: string; newValue: string | null }) => void)[][] = [];
    const tell = (key: string, newValue: string | null): void => {
      if (!deaf)
        heard.forEach(
          (listeners, tab) => tab !== writing && listeners.forEach((hear) => hear({ key, newValue })),
        );
    };
    let writing = -1;
    const benches = Array.from({ length: count }, (_, tab) => {
      heard[tab] = [];
      vi.stubGlobal('addEventListener', (_type: string, hear: (typeof heard)[0][0]) =>
        heard[tab]!.push(hear),
      );
      const own = keptRunStorage();
      const as =
        <Args extends unknown[], Result>(act: (...args: Args) => Result, key: (...args: Args) => string) =>
        (...args: Args): Result => {
          const before = kept[key(...args)] ?? null;
          writing = tab;
          const result = act(...args);
          const after = kept[key(...args)] ?? null;
          if (before !== after) tell(key(...args), after);
          return result;
        };
      return openCompare({
        ...own,
        put: as(own.put, ({ id }) => `farcast-run-${id}`),
        remove: as(own.remove, (id) => `farcast-run-${id}`),
      });
    });
    return benches;
  }

  const listed = ({ compare }: Bench): string[] =>
    compare.store
      .getState()
      .runs.map(({ id }) => id)
      .sort();
  const stored = (): string[] =>
    keptRunStorage()
      .load()
      .map(({ id }) => id)
      .sort();
  const nameIn = ({ compare }: Bench, id: string): string | undefined =>
    compare.store.getState().runs.find((run) => run.id === id)?.name;

  it.each([true, false])('keep names given in any of them (deaf: %s)', (deaf) => {
    const [a, b, c] = tabs(3, { deaf }) as [Bench, Bench, Bench];
    const id = a.finish();
    b.finish({ noise: 0.2 });
    b.compare.actions.rename(id, 'baseline');
    a.finish();
    expect(nameIn(a, id)).toBe('baseline');
    const other = c.finish({ noise: 0.3 });
    a.compare.actions.rename(other, 'third');
    c.finish({ noise: 0.3 });
    expect(stored()).toHaveLength(3);
    expect([nameIn(c, id), nameIn(c, other)]).toEqual(['baseline', 'third']);
  });

  it.each([true, false])(
    'list what is stored, within the bound, and spare what has a name (deaf: %s)',
    (deaf) => {
      const [a, b] = tabs(2, { deaf }) as [Bench, Bench];
      const named = Array.from({ length: 5 }, (_, i) => b.finish({ noise: 0.01 * (i + 1) }));
      named.forEach((id, i) => b.compare.actions.rename(id, `n${i}`));
      for (let i = 0; i < 20; i += 1) {
        a.finish({ learningRate: 0.01 * (i + 1) });
        b.finish({ learningRate: 0.01 * (i + 1), noise: 0.4 });
      }
      expect(stored()).toHaveLength(mostRuns);
      expect(listed(b)).toEqual(stored());
      expect(stored()).toEqual(expect.arrayContaining(named));
    },
  );

  it('hear of each other, and bring nothing back that one removed', () => {
    const [a, b] = tabs(2) as [Bench, Bench];
    const id = a.finish();
    expect(listed(b)).toEqual([id]);
    a.compare.actions.draw(id, true);
    b.compare.actions.remove(id);
    expect(listed(a)).toEqual([]);
    a.compare.actions.rename(id, 'back?');
    expect(stored()).toEqual([]);
    b.compare.actions.undoRemove();
    expect(listed(a)).toEqual([id]);
  });

  it.each(['rename', 'remove', 'undoRemove'] as const)(
    'do not resurrect by %s what another removed unheard',
    (act) => {
      const [a, b] = tabs(2, { deaf: true }) as [Bench, Bench];
      const [id, kept] = [a.finish(), a.finish({ noise: 0.2 })];
      const { actions } = a.compare;
      b.compare.actions.remove(id);
      if (act === 'rename') actions.rename(id, 'mine');
      if (act === 'remove') actions.remove(kept);
      if (act === 'undoRemove') {
        actions.remove(kept);
        actions.undoRemove();
      }
      a.finish({ noise: 0.3 });
      expect(stored()).not.toContain(id);
      expect(listed(a)).toEqual(stored());
    },
  );

  it('undo a removal without undoing what was kept meanwhile', () => {
    const [a, b] = tabs(2) as [Bench, Bench];
    const id = a.finish();
    a.compare.actions.remove(id);
    b.finish();
    b.compare.actions.rename(id, 'newer');
    a.compare.actions.undoRemove();
    expect(nameIn(a, id)).toBe('newer');
  });

  it('use the room that another tab makes', () => {
    const one = JSON.stringify(keptRunOf(historyOf(), 'abcdef', null, 1e12)).length;
    const [a, b] = tabs(2, { room: 1.5 * one }) as [Bench, Bench];
    const first = a.finish();
    const second = b.finish({ noise: 0.2 });
    expect(b.compare.store.getState()).toMatchObject({ unsaved: [second], refusal: 'full' });
    a.compare.actions.remove(first);
    expect(b.compare.store.getState().unsaved).toEqual([]);
    expect(stored()).toEqual([second]);
  });

  it('list all that an earlier version left, also more than are kept now', () => {
    const kept = stubLocalStorage();
    const run = keptRunOf(historyOf(), 'abcdef', null, 1e12);
    for (let i = 0; i < 58; i += 1)
      kept[`farcast-run-r${i}`] = JSON.stringify({ ...run, id: `r${i}`, keptAt: i });
    const bench = openCompare(keptRunStorage());
    expect(listed(bench)).toHaveLength(58);
    bench.finish();
    expect(listed(bench)).toHaveLength(mostRuns);
    expect(listed(bench)).toEqual(stored());
  });
});
