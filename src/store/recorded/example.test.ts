/** Examples of recorded runs: the shipped files are what the page expects, and other bytes are refused. */
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { examples } from '../../instruments/trajectory/files/examples.ts';
import { bytesSource } from '../../formats/source.ts';
import { recordedVerdict } from '../../record/recorded/words.ts';
import { reportOf } from '../../record/recorded/report.ts';
import { RecordedSession } from '../../worker/recorded/session.ts';
import { fetchExample } from './example.ts';

const fileOf = (path: string): Uint8Array<ArrayBuffer> => new Uint8Array(readFileSync(`public/${path}`));

const fetching = (): Parameters<typeof fetchExample>[1] & { shares: number[] } => {
  const shares: number[] = [];
  return {
    base: 'http://here/',
    shares,
    report: (share) => shares.push(share),
    signal: new AbortController().signal,
  };
};

/** Answers requests in turn; notes what was asked. */
const serve = (...answers: (Response | Error)[]): string[] => {
  const asked: string[] = [];
  vi.stubGlobal('fetch', async (url: string, { cache }: RequestInit) => {
    asked.push(`${url} ${cache}`);
    const answer = answers.shift()!;
    if (answer instanceof Error) throw answer;
    return answer;
  });
  return asked;
};

afterEach(() => vi.unstubAllGlobals());

describe.each(examples)('$title', (example) => {
  const { path, bytes } = example;

  it('is fetched with progress, and is the file that the list names', async () => {
    const asked = serve(new Response(fileOf(path)));
    const given = fetching();
    const file = await fetchExample(example, given);
    expect([file.name, file.size]).toEqual([path.replace(/.*\//, ''), bytes]);
    expect(given.shares.at(-1)).toBe(1);
    expect(asked).toEqual([`http://here/${path} default`]);
  });

  it('comes to a claim', async () => {
    const session = new RecordedSession();
    const goOn = async (): Promise<boolean> => true;
    const opened = await session.open([bytesSource('run.zip', fileOf(path))], goOn);
    expect(opened.runs).toHaveLength(9);
    const report = reportOf(await session.analyse(opened.settings, goOn));
    expect(recordedVerdict(report).sentence).toMatch(/^At \+\d+ steps the farcaster is .* than persistence/);
    expect(report.rows[report.judged!]!.against.some(({ outcome }) => outcome !== 'unclear')).toBe(true);
  });
});

describe('an example that', () => {
  const [example] = examples as [(typeof examples)[number]];
  const whole = (): Response => new Response(fileOf(example.path));

  it('is damaged in the cache is fetched past it', async () => {
    const asked = serve(new Response('other'), whole());
    await expect(fetchExample(example, fetching())).resolves.toHaveProperty('size', example.bytes);
    expect(asked.map((line) => line.split(' ')[1])).toEqual(['default', 'reload']);
  });

  it.each([
    ['is another file', () => new Response('other'), /another file/],
    ['is missing', () => new Response('', { status: 404 }), /answered 404/],
    ['cannot be reached', () => new TypeError('failed'), /no connection/],
  ])('%s is refused', async (_, answer, why) => {
    serve(answer(), answer());
    await expect(fetchExample(example, fetching())).rejects.toThrow(why);
  });

  it('is no longer wanted is not fetched', async () => {
    const asked = serve(whole());
    const signal = AbortSignal.abort();
    await expect(fetchExample(example, { ...fetching(), signal })).rejects.toThrow();
    expect(asked).toEqual([]);
  });
});
