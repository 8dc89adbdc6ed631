import { describe, expect, it } from 'vitest';
import { mlp } from '../core/model/mlp.ts';
import { defaultSpec } from '../experiment/fields.ts';
import type { RunEvent } from '../run/events.ts';
import type { RunCommand, RunMessage } from '../worker/protocol.ts';
import { phaseText, RemoteRun, type Point, type RunFollower } from './remote-run.ts';

const prepared: RunEvent = {
  type: 'prepared',
  engine: { name: 'reference', backend: 'none', adapter: null, reason: 'test' },
  replicas: [{ arm: 'control', seed: 1 }],
  model: mlp([2, 1]),
  watched: [],
  initial: new Float32Array(),
  horizons: [2],
  windowSteps: 4,
  inputs: [0, 4],
  groups: ['all weights'],
  smoothing: 1,
};
const preparing: RunEvent = { type: 'preparing', phase: 'Training forecasters', fraction: 0.34 };
const asked = { spec: defaultSpec, playing: true };

/** A worker that says what the test says, and what its follower was told. */
function followed(resumes = false, take: RunFollower['take'] = () => undefined) {
  const commands: RunCommand[] = [];
  const taken: [type: string, point: Point][] = [];
  const changes: Parameters<RunFollower['changed']>[] = [];
  let opened = 0;
  const worker = {
    tell: (_: RunMessage): void => undefined,
    crash: (_: string, __?: 'crashed' | 'version'): void => undefined,
    silent: undefined as ((reason: string | null) => void) | undefined,
  };
  const remote = new RemoteRun(
    (receive, crashed, silent) => {
      opened += 1;
      Object.assign(worker, { tell: receive, crash: crashed, silent });
      return { post: (command) => void commands.push(command) };
    },
    'http://localhost/',
    {
      take(event, point) {
        taken.push([event.type, point]);
        take(event, point);
      },
      changed: (...change) => void changes.push(change),
    },
    resumes,
  );
  const happened = (runId: number, ...events: RunEvent[]): void =>
    worker.tell({ type: 'happened', runId, elapsed: 7, events });
  return { remote, commands, taken, changes, worker, happened, opened: () => opened };
}

