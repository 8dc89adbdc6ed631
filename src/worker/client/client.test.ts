import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { checkSpec } from '../../experiment/spec.ts';
import { createWorkerClient, type WorkerClient } from './client.ts';
import type { Calibration } from '../protocol-calibrations.ts';
import { protocolVersion, type RunCommand, type RunMessage } from '../protocol.ts';

const calibration = (shape: string): Calibration => ({ shape, rates: [{ engine: 'fused', rate: 9 }] });

/** A fake of the browser's worker: stores the messages it gets, and sends what the test wants. */
class FakeWorker {
  static all: FakeWorker[] = [];
  readonly posted: unknown[] = [];
  terminated = false;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onerror: ((event: { message: string }) => void) | null = null;
  onmessageerror: (() => void) | null = null;
  constructor() {
    FakeWorker.all.push(this);
  }
  postMessage(message: unknown): void {
    this.posted.push(structuredClone(message));
  }
  terminate(): void {
    this.terminated = true;
  }
}

/** The first message of a worker of this version. */
const greeting = { type: 'opened', protocol: protocolVersion };
const greet = (worker: FakeWorker): void => worker.onmessage?.({ data: greeting });

const spec = checkSpec({}).spec;
const prepare: RunCommand = { type: 'prepare', runId: 1, spec, baseUrl: 'http://localhost/', playing: true };

let known: Calibration[] = [];
let received: RunMessage[] = [];
let crashes: string[] = [];
let codes: unknown[] = [];
let client: WorkerClient;

