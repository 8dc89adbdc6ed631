// Runs the service worker with simulated caches and network: several folders and builds on one origin.
import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { offlineWorker } from './plugin.mjs';
import source from './worker.js?raw';

const origin = 'https://example.org';
const script = (version: string): string => `export const version = '${version}'; // long enough to be cut`;
const pageOf = (version: string): string =>
  `<html><title>Farcast Playground</title><script src="assets/main-${version}.js"></script></html>`;

/** The files that a build puts on its server, by name. */
const build = (version: string): Record<string, string> => ({
  [`assets/main-${version}.js`]: script(version),
  'assets/shared.js': 'export {};',
  'data/images': 'pixels',
  'index.html': pageOf(version),
});

interface Answer {
  readonly body: string;
  readonly status?: number;
  readonly type?: string;
}

/** The origin's server, and the browser's caches. */
let served: Map<string, Answer>;
let damagedInBrowser: Map<string, string>;
let asked: { path: string; cache: string }[];
let offline: boolean;
let slow: boolean;
let stores: Map<string, Map<string, Response>>;
let storage: 'usual' | 'full' | 'forbidden';

beforeEach(() => {
  served = new Map();
  damagedInBrowser = new Map();
  stores = new Map();
  [asked, offline, slow, storage] = [[], false, false, 'usual'];
});

const pathOf = (address: string): string => address.slice(origin.length);

async function fetchFake(
  asking: string | { url: string },
  { cache = 'default' }: RequestInit = {},
): Promise<Response> {
  const path = pathOf(typeof asking === 'string' ? asking : asking.url).replace(/\/$/, '/index.html');
  asked.push({ path, cache });
  if (offline) throw new TypeError('Failed to fetch');
  if (slow) await new Promise(() => undefined);
  const damaged = damagedInBrowser.get(path);
  if (damaged !== undefined && cache !== 'reload' && cache !== 'no-store') return new Response(damaged);
  const { body, status = 200, type = '' } = served.get(path) ?? { body: 'not found', status: 404 };
  const answer = new Response(body, { status, headers: { 'content-type': type } });
  return type === 'opaqueredirect' ? Object.defineProperty(answer, 'type', { value: type }) : answer;
}

const storeFake = (entries: Map<string, Response>) => ({
  match: async (address: string) => entries.get(address)?.clone(),
  put: async (address: string, answer: Response) => {
    if (storage === 'full') throw new DOMException('full', 'QuotaExceededError');
    entries.set(address, answer);
  },
});

const cachesFake = {
  keys: async () => {
    if (storage === 'forbidden') throw new DOMException('forbidden', 'SecurityError');
    return [...stores.keys()];
  },
  open: async (name: string) => {
    if (storage === 'forbidden') throw new DOMException('forbidden', 'SecurityError');
    const entries = stores.get(name) ?? new Map<string, Response>();
    stores.set(name, entries);
    return storeFake(entries);
  },
  delete: async (name: string) => stores.delete(name),
};

interface Listened {
  waitUntil?: (done: Promise<unknown>) => void;
  respondWith?: (answer: Promise<Response>) => void;
  request?: { url: string; mode: string; method: string; cache: string };
  ports?: { postMessage: (told: unknown) => void }[];
}

