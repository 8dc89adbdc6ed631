/** Several tabs over one storage: none undoes or loses what another did. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { tabs, type Bench } from '../testing/comparing.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

const listed = async ({ compare, settled }: Bench): Promise<string[]> => {
  await settled();
  return compare.store
    .getState()
    .runs.map(({ id }) => id)
    .sort();
};
const nameIn = async ({ compare, settled }: Bench, id: string): Promise<string | undefined> => {
  await settled();
  return compare.store.getState().runs.find((run) => run.id === id)?.name;
};

describe('several tabs', () => {
  it.each([true, false])('leave names given in any of them (deaf: %s)', async (deaf) => {
    const [a, b, c] = tabs(3, { deaf }) as [Bench, Bench, Bench];
    const id = await a.finish();
    await b.finish({ noise: 0.2 });
    b.compare.actions.rename(id, 'baseline');
    await b.settled();
    await a.finish();
    expect(await nameIn(a, id)).toBe('baseline');
    const other = await c.finish({ noise: 0.3 });
    a.compare.actions.rename(other, 'third');
    await a.settled();
    await c.finish({ noise: 0.3 });
    expect([await nameIn(c, id), await nameIn(c, other)]).toEqual(['baseline', 'third']);
    expect(await listed(c)).toHaveLength(3);
  });

  it('save at the same time without loss', async () => {
    const [a, b] = tabs(2) as [Bench, Bench];
    const ids = await Promise.all(
      Array.from({ length: 12 }, (_, i) => (i % 2 === 0 ? a : b).finish({ learningRate: 0.01 * (i + 1) })),
    );
    expect(new Set(ids).size).toBe(12);
    expect(await listed(a)).toEqual([...ids].sort());
    expect(await listed(b)).toEqual([...ids].sort());
  });

  it('hear of each other, and bring nothing back that one removed', async () => {
    const [a, b] = tabs(2) as [Bench, Bench];
    const id = await a.finish();
    expect(await listed(b)).toEqual([id]);
    a.compare.actions.draw(id, true);
    b.compare.actions.remove(id);
    await b.settled();
    expect(await listed(a)).toEqual([]);
    expect(a.compare.store.getState().drawn).toEqual([]);
    a.compare.actions.rename(id, 'back?');
    expect(await listed(a)).toEqual([]);
    b.compare.actions.undoRemove();
    await b.settled();
    expect(await listed(a)).toEqual([id]);
  });

  it.each(['rename', 'remove', 'undoRemove'] as const)(
    'do not resurrect by %s what another removed unheard',
    async (act) => {
      const [a, b] = tabs(2, { deaf: true }) as [Bench, Bench];
      const [id, other] = [await a.finish(), await a.finish({ noise: 0.2 })];
      const { actions } = a.compare;
      b.compare.actions.remove(id);
      await b.settled();
      if (act === 'rename') actions.rename(id, 'mine');
      if (act === 'remove') actions.remove(other);
      if (act === 'undoRemove') {
        actions.remove(other);
        actions.undoRemove();
      }
      await a.finish({ noise: 0.3 });
      expect(await listed(a)).not.toContain(id);
    },
  );

  it('undo a removal without undoing what was saved meanwhile', async () => {
    const [a, b] = tabs(2) as [Bench, Bench];
    const id = await a.finish();
    a.compare.actions.remove(id);
    await a.settled();
    await b.finish();
    b.compare.actions.rename(id, 'newer');
    await b.settled();
    a.compare.actions.undoRemove();
    expect(await nameIn(a, id)).toBe('newer');
  });

  it('use the room that is made', async () => {
    const [a, b] = tabs(2, { room: 1 }) as [Bench, Bench];
    const first = await a.finish();
    const second = await b.finish({ noise: 0.2 });
    expect(b.compare.store.getState()).toMatchObject({ unsaved: [second], refusal: 'full' });
    expect(await listed(b)).toEqual([first, second].sort());
    b.compare.actions.remove(first);
    await b.settled();
    expect(b.compare.store.getState()).toMatchObject({ unsaved: [], refusal: null });
    expect(await listed(a)).toEqual([second]);
  });
});