beforeEach(() => {
  vi.stubGlobal('Worker', FakeWorker);
  FakeWorker.all = [];
  [known, received, crashes, codes] = [[], [], [], []];
  client = createWorkerClient(
    (message) => received.push(message),
    (reason, code) => {
      crashes.push(reason);
      codes.push(code);
    },
    { load: () => known, add: (added) => known.push(added) },
  );
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const only = (): FakeWorker => {
  expect(FakeWorker.all).toHaveLength(1);
  return FakeWorker.all[0]!;
};

describe('the client', () => {
  it('sends the worker the calibrations before every run, and only then', () => {
    known = [calibration('first')];
    client.post(prepare);
    client.post({ type: 'pause', runId: 1 });
    known = [calibration('first'), calibration('second')];
    client.post({ ...prepare, runId: 2 });
    expect(only().posted).toEqual([
      { type: 'recall', calibrations: [calibration('first')] },
      prepare,
      { type: 'pause', runId: 1 },
      { type: 'recall', calibrations: known },
      { ...prepare, runId: 2 },
    ]);
  });

  it('says so if the browser allows no workers, after the caller is done', async () => {
    const refused = vi.fn(function () {
      throw new DOMException('refused', 'SecurityError');
    });
    vi.stubGlobal('Worker', refused);
    client.post(prepare);
    expect(crashes).toEqual([]);
    await Promise.resolve();
    expect(crashes).toEqual([expect.stringMatching(/allows no workers here .*refused/)]);
    vi.stubGlobal('Worker', FakeWorker);
    client.post(prepare);
    expect(only().posted).toHaveLength(2);
  });

  it('stores what the worker measured, and passes on its messages about runs', () => {
    client.post(prepare);
    greet(only());
    only().onmessage?.({ data: { type: 'calibrated', calibration: calibration('new') } });
    expect(known).toEqual([calibration('new')]);
    expect(received).toEqual([]);
    const moved = { type: 'moved', runId: 1, elapsed: 0, lifecycle: 'running' };
    only().onmessage?.({ data: moved });
    expect(received).toEqual([moved]);
  });

  it('drops a measurement that does not fit, without ado', () => {
    client.post(prepare);
    greet(only());
    only().onmessage?.({ data: { type: 'calibrated', calibration: { shape: 1 } } });
    expect([known, received, crashes]).toEqual([[], [], []]);
  });

  it.each<[string, unknown]>([
    ['an older one', { ...greeting, protocol: protocolVersion - 1 }],
    ['a newer one', { ...greeting, protocol: protocolVersion + 1 }],
    ['a version in words', { ...greeting, protocol: String(protocolVersion) }],
    ['none', { type: 'opened' }],
    ['no greeting at all', { type: 'moved', runId: 1, elapsed: 0, lifecycle: 'running' }],
    ['a calibration first', { type: 'calibrated', calibration: calibration('new') }],
    ['nothing that can be read', null],
  ])('ends a worker of another version, and starts another when it is needed: %s', (_, first) => {
    client.post(prepare);
    only().onmessage?.({ data: first });
    expect(crashes).toEqual([expect.stringMatching(/another version.*reload/)]);
    expect(codes).toEqual(['version']);
    expect([received, known]).toEqual([[], []]);
    expect(only().terminated).toBe(true);
    client.post(prepare);
    expect(FakeWorker.all).toHaveLength(2);
    expect(FakeWorker.all[1]!.posted.at(-1)).toEqual(prepare);
    // The next one is asked for its version again.
    FakeWorker.all[1]!.onmessage?.({ data: first });
    expect(crashes).toHaveLength(2);
  });

  it.each<[string, (worker: FakeWorker) => void, string]>([
    ['an error', (worker) => worker.onerror?.({ message: 'out of luck' }), 'out of luck'],
    [
      'an error without words',
      (worker) => worker.onerror?.({ message: '' }),
      'the worker could not be loaded',
    ],
    ['a message that cannot be read', (worker) => worker.onmessageerror?.(), 'a message could not be read'],
  ])('reports %s', (_, fail, reason) => {
    client.post(prepare);
    fail(only());
    expect(crashes).toEqual([reason]);
    expect(codes).toEqual(['crashed']);
    expect(only().terminated).toBe(true);
  });
});

describe('a worker that gives no error', () => {
  let told: (string | null)[] = [];
  const start = (silent?: (reason: string | null) => void): FakeWorker => {
    vi.useFakeTimers();
    FakeWorker.all = [];
    told = [];
    client = createWorkerClient(
      (message) => received.push(message),
      (reason) => crashes.push(reason),
      { load: () => known, add: (added) => known.push(added) },
      silent,
    );
    client.post(prepare);
    return only();
  };
  const tell = (reason: string | null): void => void told.push(reason);
  const pong = (worker: FakeWorker): void => worker.onmessage?.({ data: { type: 'pong' } });

  it('is pinged, once at a time, and passes none of it on', () => {
    const worker = start(tell);
    const pings = (): number =>
      worker.posted.filter((message) => (message as RunCommand | { type: string }).type === 'ping').length;
    vi.advanceTimersByTime(5000);
    expect(pings()).toBe(1);
    pong(worker);
    vi.advanceTimersByTime(5000);
    expect(pings()).toBe(2);
    expect([received, told, crashes]).toEqual([[], [], []]);
  });

  it('counts as silent after 20 seconds, 60 before its first word, and is well again once it is heard', () => {
    const worker = start(tell);
    vi.advanceTimersByTime(59_000);
    expect(told).toEqual([]);
    vi.advanceTimersByTime(2000);
    expect(told).toEqual([expect.stringContaining('not answered for 60 seconds')]);
    pong(worker);
    expect(told).toEqual([expect.anything(), null]);
    vi.advanceTimersByTime(19_000);
    expect(told).toHaveLength(2);
    vi.advanceTimersByTime(2000);
    expect(told[2]).toContain('not answered for 20 seconds');
    vi.advanceTimersByTime(100_000);
    expect(told).toHaveLength(3);
    expect(worker.terminated).toBe(false);
  });

  it('is well while it says anything, whatever it is, and no longer asked once it has ended', () => {
    const worker = start();
    greet(worker);
    for (let i = 0; i < 6; i += 1) {
      vi.advanceTimersByTime(15_000);
      worker.onmessage?.({ data: { type: 'moved', runId: 1, elapsed: 0, lifecycle: 'running' } });
    }
    expect(crashes).toEqual([]);
    worker.onerror?.({ message: 'out of luck' });
    const asked = worker.posted.length;
    vi.advanceTimersByTime(120_000);
    expect(crashes).toEqual(['out of luck']);
    expect(worker.posted).toHaveLength(asked);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is replaced by the next run, but not by other commands', () => {
    const worker = start(tell);
    vi.advanceTimersByTime(61_000);
    client.post({ type: 'pause', runId: 1 });
    expect(worker.posted.at(-1)).toEqual({ type: 'pause', runId: 1 });
    client.post({ ...prepare, runId: 2 });
    expect(worker.terminated).toBe(true);
    expect(FakeWorker.all[1]!.posted.at(-1)).toEqual({ ...prepare, runId: 2 });
    pong(FakeWorker.all[1]!);
    vi.advanceTimersByTime(10_000);
    expect(told).toHaveLength(1);
  });

  it('counts as crashed if there is no listener for silence', () => {
    const worker = start();
    vi.advanceTimersByTime(61_000);
    expect(crashes).toEqual([expect.stringContaining('not answered')]);
    expect(worker.terminated).toBe(true);
  });

  it('is not missed by a page that is hidden, sleeps or is held up', () => {
    const worker = start(tell);
    pong(worker);
    vi.stubGlobal('document', { hidden: true });
    vi.advanceTimersByTime(600_000);
    expect(told).toEqual([]);
    vi.stubGlobal('document', { hidden: false });
    // The clock advances while the page is suspended.
    for (let turn = 0; turn < 200; turn += 1) {
      vi.setSystemTime(Date.now() + 3_600_000);
      vi.spyOn(performance, 'now').mockReturnValue(3_600_000 * (turn + 1));
      vi.advanceTimersByTime(500);
    }
    expect(told).toEqual([]);
    vi.restoreAllMocks();
  });
});