/** Puts a build on the server and starts its service worker, without installing it. */
function workerOf(version: string, folder = '/', files = build(version)) {
  for (const name of [...served.keys()])
    if (name.startsWith(folder) && !name.slice(folder.length).includes('assets')) served.delete(name);
  for (const [name, body] of Object.entries(files)) served.set(folder + name, { body });
  served.set(`${folder}offline.js`, { body: 'this script' });
  const sums = Object.fromEntries(
    Object.entries(files).map(([name, body]) => [name, createHash('sha256').update(body).digest('hex')]),
  );
  const listeners = new Map<string, (event: Listened) => void>();
  const unregister = vi.fn(async () => true);
  const skipWaiting = vi.fn(async () => undefined);
  const self = {
    clients: { claim: async () => undefined },
    registration: { unregister },
    skipWaiting,
    addEventListener: (type: string, listen: (event: Listened) => void) => listeners.set(type, listen),
  };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call
  new Function('self', 'location', 'caches', 'fetch', offlineWorker(source, sums))(
    self,
    { href: `${origin}${folder}offline.js` },
    cachesFake,
    fetchFake,
  );
  const tell = async (type: string, ports: NonNullable<Listened['ports']> = []): Promise<void> => {
    let done: Promise<unknown> = Promise.resolve();
    listeners.get(type)?.({ ports, waitUntil: (promise) => void (done = promise) });
    await done;
  };
  /** The answer to a page that requests a path; undefined if the worker leaves it to the browser. */
  const get = async (
    path: string,
    { mode = 'cors', cache = 'default', method = 'GET' } = {},
  ): Promise<Response | undefined> => {
    let answer: Promise<Response> | undefined;
    const request = { url: origin + path, mode, method, cache };
    listeners.get('fetch')?.({ request, respondWith: (given) => void (answer = given) });
    return answer;
  };
  return {
    unregister,
    skipWaiting,
    get,
    text: async (path: string, options = {}) => (await get(path, options))?.text(),
    page: async (path = folder) => (await get(path, { mode: 'navigate' }))?.text(),
    install: async () => {
      await tell('install');
      await tell('activate');
    },
    /** Whether it reports that all files are stored, when asked. */
    keeps: async () => {
      let said: unknown;
      // A worker may be ended once all its pending promises have settled.
      await tell('message', [{ postMessage: (told) => void (said = told) }]);
      return said;
    },
  };
}

async function installed(version: string, folder = '/') {
  const worker = workerOf(version, folder);
  await worker.install();
  return worker;
}

/** Every file of a build, as the worker answers it. */
async function expectAll(worker: ReturnType<typeof workerOf>, version: string, folder = '/'): Promise<void> {
  for (const [name, body] of Object.entries(build(version)))
    if (name !== 'index.html') expect(await worker.text(folder + name)).toBe(body);
  expect(await worker.page(folder)).toBe(pageOf(version));
}

describe('folders of one origin', () => {
  it('keep their files apart, whichever comes last, and a folder inside another too', async () => {
    const first = await installed('a', '/a/');
    await installed('b', '/b/');
    const inside = await installed('c', '/a/c/');
    const insideNext = await installed('d', '/a/c/');
    await installed('new', '/b/');
    await installed('b', '/a/');
    offline = true;
    expect(await first.text('/a/assets/main-a.js')).toBe(script('a'));
    expect(await inside.text('/a/c/assets/main-c.js')).toBe(script('c'));
    await expectAll(insideNext, 'd', '/a/c/');
  });

  it('do not use what other pages of the origin have stored', async () => {
    const worker = await installed('a', '/a/');
    const theirs = `${origin}/a/assets/theirs.js`;
    stores.set('of another page', new Map([[theirs, new Response('theirs')]]));
    stores.set('farcast /b/ 0123', new Map([[theirs, new Response('theirs')]]));
    expect((await worker.get('/a/assets/theirs.js'))?.status).toBe(404);
    await installed('b', '/a/');
    await installed('c', '/a/');
    expect([...stores.keys()]).toEqual(expect.arrayContaining(['of another page', 'farcast /b/ 0123']));
  });

  it('answer for their own page and files only', async () => {
    const outer = await installed('a', '/');
    await installed('b', '/b/');
    expect(await outer.get('/b/', { mode: 'navigate' })).toBeUndefined();
    expect(await outer.get('/b/assets/main-b.js')).toBeUndefined();
    expect(await outer.get('/other.html', { mode: 'navigate' })).toBeUndefined();
    expect(await outer.get('/assets/main-a.js', { method: 'POST' })).toBeUndefined();
    expect(await outer.get('/index.html', { mode: 'navigate', method: 'POST' })).toBeUndefined();
  });

  it('are given back what was wiped, when the page asks', async () => {
    const worker = await installed('a', '/a/');
    stores.clear();
    expect(await worker.keeps()).toBe(true);
    offline = true;
    await expectAll(worker, 'a', '/a/');
  });

  it('lose what earlier builds stored under names of the whole origin, and other pages do not', async () => {
    stores.set('farcast-0123', new Map([[`${origin}/a/index.html`, new Response('old')]]));
    stores.set('farcast-4567', new Map([[`${origin}/b/index.html`, new Response('old')]]));
    await installed('a', '/a/');
    expect([...stores.keys()].filter((name) => name.startsWith('farcast-'))).toEqual(['farcast-4567']);
  });
});

