/** Which records are found, which are removed to make room, and how corrupted storage is read. */
import { describe, expect, it, vi } from 'vitest';
import { checkSpec } from '../../experiment/spec.ts';
import type { ExperimentSpec } from '../../experiment/fields.ts';
import { keptIn, memoryLocks, MemoryStore } from '../testing/kept.ts';
import { sealedHead, tryHead, type RecordHead } from './record-parse.ts';
import { recordText } from './run-record.ts';

const day = 24 * 3600 * 1000;
const now = 100 * day;
const spec = (steps: number): ExperimentSpec => checkSpec({ steps }).spec;

const head = (id: string, values: Partial<RecordHead> = {}): RecordHead =>
  sealedHead({
    ...{
      id,
      build: 'this',
      text: recordText(spec(Number(id))),
      savedAt: now - Number(id),
      bytes: 10,
      elapsed: 1,
    },
    ...{ extra: [], jumps: [], engines: [] },
    ...values,
  });

function storeOf(...heads: { readonly id: string }[]): MemoryStore {
  const store = new MemoryStore();
  for (const each of heads) store.held.heads.set(each.id, each);
  return store;
}

const open = (store: MemoryStore, steps: number, returns: boolean, locks = memoryLocks()) =>
  keptIn(store, locks, now).open(
    spec(steps),
    returns,
    () => 0,
    () => undefined,
  );

const idsIn = (store: MemoryStore): string[] => [...store.held.heads.keys()];

describe('records of runs', () => {
  it.each<[why: string, heads: RecordHead[], left: string[]]>([
    [
      'the newest stay, with room for one more',
      ['11', '12', '13', '14', '15'].map((id) => head(id)),
      ['11', '12', '13', '14'],
    ],
    ['what is older than two weeks goes', [head('11', { savedAt: now - 15 * day }), head('12')], ['12']],
    ['what another build wrote goes', [head('11', { build: 'other' }), head('12')], ['12']],
    ['what is of the same experiment goes', [head('99'), head('12')], ['12']],
    [
      'not more bytes stay than may',
      [head('11', { bytes: 400 * 2 ** 20 }), head('12', { bytes: 200 * 2 ** 20 })],
      ['11'],
    ],
    [
      'a clock that was wrong makes nothing new',
      [...['11', '12', '13'].map((id) => head(id, { savedAt: now + day })), head('14'), head('15')],
      ['14', '15'],
    ],
  ])('%s', async (_, heads, left) => {
    const store = storeOf(...heads);
    await open(store, 99, false);
    expect(idsIn(store)).toEqual(left);
  });

  it('leaves what another tab has', async () => {
    const store = storeOf(head('11', { build: 'other' }), head('99'), head('12', { savedAt: 0 }));
    const locks = memoryLocks();
    for (const id of idsIn(store)) locks.held.add(`farcast-run-${id}`);
    await open(store, 99, false, locks);
    expect(idsIn(store)).toEqual(['11', '99', '12']);
  });

  it('finds one again by its experiment and the requested engine, and releases its lock', async () => {
    const store = storeOf(head('11', { extra: [40], elapsed: 7 }));
    const locks = memoryLocks();
    expect((await open(store, 12, true, locks))?.found).toBeNull();
    const record = await open(store, 11, true, locks);
    // A record without a recorded engine has nothing to repeat.
    expect(record?.found).toBeNull();
    expect(locks.held).toContain('farcast-run-11');
    record?.close();
    await expect.poll(() => locks.held.has('farcast-run-11')).toBe(false);
    const other = checkSpec({ steps: 11, engine: 'reference' }).spec;
    expect(recordText(other)).not.toBe(recordText(spec(11)));
  });

  it('takes the newest of its experiment, and none of another build', async () => {
    const text = recordText(spec(11));
    const store = storeOf(head('11'), head('12', { text, savedAt: now - 1 }), head('13', { text }));
    const locks = memoryLocks();
    await open(store, 11, true, locks);
    expect([...locks.held]).toContain('farcast-run-12');
    const others = memoryLocks();
    await open(storeOf(head('11', { build: 'other' })), 11, true, others);
    expect([...others.held]).not.toContain('farcast-run-11');
  });

  it('clears away one whose parts are missing, gives its lock back, and says so', async () => {
    const identity = { name: 'reference', backend: 'none', adapter: null } as const;
    const engine = { identity, reason: '', chunks: 1, bytes: 0, open: [], isOver: false };
    const store = storeOf(head('11', { engines: [engine] }));
    const locks = memoryLocks();
    expect(await open(store, 11, true, locks)).toMatchObject({ found: null, obstacle: 'damaged' });
    expect(idsIn(store)).toEqual([]);
    expect([...locks.held]).not.toContain('farcast-run-11');
  });

  it.each([
    null,
    7,
    'text',
    {},
    head('1', { elapsed: NaN }),
    sealedHead({ ...head('1'), jumps: [0.5] }),
    { ...head('1'), engines: [{}] },
    { ...head('1'), jumps: [40] },
    { ...head('1'), id: '2' },
  ])('takes %j for no record', (data) => {
    expect(tryHead(data)).toBeNull();
  });

  it('takes the latest that is not locked', async () => {
    const text = recordText(spec(99));
    const store = storeOf(...['11', '12', '13'].map((id) => head(id, { text })));
    const locks = memoryLocks();
    locks.held.add('farcast-run-11');
    const record = await open(store, 99, true, locks);
    expect(record?.obstacle).toBeNull();
    expect([...locks.held]).toEqual(['farcast-run-11', 'farcast-run-12']);
    expect(idsIn(store)).toEqual(['11', '12', '13']);
  });

  it.each<
    [
      obstacle: string | null,
      returns: boolean,
      kept: { readonly id: string; readonly [of: string]: unknown },
      taken: boolean,
    ]
  >([
    ['taken', true, head('99'), true],
    ['other-build', true, head('99', { build: 'other' }), false],
    ['other-build', true, { ...head('99', { build: 'other' }), engines: 'in another form' }, false],
    ['damaged', true, { ...head('99'), elapsed: 2 }, false],
    [null, false, { ...head('99'), elapsed: 2 }, false],
    [null, true, head('12', { build: 'other' }), false],
  ])('says %s of what cannot be repeated', async (obstacle, returns, kept, taken) => {
    const store = storeOf(kept);
    const locks = memoryLocks();
    if (taken) locks.held.add(`farcast-run-${kept.id}`);
    const record = await open(store, 99, returns, locks);
    expect(record).toMatchObject({ obstacle, found: null });
    expect(idsIn(store)).toEqual(taken ? [kept.id] : []);
  });

  it('keeps nothing where storage does not answer', async () => {
    vi.useFakeTimers();
    try {
      const store = new MemoryStore();
      store.heads = () => new Promise(() => undefined);
      const opening = open(store, 11, true);
      await vi.advanceTimersByTimeAsync(10_000);
      expect(await opening).toBeNull();
    } finally {
      vi.useRealTimers();
    }
  });

  it('removes what it cannot read', async () => {
    const store = storeOf({ id: 'odd' }, head('12'));
    expect((await open(store, 99, true))?.found).toBeNull();
    expect(idsIn(store)).toEqual(['12']);
  });
});
