/** When a page says that it works without a network. */
import { afterEach, expect, it, vi } from 'vitest';
import { keepFiles } from './files.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

/** A fake service worker: it reaches a state, and answers messages. */
class FakeWorker extends EventTarget {
  state = 'installing';
  readonly answers: boolean;
  asked = 0;

  constructor(answers = true) {
    super();
    this.answers = answers;
  }

  become(state: string): void {
    this.state = state;
    this.dispatchEvent(new Event('statechange'));
  }

  postMessage(_message: unknown, [port]: [MessagePort]): void {
    this.asked += 1;
    port.postMessage(this.answers);
    port.close();
  }
}

type Slot = 'active' | 'waiting' | 'installing';

interface Browser {
  readonly registered: string[];
  readonly kept: Promise<boolean>;
}

const browserWith = (
  workers: Partial<Record<Slot, FakeWorker>> | undefined,
  update: () => Promise<unknown> = () => Promise.resolve(),
): Browser => {
  const registered: string[] = [];
  const slots = { active: null, waiting: null, installing: null };
  const registration = workers === undefined ? undefined : { ...slots, ...workers, update };
  vi.stubGlobal('navigator', {
    serviceWorker: {
      register: (address: URL) => (registered.push(address.href), Promise.resolve(registration)),
    },
  });
  return { registered, kept: keepFiles('https://example.org/farcast/') };
};

const turn = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve));

it('asks the worker that is there whether it keeps everything', async () => {
  for (const answer of [true, false]) {
    const active = new FakeWorker(answer);
    const { registered, kept } = browserWith({ active });
    expect(await kept).toBe(answer);
    expect(registered).toEqual(['https://example.org/farcast/offline.js']);
    expect(active.asked).toBe(1);
  }
});

it('uses the existing one if there is no network', async () => {
  const offline = (): Promise<never> => Promise.reject(new TypeError('Failed to fetch'));
  expect(await browserWith({ active: new FakeWorker() }, offline).kept).toBe(true);
});

it.each<Slot>(['installing', 'waiting'])('waits for the one that is %s', async (slot) => {
  const [coming, active] = [new FakeWorker(), new FakeWorker()];
  const { kept } = browserWith({ active, [slot]: coming });
  await turn();
  coming.become('installed');
  await turn();
  expect(active.asked).toBe(0);
  coming.become('activated');
  expect(await kept).toBe(true);
});

it('waits for the one that is being installed before one that waits', async () => {
  const [installing, waiting, active] = [new FakeWorker(), new FakeWorker(), new FakeWorker()];
  const { kept } = browserWith({ installing, waiting, active });
  await turn();
  waiting.become('redundant');
  installing.become('activated');
  expect(await kept).toBe(true);
});

it('keeps nothing where the one that comes fails, none comes, or nothing may be registered', async () => {
  const installing = new FakeWorker();
  const { kept } = browserWith({ installing, active: new FakeWorker() });
  await turn();
  installing.become('redundant');
  expect(await kept).toBe(false);
  expect(await browserWith({}).kept).toBe(false);
  expect(await browserWith(undefined).kept).toBe(false);
  vi.stubGlobal('navigator', { serviceWorker: { register: () => Promise.reject(new Error('insecure')) } });
  expect(await keepFiles('https://example.org/')).toBe(false);
  vi.stubGlobal('navigator', {});
  expect(await keepFiles('https://example.org/')).toBe(false);
});
