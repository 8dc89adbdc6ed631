import { afterEach, describe, expect, it } from 'vitest';
import { mlp } from '../../../core/model/mlp.ts';
import type { RunCommand, RunMessage } from '../../../worker/protocol.ts';
import type { OpenedApp } from '../../../store/app.ts';
import { isMapOf, mapsOf, type GainMapState, type MapsApp } from './maps.ts';
import type { OpenWorker } from '../../../store/state.ts';
import { besides } from '../../../store/testing/besides.ts';
import { inProcess } from '../../../store/testing/in-process.ts';
import { openPage, pausePages, reached } from '../../../store/testing/opened-page.ts';

/** Forecasts at steps 40, 61 and 82. */
const quick = 'v=2&samples=32&layers=4&steps=90&seeds=2&lr=0.5&window=20&warmup=40&period=21';

/** A worker that does what the test says: nothing by itself. */
interface Puppet {
  readonly open: OpenWorker;
  tell: (message: RunMessage) => void;
  crash: (reason: string) => void;
}

function puppet(): Puppet {
  const self: Puppet = {
    open(receive, crashed) {
      self.tell = receive;
      self.crash = crashed;
      return { post: () => undefined };
    },
    tell: () => undefined,
    crash: () => undefined,
  };
  return self;
}

interface Opened {
  readonly app: OpenedApp;
  /** What the worker of the map was told, in order. */
  readonly commands: RunCommand[];
  readonly state: () => GainMapState;
  readonly until: (done: (state: GainMapState) => boolean) => Promise<GainMapState>;
}

const opened: MapsApp[] = [];

afterEach(() => {
  pausePages();
  for (const { actions } of opened.splice(0)) actions.stop();
});

/** The experiment on screen has a worker of its own; `mapWorker` is the one opened when a map is asked for. */
function open(hash: string, mapWorker: OpenWorker = inProcess): Opened {
  const { openWorker, commands } = besides(mapWorker);
  const { app } = openPage(hash, openWorker);
  const maps = mapsOf(app);
  opened.push(maps);
  return { app, commands, state: maps.store.getState, until: reached(maps.store) };
}

