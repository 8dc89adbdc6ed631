import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { checkSpec } from '../experiment/spec.ts';
import { createWorkerClient, type WorkerClient } from './client.ts';
import type { Calibration } from './protocol-calibrations.ts';
import type { RunCommand, RunMessage } from './protocol.ts';

const calibration = (shape: string): Calibration => ({ shape, rates: [{ engine: 'fused', rate: 9 }] });

/** Stands for the browser's worker: keeps what it is sent, and says what the test wants. */
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

const spec = checkSpec({}).spec;
const prepare: RunCommand = { type: 'prepare', runId: 1, spec, baseUrl: 'http://localhost/', playing: true };

let known: Calibration[] = [];
let received: RunMessage[] = [];
let crashes: string[] = [];
let client: WorkerClient;

beforeEach(() => {
  vi.stubGlobal('Worker', FakeWorker);
  FakeWorker.all = [];
  [known, received, crashes] = [[], [], []];
  client = createWorkerClient(
    (message) => received.push(message),
    (reason) => crashes.push(reason),
    { load: () => known, add: (added) => known.push(added) },
  );
});

afterEach(() => {
  vi.unstubAllGlobals();
});

const only = (): FakeWorker => {
  expect(FakeWorker.all).toHaveLength(1);
  return FakeWorker.all[0]!;
};

describe('the client', () => {
  it('tells the worker what is known of engines before every run, and only then', () => {
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

  it('keeps what the worker measured, and passes on what it tells of runs', () => {
    client.post(prepare);
    only().onmessage?.({ data: { type: 'calibrated', calibration: calibration('new') } });
    expect(known).toEqual([calibration('new')]);
    expect(received).toEqual([]);
    const moved = { type: 'moved', runId: 1, elapsed: 0, lifecycle: 'running' };
    only().onmessage?.({ data: moved });
    expect(received).toEqual([moved]);
  });

  it('drops a measurement that does not fit, without ado', () => {
    client.post(prepare);
    only().onmessage?.({ data: { type: 'calibrated', calibration: { shape: 1 } } });
    expect([known, received, crashes]).toEqual([[], [], []]);
  });

  it('ends a worker that says what cannot be understood, and starts another when it is needed', () => {
    client.post(prepare);
    only().onmessage?.({ data: { type: 'sang' } });
    expect(crashes).toEqual([expect.stringContaining('cannot be used')]);
    expect(only().terminated).toBe(true);
    client.post(prepare);
    expect(FakeWorker.all).toHaveLength(2);
    expect(FakeWorker.all[1]!.posted.at(-1)).toEqual(prepare);
  });

  it.each<[string, (worker: FakeWorker) => void, string]>([
    ['an error', (worker) => worker.onerror?.({ message: 'out of luck' }), 'out of luck'],
    [
      'an error without words',
      (worker) => worker.onerror?.({ message: '' }),
      'the worker could not be loaded',
    ],
    ['a message that cannot be read', (worker) => worker.onmessageerror?.(), 'a message could not be read'],
  ])('tells of %s', (_, fail, reason) => {
    client.post(prepare);
    fail(only());
    expect(crashes).toEqual([reason]);
    expect(only().terminated).toBe(true);
  });
});
