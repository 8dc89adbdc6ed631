import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const right = readFileSync(new URL('../../public/data/fashion-mnist.deflated', import.meta.url));

let asked: (RequestCache | undefined)[] = [];

/** What is answered by the browser's cache, and past it. */
const answers = (cached: BodyInit, fresh: BodyInit, status = 200): void => {
  vi.stubGlobal('fetch', async (_: URL, { cache }: RequestInit = {}) => {
    asked.push(cache);
    return new Response(cache === 'reload' ? fresh : cached, { status });
  });
};
const load = async () => (await import('./load-images.ts')).loadImages('http://localhost/', () => undefined);

beforeEach(() => {
  vi.resetModules();
  asked = [];
});
afterEach(() => {
  vi.unstubAllGlobals();
});

describe('loadImages', () => {
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
});