describe('a run in a worker', () => {
  it('is asked for in a worker that is opened with the first, and told orders', () => {
    const { remote, commands, changes, opened } = followed();
    expect(opened()).toBe(0);
    remote.send({ type: 'play' });
    remote.begin({ ...asked, job: 'map' });
    remote.begin(asked);
    remote.send({ type: 'advance', steps: 3 });
    expect(commands).toEqual([
      { type: 'prepare', runId: 1, baseUrl: 'http://localhost/', job: 'map', ...asked },
      { type: 'prepare', runId: 2, baseUrl: 'http://localhost/', ...asked },
      { type: 'advance', runId: 2, steps: 3 },
    ]);
    expect(opened()).toBe(1);
    expect(changes.map(([{ runId, lifecycle }, before]) => [runId, lifecycle, before])).toEqual([
      [1, 'preparing', null],
      [2, 'preparing', null],
    ]);
  });

  it('keeps how far it is: phase, share, engine, time and lifecycle', () => {
    const { remote, worker, happened, changes } = followed();
    remote.begin(asked);
    happened(1, { ...preparing, secondsLeft: 30 });
    expect(remote.run).toMatchObject({ fraction: 0.34, secondsLeft: 30, elapsed: 7, isAccepted: false });
    expect(phaseText(remote.run!)).toBe('Training forecasters, 34 %');
    happened(1, prepared);
    expect(remote.run).toMatchObject({ phase: '', fraction: null, secondsLeft: null, isAccepted: true });
    expect(remote.run?.engine?.reason).toBe('test');
    worker.tell({ type: 'moved', runId: 1, elapsed: 9, lifecycle: 'running' });
    happened(1, { type: 'working', phase: 'Computing a long step', fraction: null });
    expect(phaseText(remote.run!)).toBe('Computing a long step');
    happened(
      1,
      { type: 'probed', gpu: 'none' },
      { type: 'perturbed', seeds: [], spread: [], unchecked: 'x' },
    );
    expect(remote.run).toMatchObject({ phase: '', engine: { gpu: 'none' }, lifecycle: 'running' });
    const [now, before, message] = changes.at(-1)!;
    expect([now, before?.phase, message?.type]).toEqual([remote.run, 'Computing a long step', 'happened']);
  });

  it('is another experiment with what is added on the way, or was before', () => {
    const { remote, worker, happened } = followed();
    remote.begin(asked);
    const { experimentId } = remote.run!;
    worker.tell({ type: 'returned', runId: 1, extra: [60], obstacle: null });
    expect(remote.run).toMatchObject({ spec: { extra: [60] }, returned: true });
    happened(1, prepared, { type: 'scheduled', anchor: 80 });
    expect(remote.run?.spec.extra).toEqual([60, 80]);
    expect(remote.run?.experimentId).not.toBe(experimentId);
  });

  it('hands on events with the point that they are of, and none of other runs', () => {
    const { remote, worker, happened, taken, changes } = followed();
    remote.begin(asked);
    remote.begin(asked);
    const before = changes.length;
    happened(1, preparing);
    worker.tell({ type: 'failed', runId: 1, code: 'engine', message: 'no engine' });
    expect([taken, changes.length]).toEqual([[], before]);
    happened(2, preparing);
    worker.tell({
      type: 'happened',
      runId: 2,
      point: { index: 1, of: 3 },
      elapsed: 0,
      events: [prepared, preparing],
    });
    expect(taken).toEqual([
      ['preparing', { index: 0, of: 1 }],
      ['prepared', { index: 1, of: 3 }],
      ['preparing', { index: 1, of: 3 }],
    ]);
    remote.leave();
    happened(2, preparing);
    worker.crash('gone');
    expect(taken).toHaveLength(3);
    expect(remote.run).toBeNull();
  });

  it('takes nothing after its failure, but the reason after the move', () => {
    const { remote, worker, happened, taken } = followed();
    remote.begin(asked);
    worker.tell({ type: 'moved', runId: 1, elapsed: 1, lifecycle: 'failed' });
    worker.tell({ type: 'failed', runId: 1, code: 'data', message: 'no images' });
    expect(remote.run).toMatchObject({
      lifecycle: 'failed',
      failure: { code: 'data', message: 'no images' },
    });
    happened(1, preparing);
    worker.tell({ type: 'moved', runId: 1, elapsed: 1, lifecycle: 'finished' });
    expect(taken).toEqual([]);
    expect(remote.run?.lifecycle).toBe('failed');
  });

  it('ends where an event does not fit', () => {
    const { remote, happened, commands, taken } = followed(true, () => {
      throw new Error('five values');
    });
    remote.begin(asked);
    happened(1, preparing, preparing);
    expect(taken).toHaveLength(1);
    expect(commands.at(-1)).toEqual({ type: 'stop', runId: 1 });
    expect(remote.run?.failure).toEqual({
      code: 'crashed',
      message: 'The worker’s records do not match this run: Error: five values',
    });
  });
});

describe('a worker that is lost', () => {
  it.each([
    [false, 'The background worker stopped: gone.'],
    [
      true,
      'The background worker stopped: gone. Recorded data is preserved, and a new worker can continue from there.',
    ],
  ])('has failed its run; where one can go on (%s), that is said', (resumes, message) => {
    const { remote, worker } = followed(resumes);
    remote.begin(asked);
    worker.crash('gone');
    expect(remote.run).toMatchObject({ lifecycle: 'failed', failure: { code: 'crashed', message } });
  });

  it('offers no way on where it is of another version', () => {
    const { remote, worker } = followed(true);
    remote.begin(asked);
    worker.crash('it is of another version', 'version');
    expect(remote.run?.failure).toEqual({
      code: 'version',
      message: 'The background worker stopped: it is of another version.',
    });
  });

  it('is waited for while it is silent, where one can go on, and only while the run is not over', () => {
    const without = followed(false);
    without.remote.begin(asked);
    expect(without.worker.silent).toBeUndefined();
    const { remote, worker, happened, changes } = followed(true);
    remote.begin(asked);
    worker.silent!('it has not answered');
    expect(remote.run).toMatchObject({ lifecycle: 'preparing', failure: { code: 'silent' } });
    expect(changes.at(-1)?.[2]).toBeUndefined();
    const count = changes.length;
    worker.silent!('it has not answered');
    expect(changes).toHaveLength(count);
    worker.silent!(null);
    expect(remote.run?.failure).toBeNull();
    happened(1, prepared);
    worker.tell({ type: 'moved', runId: 1, elapsed: 1, lifecycle: 'finished' });
    worker.silent!('it has not answered');
    expect(remote.run?.failure).toBeNull();
  });
});
