import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fileTask, type FileTask } from '../experiment/tasks.ts';

let asked: (RequestCache | undefined)[] = [];

/** The answers of the browser's cache, and past it. */
const answers = (cached: BodyInit, fresh: BodyInit, status = 200): void => {
  vi.stubGlobal('fetch', async (_: URL, { cache }: RequestInit = {}) => {
    asked.push(cache);
    return new Response(cache === 'reload' ? fresh : cached, { status });
  });
};
const packed = ({ file }: FileTask) => readFileSync(new URL(`../../public/${file}`, import.meta.url));
const load = async (task: FileTask, report: (fraction: number) => void = () => undefined) =>
  (await import('./load-data.ts')).loadData('http://localhost/', task, report);

beforeEach(() => {
  vi.resetModules();
  asked = [];
});
afterEach(() => {
  vi.unstubAllGlobals();
});

/** One task of each kind. */
const kinds = (['fashion-mnist', 'moby-dick', 'century'] as const).map((name) => fileTask(name)!);

describe.each(kinds)('the data of a task of $kind', (task) => {
  const right = packed(task);

  it.each([
    ['cut', right.subarray(0, 1000)],
    ['a login of the network', '<html>Log in to this network</html>'],
    ['another file', packed(fileTask('digits')!)],
  ])('asks past the cache for what is damaged there: %s', async (_, cached) => {
    answers(cached, right);
    expect(await load(task)).toMatchObject({ task });
    expect(asked).toEqual(['default', 'reload']);
  });

  it('asks once for what is right, and reports the fraction received', async () => {
    answers(right, right);
    const fractions: number[] = [];
    await load(task, (fraction) => fractions.push(fraction));
    expect(asked).toEqual(['default']);
    expect(fractions.at(-1)).toBe(1);
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
  });

  it('says what is wrong where it stays so, and tries again when asked again', async () => {
    answers('', '', 404);
    await expect(load(task)).rejects.toThrow('the server answered 404');
    answers(packed(fileTask('digits')!), packed(fileTask('digits')!));
    await expect(load(task)).rejects.toThrow(`${task.label} has 116805 bytes where`);
    answers(right.subarray(0, -9), right.subarray(0, -9));
    await expect(load(task)).rejects.toThrow();
    answers(right, right);
    expect(await load(task)).toMatchObject({ task });
  });
});

it('requests every task’s own file, once', async () => {
  const files: string[] = [];
  vi.stubGlobal('fetch', async (url: URL) => {
    files.push(url.pathname);
    return new Response(packed(kinds.find(({ file }) => url.pathname === `/${file}`)!));
  });
  for (const task of [...kinds, ...kinds]) expect((await load(task)).task).toBe(task);
  expect(files).toEqual(kinds.map(({ file }) => `/${file}`));
});
