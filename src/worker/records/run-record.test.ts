/** What happens to a saved run that continues, ends or is abandoned, and on which engine it continues. */
import { describe, expect, it } from 'vitest';
import type { Engine, EngineIdentity } from '../../engine/engine.ts';
import { startReferenceEngine } from '../../engine/reference/reference-engine.ts';
import { smallSetup } from '../../engine/testing/setups.ts';
import { checkSpec } from '../../experiment/spec.ts';
import type { Choose, RunRecord } from '../host/record.ts';
import { keptIn, memoryLocks, MemoryStore } from '../testing/kept.ts';
import type { RecordHead } from './record-parse.ts';

const setup = smallSetup();
const { spec } = checkSpec({});

interface Started {
  readonly engine: Engine;
  isDisposed: boolean;
}

/** Starts the reference engine, reporting any given name. */
function engines(identity?: EngineIdentity): { readonly choose: Choose; readonly started: Started[] } {
  const started: Started[] = [];
  const choose: Choose = async () => {
    const beneath = await startReferenceEngine(setup);
    const one: Started = { engine: beneath, isDisposed: false };
    const dispose = beneath.dispose.bind(beneath);
    beneath.dispose = () => {
      one.isDisposed = true;
      dispose();
    };
    if (identity !== undefined) Object.defineProperty(beneath, 'identity', { value: identity });
    started.push(one);
    return { engine: beneath, reason: 'test' };
  };
  return { choose, started };
}

const openIn = async (store: MemoryStore, returns: boolean, locks = memoryLocks()): Promise<RunRecord> =>
  (await keptIn(store, locks).open(
    spec,
    returns,
    () => 0,
    () => undefined,
  ))!;

const headsIn = (store: MemoryStore): RecordHead[] => [...store.held.heads.values()] as RecordHead[];

/** Storage of a run that was closed after five steps. */
async function interrupted(): Promise<MemoryStore> {
  const store = new MemoryStore();
  const record = await openIn(store, false);
  const { engine } = await record.engine(setup, engines().choose);
  await engine.train(5);
  await record.save();
  record.close();
  return store;
}

describe('a run that is saved', () => {
  it('is removed when it is given up, and others may have it', async () => {
    const [store, locks] = [new MemoryStore(), memoryLocks()];
    const record = await openIn(store, false, locks);
    const { engine } = await record.engine(setup, engines().choose);
    await engine.train(5);
    await record.save();
    expect(headsIn(store)).toHaveLength(1);
    record.drop();
    await expect.poll(() => [headsIn(store).length, locks.held.size]).toEqual([0, 0]);
  });

  it('is removed when it is given up after it has gone on', async () => {
    const store = await interrupted();
    const { choose, started } = engines();
    const record = await openIn(store, true);
    const { engine } = await record.engine(setup, choose);
    await engine.train(5);
    expect([record.isRepeating(), started.length]).toEqual([true, 0]);
    await engine.train(1);
    expect([record.isRepeating(), started.length]).toEqual([false, 1]);
    record.drop();
    await expect.poll(() => headsIn(store)).toEqual([]);
  });

  it.each<[what: string, identity: EngineIdentity]>([
    ['another engine', { name: 'fused', backend: 'none', adapter: null }],
    ['another backend', { name: 'reference', backend: 'wasm', adapter: null }],
    [
      'another adapter',
      {
        name: 'reference',
        backend: 'none',
        adapter: { vendor: 'acme', architecture: 'one', isFallback: false },
      },
    ],
  ])('continues only on its own engine: not with %s, and remains for later', async (_, identity) => {
    const [store, locks] = [await interrupted(), memoryLocks()];
    const { choose, started } = engines(identity);
    const record = await openIn(store, true, locks);
    const { engine } = await record.engine(setup, choose);
    await engine.train(5);
    await expect(engine.train(1)).rejects.toThrow(/^It was trained on the reference engine, .* \(here is /);
    expect(started.map(({ isDisposed }) => isDisposed)).toEqual([true]);
    record.drop();
    await expect.poll(() => locks.held.size).toBe(0);
    expect(headsIn(store)).toHaveLength(1);
  });

  it('is said to be of the engine that gave the last answers', async () => {
    const store = new MemoryStore();
    const record = await openIn(store, false);
    const { choose, started } = engines();
    const { engine } = await record.engine(setup, choose);
    const later: EngineIdentity = { name: 'reference', backend: 'wasm', adapter: null };
    Object.defineProperty(started[0]!.engine, 'identity', { value: later });
    await engine.train(5);
    await record.save();
    expect(headsIn(store).map((head) => head.engines[0]?.identity)).toEqual([later]);
  });
});
