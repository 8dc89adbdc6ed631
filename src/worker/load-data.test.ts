import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fileTask, type FileTask } from '../experiment/tasks.ts';

const fashionMnist = fileTask('fashion-mnist')!;
const right = readFileSync(new URL('../../public/data/fashion-mnist.deflated', import.meta.url));

let asked: (RequestCache | undefined)[] = [];

/** The answers of the browser's cache, and past it. */
const answers = (cached: BodyInit, fresh: BodyInit, status = 200): void => {
  vi.stubGlobal('fetch', async (_: URL, { cache }: RequestInit = {}) => {
    asked.push(cache);
    return new Response(cache === 'reload' ? fresh : cached, { status });
  });
};
const load = async (task = fashionMnist) =>
  (await import('./load-data.ts')).loadData('http://localhost/', task, () => undefined);

beforeEach(() => {
  vi.resetModules();
  asked = [];
});
afterEach(() => {
  vi.unstubAllGlobals();
});

describe('loadData', () => {
  it.each([
    ['cut', right.subarray(0, 1000)],
    ['a login of the network', '<html>Log in to this network</html>'],
  ])('asks past the cache for what is damaged there: %s', async (_, cached) => {
    answers(cached, right);
    expect((await load()).labels).toHaveLength(8000);
    expect(asked).toEqual(['default', 'reload']);
  });

  it('asks once for what is right', async () => {
    answers(right, right);
    await load();
    expect(asked).toEqual(['default']);
  });

  it('says what is wrong where it stays so, and tries again when asked again', async () => {
    answers('', '', 404);
    await expect(load()).rejects.toThrow('the server answered 404');
    answers(right, right);
    expect((await load()).labels).toHaveLength(8000);
  });

  it('requests every task’s own file, once', async () => {
    const bytes = Uint8Array.of(5, 0);
    const other: FileTask = {
      ...fashionMnist,
      features: 1,
      file: 'data/dots.deflated',
      sha256: '2921a11f25dadaa24aa79a548e4e81508c2e5e56af2d833d65e2bcce448ce2f5',
      counts: { train: 1, guard: 0, test: 0 },
    };
    const files: string[] = [];
    vi.stubGlobal('fetch', async (url: URL) => {
      files.push(url.pathname);
      return new Response(url.pathname === '/data/dots.deflated' ? gzipSync(bytes) : right);
    });
    expect((await load()).labels).toHaveLength(8000);
    expect([...(await load(other)).pixels]).toEqual([5]);
    expect((await load()).labels).toHaveLength(8000);
    expect([...(await load(other)).pixels]).toEqual([5]);
    expect(files).toEqual([`/${fashionMnist.file}`, '/data/dots.deflated']);
  });
});