describe('a file', () => {
  const main = '/assets/main-1.js';

  it('that is damaged in the browser’s own cache is requested past it, when installed and later', async () => {
    damagedInBrowser.set(main, 'export const ver');
    const worker = await installed('1');
    expect(await worker.text(main)).toBe(script('1'));
    stores.clear();
    expect(await worker.text(main)).toBe(script('1'));
    offline = true;
    expect(await worker.text(main)).toBe(script('1'));
  });

  it('that was damaged in storage is not used, and is replaced', async () => {
    const worker = await installed('1');
    for (const entries of stores.values()) entries.set(origin + main, new Response('export const ver'));
    expect(await worker.text(main)).toBe(script('1'));
    offline = true;
    expect(await worker.text(main)).toBe(script('1'));
  });

  it('that was damaged in storage is repaired when the page requests storing all', async () => {
    const worker = await installed('1');
    for (const entries of stores.values()) entries.set(origin + main, new Response('export const ver'));
    expect(await worker.keeps()).toBe(true);
    offline = true;
    expect(await worker.text(main)).toBe(script('1'));
  });

  it.each([
    ['is damaged on the server', { body: 'export const ver' }],
    ['is a page of the network’s', { body: '<html>Log in to the network</html>', type: 'text/html' }],
    ['is missing', { body: 'not found', status: 404 }],
    ['is refused by the server', { body: 'too busy', status: 500 }],
  ])('that %s is never stored: nothing is installed, and valid files remain later', async (_, answer) => {
    const worker = workerOf('1');
    served.set(main, answer);
    await expect(worker.install()).rejects.toThrow(/could not be stored/);
    expect(worker.skipWaiting).not.toHaveBeenCalled();
    const given = await worker.get(main);
    expect(given?.ok).toBe(false);

    served.set(main, { body: script('1') });
    await worker.install();
    expect(worker.skipWaiting).toHaveBeenCalledOnce();
    served.set(main, answer);
    expect(await worker.text(main, { cache: 'reload' })).toBe(script('1'));
  });

  it('comes with the type it has, whatever the server calls it', async () => {
    const worker = workerOf('1');
    served.set(main, { body: script('1'), type: 'text/plain' });
    await worker.install();
    expect((await worker.get(main))?.headers.get('content-type')).toBe('text/javascript');
  });

  it('of no build is whatever the server has', async () => {
    const worker = await installed('1');
    served.set('/assets/newer.js', { body: 'newer' });
    expect(await worker.text('/assets/newer.js')).toBe('newer');
    expect((await worker.get('/assets/none.js'))?.status).toBe(404);
    expect(await worker.get('/other.js')).toBeUndefined();
  });

  it('is the same with a query or a hash behind its name', async () => {
    const worker = await installed('1');
    offline = true;
    expect(await worker.text(`${main}?again=1`)).toBe(script('1'));
    expect(await worker.page('/?v=3&task=xor')).toBe(pageOf('1'));
    expect(await worker.page('/index.html#v=3')).toBe(pageOf('1'));
  });

  it('is requested again if the page wants it', async () => {
    const worker = await installed('1');
    asked = [];
    expect(await worker.text(main)).toBe(script('1'));
    expect(asked).toEqual([]);
    expect(await worker.text(main, { cache: 'reload' })).toBe(script('1'));
    expect(asked).toHaveLength(1);
  });

  it.each(['full', 'forbidden'] as const)('is given from the network where storage is %s', async (kind) => {
    storage = kind;
    const worker = workerOf('1');
    await expect(worker.install()).rejects.toThrow();
    expect(await worker.text(main)).toBe(script('1'));
    expect(await worker.page()).toBe(pageOf('1'));
    expect(await worker.keeps()).toBe(false);
  });
});