describe('the jump-gain map', () => {
  it('is computed for the experiment on screen when asked for, in a worker opened then', async () => {
    const { app, commands, state, until } = open(quick);
    expect(state()).toMatchObject({ map: null, lifecycle: 'idle' });
    expect(commands).toEqual([]);
    mapsOf(app).actions.compute();
    expect(state()).toMatchObject({ lifecycle: 'preparing', progress: { done: 0, total: 3 } });
    const { map, progress } = await until(({ lifecycle }) => lifecycle === 'finished');
    expect(commands).toHaveLength(1);
    expect(commands[0]).toMatchObject({ type: 'prepare', job: 'map', playing: true });
    expect(progress).toMatchObject({ done: 3, total: 3 });
    expect(map?.columns.map(({ anchor }) => anchor)).toEqual([40, 61, 82]);
    expect(map?.recovery).toBe(20);
    expect(map?.replicas).toBe(2);
    const size = 2 * map!.horizons.length;
    for (const { immediate, recovered } of map!.columns) {
      expect(immediate).toHaveLength(size);
      expect(recovered.every(Number.isFinite)).toBe(true);
    }
    expect(isMapOf(map!, app.store.getState().draft)).toBe(true);
  });

  it('says of which experiment it is, and is computed anew in the same worker', async () => {
    const { app, commands, state, until } = open(quick);
    mapsOf(app).actions.compute();
    const { map } = await until(({ lifecycle }) => lifecycle === 'finished');
    const { draft } = app.store.getState();
    expect(isMapOf(map!, { ...draft, noise: 0.3 })).toBe(false);
    expect(isMapOf(map!, { ...draft, arms: ['control', 'scalar'], sweep: 'noise' })).toBe(true);
    void app.load(quick.replace('lr=0.5', 'lr=0.2'));
    expect(isMapOf(state().map!, app.store.getState().run!.spec)).toBe(false);
    mapsOf(app).actions.compute();
    const again = await until(({ lifecycle, map: now }) => lifecycle === 'finished' && now !== map);
    expect(again.map?.spec.learningRate).toBe(0.2);
    expect(commands.map(({ type, runId }) => [type, runId])).toEqual([
      ['prepare', 1],
      ['prepare', 2],
    ]);
  });

  it('keeps the anchors that are done when it is stopped, and hears nothing more of that run', async () => {
    const worker = puppet();
    const { app, commands, state } = open(quick, worker.open);
    mapsOf(app).actions.compute();
    worker.tell(prepared(1));
    worker.tell(mappedAt(1, 40));
    mapsOf(app).actions.stop();
    expect(commands.at(-1)).toMatchObject({ type: 'stop', runId: 1 });
    worker.tell(mappedAt(1, 60));
    expect(state()).toMatchObject({ lifecycle: 'stopped', progress: { done: 1 } });
    expect(state().map?.columns).toHaveLength(1);
  });

  it('tells how long it will take, while it is prepared and from the first anchor on', () => {
    const worker = puppet();
    const { app, state } = open(quick, worker.open);
    mapsOf(app).actions.compute();
    const phase = 'Training forecasters';
    const preparing = { type: 'preparing', phase, fraction: 0.25, secondsLeft: 30 } as const;
    worker.tell({ type: 'happened', runId: 1, elapsed: 0, events: [preparing] });
    expect(state().progress).toMatchObject({ phase: `${phase}, 25 %`, secondsLeft: 30 });
    worker.tell(prepared(1));
    expect(state().progress).toMatchObject({ phase: '', secondsLeft: null });
    worker.tell({ ...mappedAt(1, 40), elapsed: 4000 } as RunMessage);
    // One of three anchors took four seconds.
    expect(state().progress).toMatchObject({ done: 1, secondsLeft: 8 });
  });

  it('shows a failure, keeps the map before, and can be tried again', () => {
    const worker = puppet();
    const { app, state } = open(quick, worker.open);
    mapsOf(app).actions.compute();
    worker.tell(prepared(1));
    worker.tell(mappedAt(1, 40));
    worker.tell({ type: 'moved', runId: 1, elapsed: 1, lifecycle: 'finished' });
    const { map } = state();
    mapsOf(app).actions.compute();
    worker.tell({ type: 'failed', runId: 2, code: 'engine', message: 'no engine' });
    expect(state()).toMatchObject({ lifecycle: 'failed', failure: 'no engine' });
    expect(state().map).toBe(map);
    mapsOf(app).actions.compute();
    expect(state()).toMatchObject({ lifecycle: 'preparing', failure: null });
    worker.crash('gone');
    expect(state()).toMatchObject({ lifecycle: 'failed', failure: 'The background worker stopped: gone.' });
  });

  it('stops at arrays that do not fit', () => {
    const worker = puppet();
    const { app, commands, state } = open(quick, worker.open);
    mapsOf(app).actions.compute();
    worker.tell(prepared(1));
    worker.tell(mappedAt(1, 40, 3));
    expect(state().failure).toMatch(/anchor 40 does not have 4 values/);
    expect(commands.at(-1)?.type).toBe('stop');
  });
});

/** Two horizons, two seeds. */
const prepared = (runId: number): RunMessage => ({
  type: 'happened',
  runId,
  elapsed: 0,
  events: [
    {
      type: 'prepared',
      engine: { name: 'reference', backend: 'none', adapter: null, reason: 'test' },
      replicas: [
        { arm: 'control', seed: 1 },
        { arm: 'control', seed: 2 },
      ],
      model: mlp([2, 1]),
      watched: [],
      initial: new Float32Array(),
      horizons: [10, 20],
      windowSteps: 20,
      inputs: [0, 20],
      groups: ['all weights'],
      smoothing: 1,
    },
  ],
});

const mappedAt = (runId: number, anchor: number, size = 4): RunMessage => ({
  type: 'happened',
  runId,
  elapsed: 0,
  events: [
    {
      type: 'mapped',
      anchor,
      recovery: 20,
      immediate: new Float32Array(size),
      recovered: new Float32Array(size),
    },
  ],
});
