import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { recordedClient } from './recorded.ts';

class FakeWorker {
  static made: FakeWorker[] = [];
  onmessage: (event: { data: unknown }) => void = () => undefined;
  onerror: (event: { message: string }) => void = () => undefined;
  onmessageerror: () => void = () => undefined;
  readonly posted: unknown[] = [];
  isEnded = false;
  constructor() {
    FakeWorker.made.push(this);
  }
  postMessage(message: unknown): void {
    this.posted.push(message);
  }
  terminate(): void {
    this.isEnded = true;
  }
  answer(data: unknown): void {
    this.onmessage({ data });
  }
}

beforeEach(() => {
  FakeWorker.made = [];
  vi.stubGlobal('Worker', FakeWorker);
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('starts one worker for all calls, and gives each its own answer', async () => {
  const client = recordedClient();
  const phases: string[] = [];
  client.onProgress = (phase) => phases.push(phase);
  const [first, second] = [client.open([]), client.rearrange({} as never, '')];
  expect(FakeWorker.made).toHaveLength(1);
  const [worker] = FakeWorker.made as [FakeWorker];
  expect(worker.posted).toMatchObject([
    { call: 'open', id: 1 },
    { call: 'rearrange', id: 2 },
  ]);
  // Only the latest call is shown.
  worker.answer({ id: 1, phase: 'old', share: 0.5 });
  worker.answer({ id: 2, phase: 'new', share: 0.5 });
  worker.answer({ id: 2, failure: 'It is truncated' });
  worker.answer({ id: 1, value: 'opened' });
  await expect(first).resolves.toBe('opened');
  await expect(second).rejects.toThrow('It is truncated');
  expect(phases).toEqual(['new']);
  client.cancel();
  expect(worker.posted.at(-1)).toBe(2);
  client.end();
});

it.each([
  ['it is ended', (client: ReturnType<typeof recordedClient>) => client.end(), 'ended'],
  ['the worker fails', () => FakeWorker.made[0]!.onerror({ message: 'boom' }), 'boom'],
  ['an answer is unreadable', () => FakeWorker.made[0]!.onmessageerror(), 'could not be read'],
  ['the worker is silent', () => vi.advanceTimersByTime(600_000), 'not answered'],
] as const)('rejects what waits when %s; the next call starts another', async (_, happen, words) => {
  const client = recordedClient();
  const waiting = client.open([]);
  happen(client);
  await expect(waiting).rejects.toThrow(words);
  expect(FakeWorker.made[0]!.isEnded).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
  const again = client.open([]);
  expect(FakeWorker.made).toHaveLength(2);
  client.end();
  await expect(again).rejects.toThrow('ended');
});
