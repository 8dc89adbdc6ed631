/** Pages that return to a run: after a reload, after a crash, in another tab, and where what was kept is no use. */
import { afterEach, describe, expect, it } from 'vitest';
import { startReferenceEngine } from '../engine/reference/reference-engine.ts';
import { keptIn, memoryLocks, MemoryStore } from '../worker/testing/kept.ts';
import { inProcessWith } from './testing/in-process.ts';
import { openPage, pausePages, reached, type OpenedPage } from './testing/opened-page.ts';

afterEach(pausePages);

const small = 'samples=32&layers=4&seeds=3&lr=0.5';

/** A number of an array in a part gets another last bit. */
function flipIn(part: unknown, at: number): void {
  const arrays: Uint8Array[] = [];
  const find = (value: unknown): void => {
    if (ArrayBuffer.isView(value))
      arrays.push(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(find);
  };
  find(part);
  const full = arrays.filter(({ length }) => length > 0);
  const array = full[at % full.length]!;
  array[at % array.length]! ^= 1;
}

/** A stored part as it is to be damaged. */
interface Part {
  readonly kind: string;
  value: { loss: Float32Array; answers: { readonly questions: Uint8Array } } | null;
}

/** What has become of a returning page: it waits, or its run is over. */
const settled = async ({ app }: OpenedPage): Promise<string> => {
  const { run } = await reached(app.store)(
    (state) => state.run?.lifecycle === 'paused' || state.run?.lifecycle === 'finished',
  );
  return run!.lifecycle;
};

/** A page on storage; counts the engines that it starts. */
function pageOn(store: MemoryStore, link: string, locks = memoryLocks()) {
  let engines = 0;
  const open = inProcessWith({
    records: keptIn(store, locks),
    startExact: (setup) => ((engines += 1), startReferenceEngine(setup)),
    startEngine: async (setup) => ((engines += 1), { engine: await startReferenceEngine(setup), reason: '' }),
  });
  return { ...openPage(link, open), engines: () => engines };
}

/** A run that was undisturbed, the storage it was kept in, and the link it ended with. */
async function undisturbed(link: string, jumpAt?: number) {
  const store = new MemoryStore();
  const page = pageOn(store, '');
  expect((await page.api.load(link)).corrections.join()).not.toContain('not known');
  if (jumpAt !== undefined) {
    await page.api.step(jumpAt);
    page.app.actions.jumpNow();
  }
  await page.api.play();
  const { digest } = await page.api.finished();
  await expect.poll(() => page.app.store.getState().run?.lifecycle).toBe('finished');
  await new Promise((resolve) => setTimeout(resolve, 50));
  return { store, digest, link: page.address.hash };
}

/** Storage of a run that was interrupted after 7 of 60 steps. */
async function interrupted(): Promise<MemoryStore> {
  const store = new MemoryStore();
  const first = pageOn(store, '');
  await first.api.load(`${small}&steps=60`);
  await first.api.step(7);
  await expect.poll(() => store.moments.length).toBeGreaterThan(0);
  return store.at(store.moments.length - 1);
}

const notice = ({ app }: OpenedPage): string => app.store.getState().notice?.title ?? '';

describe('a page that returns to a run', () => {
  const experiments = [
    `${small}&steps=120`,
    `${small}&steps=90&tune=arms&arms=control,farcaster`,
    `${small}&steps=90&source=transfer&optimizer=adam&lr=0.02&batch=8`,
    `${small}&steps=90&source=oracle&metric=validation&arms=control,farcaster,average`,
  ];
  it.each(experiments)(
    'goes on from any moment to the same result: %s',
    { timeout: 120_000 },
    async (link) => {
      const whole = await undisturbed(link);
      const { length } = whole.store.moments;
      expect(length).toBeGreaterThan(3);
      let waited = 0;
      for (let moment = 0; moment < length; moment += Math.ceil(length / 12)) {
        const page = pageOn(whole.store.at(moment), link);
        if ((await settled(page)) === 'paused') {
          waited += 1;
          const { steps } = page.app.session.history!;
          expect(steps).toBeGreaterThan(0);
          expect(notice(page)).toBe(`This run was recorded up to step ${steps}.`);
          await page.api.resume();
          expect(notice(page)).toBe('');
        }
        expect((await page.api.finished()).digest, `moment ${moment}`).toBe(whole.digest);
      }
      expect(waited).toBeGreaterThan(0);
    },
  );

  it('finds a finished run as it was, and starts no engine', async () => {
    const whole = await undisturbed(`${small}&steps=60`);
    const page = pageOn(whole.store, whole.link);
    expect(await settled(page)).toBe('finished');
    expect((await page.api.finished()).digest).toBe(whole.digest);
    expect(notice(page)).toBe('This run was saved and is restored.');
    expect(page.engines()).toBe(0);
  });

  it('repeats forecasts that were asked for on the way, and finds the run by its new link', async () => {
    const whole = await undisturbed(`${small}&steps=150&window=5&warmup=100`, 30);
    expect(whole.link).toMatch(/at=\d+/);
    let returned = 0;
    for (const moment of whole.store.moments.keys()) {
      const page = pageOn(whole.store.at(moment), whole.link);
      await settled(page);
      if (page.app.store.getState().run?.returned !== true) continue;
      returned += 1;
      if (page.app.store.getState().run?.lifecycle === 'paused') await page.api.play();
      expect((await page.api.finished()).digest, `moment ${moment}`).toBe(whole.digest);
      expect(page.address.hash).toBe(whole.link);
      expect(page.app.store.getState().run?.spec.extra).toHaveLength(1);
    }
    expect(returned).toBeGreaterThan(1);
  });

  it('comes back paused where it was paused, and steps on', async () => {
    const whole = pageOn(new MemoryStore(), '');
    await whole.api.load(`${small}&steps=60`);
    await whole.api.step(7);
    const again = pageOn(await interrupted(), `${small}&steps=60`);
    expect(await settled(again)).toBe('paused');
    await again.api.ready;
    expect(again.api.result().digest).toBe(whole.api.result().digest);
    await again.api.step(2);
    expect(again.app.session.history?.steps).toBe(9);
    expect(notice(again)).toBe('');
  });

  it('starts anew where it is told to, and keeps that instead', async () => {
    const link = `${small}&steps=60`;
    const { store, digest } = await undisturbed(link);
    const page = pageOn(store.at(2), link);
    await settled(page);
    page.app.actions.rewind();
    page.app.actions.play();
    expect(notice(page)).toBe('');
    expect(page.app.session.history).toBeNull();
    expect((await page.api.finished()).digest).toBe(digest);
    expect(page.app.store.getState().run?.returned).toBeUndefined();
  });

  it('starts anew where what was kept is damaged, or is not what the run does', async () => {
    const link = `${small}&steps=60`;
    const { store, digest } = await undisturbed(link);
    const damages: ((part: Part) => void)[] = [
      (part) => (part.value = null),
      ({ kind, value }) => (kind === 'chunk' ? (value!.loss = value!.loss.slice(1)) : null),
      ({ kind, value }) =>
        kind === 'chunk'
          ? (value!.answers = { ...value!.answers, questions: value!.answers.questions.slice(1) })
          : null,
    ];
    const others = [...store.held.parts.values()].flatMap((parts) => [...parts.keys()]);
    for (const [index, key] of others.entries())
      damages.push((part) => {
        const { engine, kind, index: own } = part as unknown as Record<string, unknown>;
        if ([engine, kind, own].join() === key) flipIn(part, 7 * index);
      });
    for (const damage of damages) {
      const broken = new MemoryStore();
      broken.held = structuredClone(store.held);
      for (const parts of broken.held.parts.values()) for (const part of parts.values()) damage(part as Part);
      const page = pageOn(broken, link);
      expect((await page.api.finished()).digest).toBe(digest);
      expect(notice(page)).toBe('The saved run is damaged, so it starts again.');
    }
  });

  it('says that another version of the page kept it, and starts anew', async () => {
    const link = `${small}&steps=60`;
    const { store, digest } = await undisturbed(link);
    for (const [id, head] of store.held.heads)
      store.held.heads.set(id, { ...(head as object), build: 'older' });
    const page = pageOn(store, link);
    expect((await page.api.finished()).digest).toBe(digest);
    expect(notice(page)).toBe('This run was saved by another version of the page, so it starts again.');
  });

  it('goes on at once where it is told to before it has come back', async () => {
    const link = `${small}&steps=60`;
    const { digest } = await undisturbed(link);
    const page = pageOn(await interrupted(), link);
    await page.api.play();
    expect((await page.api.finished()).digest).toBe(digest);
    expect(page.app.store.getState().run?.returned).toBe(true);
  });

  it('says what it was trained on where that cannot be had, and keeps it until it starts again', async () => {
    const link = `${small}&steps=60`;
    const { digest } = await undisturbed(link);
    const kept = await interrupted();
    let isThere = false;
    const openWorker = inProcessWith({
      records: keptIn(kept),
      startEngine: async (setup) => {
        if (!isThere) throw new Error('no GPU');
        return { engine: await startReferenceEngine(setup), reason: '' };
      },
    });
    const page = openPage(link, openWorker);
    expect(await settled(page)).toBe('paused');
    page.app.actions.play();
    const { run } = await reached(page.app.store)((state) => state.run?.failure?.code === 'elsewhere');
    expect(run?.failure?.message).toContain('trained on the reference engine, which is not available now (');
    expect(run?.failure?.message).toContain('no GPU');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(kept.held.heads.size).toBe(1);
    isThere = true;
    const again = openPage(link, openWorker);
    await settled(again);
    await again.api.play();
    expect((await again.api.finished()).digest).toBe(digest);
    expect(again.app.store.getState().run?.returned).toBe(true);
  });

  it('leaves a run to the tab that has it', async () => {
    const link = `${small}&steps=60`;
    const { store, digest } = await undisturbed(link);
    const locks = memoryLocks();
    for (const id of store.held.heads.keys()) locks.held.add(`farcast-run-${id}`);
    const page = pageOn(store, link, locks);
    expect((await page.api.finished()).digest).toBe(digest);
    expect(page.engines()).toBeGreaterThan(0);
    expect(store.held.heads.size).toBe(2);
    expect(notice(page)).toBe('This run is open in another tab; here it starts again.');
  });

  it('says once that a run is not kept, where storage is full, and keeps nothing of it', async () => {
    const store = new MemoryStore();
    store.room = 2;
    const page = pageOn(store, `${small}&steps=60`);
    await page.api.finished();
    expect(page.app.store.getState().notice).toMatchObject({
      title: 'This run is not saved.',
      lines: ['A reload starts it again: the browser has no more room for this page.'],
    });
    await expect.poll(() => store.held.heads.size).toBe(0);
  });

  it('works as ever where storage is refused', async () => {
    const refused = new MemoryStore();
    refused.heads = () => Promise.reject(new Error('not in a private window'));
    const page = pageOn(refused, `${small}&steps=60`);
    expect((await page.api.finished()).digest).toBe((await undisturbed(`${small}&steps=60`)).digest);
    expect(notice(page)).toBe('');
  });
});