describe('the page', () => {
  it.each([
    ['an error of the server', { body: pageOf('broken'), status: 500 }],
    ['"not found"', { body: 'not found', status: 404 }],
    ['a page of the network’s', { body: '<html>Log in to the network</html>' }],
    ['half a page', { body: pageOf('1').slice(0, 60) }],
  ])('that is stored is shown instead of %s, and remains stored', async (_, answer) => {
    const worker = await installed('1');
    served.set('/index.html', answer);
    expect(await worker.page()).toBe(pageOf('1'));
    offline = true;
    expect(await worker.page()).toBe(pageOf('1'));
  });

  it.each([404, 410])('is passed on if another page replaced it (%d)', async (status) => {
    const worker = await installed('1');
    served.set('/index.html', { body: '<html>Something else</html>' });
    served.set('/offline.js', { body: 'gone', status });
    expect(await worker.page()).toBe('<html>Something else</html>');
    expect(worker.unregister).toHaveBeenCalledOnce();
  });

  it('may be somewhere else: that is for the browser to follow', async () => {
    const worker = await installed('1');
    served.set('/index.html', { body: '', type: 'opaqueredirect' });
    const answer = await worker.get('/', { mode: 'navigate' });
    expect(answer?.type).toBe('opaqueredirect');
    expect(worker.unregister).not.toHaveBeenCalled();
  });

  it('is the server’s answer if none is stored', async () => {
    const worker = workerOf('1');
    served.set('/index.html', { body: 'oops', status: 500 });
    const answer = await worker.get('/', { mode: 'navigate' });
    expect(answer?.status).toBe(500);
  });

  it('is requested past a cache that never revalidates', async () => {
    const worker = await installed('1');
    asked = [];
    await worker.page();
    expect(asked).toEqual([{ path: '/index.html', cache: 'no-cache' }]);
  });

  it('comes from storage if the network is slow', async () => {
    vi.useFakeTimers();
    try {
      const worker = await installed('1');
      slow = true;
      const shown = worker.page();
      await vi.advanceTimersByTimeAsync(3000);
      expect(await shown).toBe(pageOf('1'));
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('a new build', () => {
  it('is what comes back without network, and the one before keeps its files for pages still open', async () => {
    const old = await installed('1');
    served.delete('/assets/main-1.js');
    const worker = await installed('2');
    expect(await worker.text('/assets/main-1.js')).toBe(script('1'));
    offline = true;
    await expectAll(worker, '2');
    expect(await worker.text('/assets/main-1.js')).toBe(script('1'));
    expect(await old.text('/assets/main-1.js')).toBe(script('1'));
  });

  it('drops all builds but itself and the one before', async () => {
    for (const version of ['1', '2', '3']) await installed(version);
    expect(stores.size).toBe(2);
    expect(await (await installed('4')).get('/assets/main-3.js')).toMatchObject({ status: 200 });
    expect(stores.size).toBe(2);
  });

  it('asks the network only for what changed', async () => {
    await installed('1');
    asked = [];
    await installed('2');
    expect(asked.map(({ path }) => path)).toEqual(['/assets/main-2.js', '/index.html']);
  });
});
