import { gunzipSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { requireData } from '../../core/data/task-data.ts';
import { startReferenceEngine } from '../../engine/reference/reference-engine.ts';
import { checkSpec } from '../../experiment/spec.ts';
import { tasks } from '../../experiment/tasks.ts';
import type { RunEvent } from '../../run/events.ts';
import { openHost, small, stepsOf } from '../testing/open-host.ts';

describe('the host', () => {
  it('prepares, runs and finishes, with the engine’s identity and reason', async () => {
    const host = openHost();
    host.prepare();
    await host.reached('finished');
    const moves = host.messages.flatMap((message) => (message.type === 'moved' ? [message.lifecycle] : []));
    expect(moves).toEqual(['preparing', 'running', 'finished']);
    const prepared = host.events().find((event) => event.type === 'prepared');
    expect(prepared).toMatchObject({
      engine: { name: 'simd', backend: 'wasm', adapter: null, reason: 'for this test' },
      model: { parameters: { count: 22 }, input: [2], loss: 'cross-entropy' },
    });
    expect(stepsOf(host.events())).toBe(90);
    expect(host.disposed()).toBe(1);
  });

  it('waits when prepared paused, advances by whole steps, and resumes', async () => {
    const host = openHost();
    host.prepare(small, false);
    await host.reached('paused');
    expect(stepsOf(host.events())).toBe(0);
    host.send({ type: 'advance', runId: 1, steps: 7 });
    await host.until(() => stepsOf(host.events()) >= 7 && host.lifecycle() === 'paused');
    expect(stepsOf(host.events())).toBe(7);
    host.send({ type: 'play', runId: 1 });
    await host.reached('finished');
    expect(stepsOf(host.events())).toBe(90);
  });

  it('counts the time of running alone: none of preparing, of a pause or of the end', async () => {
    let now = 0;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => now);
    let trained = 0;
    const host = openHost({
      startEngine: async (setup) => {
        const engine = await startReferenceEngine(setup);
        const train = engine.train.bind(engine);
        engine.train = (steps) => {
          now += 8;
          trained += 8;
          return train(steps);
        };
        now += 1000;
        return { engine, reason: 'for this test' };
      },
    });
    const elapsed = (): number => host.messages.at(-1)!['elapsed' as never];
    host.prepare(small, false);
    await host.reached('paused');
    expect(elapsed()).toBe(0);
    now += 5000;
    host.send({ type: 'advance', runId: 1, steps: 20 });
    await host.until(() => stepsOf(host.events()) >= 20 && host.lifecycle() === 'paused');
    expect(trained).toBeGreaterThan(0);
    expect(elapsed()).toBe(trained);
    now += 5000;
    host.send({ type: 'play', runId: 1 });
    await host.reached('finished');
    clock.mockRestore();
    expect(elapsed()).toBe(trained);
  });

  it('reports every step it ran before it says that it paused', async () => {
    const host = openHost();
    host.prepare(small, false);
    await host.reached('paused');
    host.send({ type: 'advance', runId: 1, steps: 50 });
    await host.until(() => stepsOf(host.events()) > 0);
    await host.reached('paused');
    expect(stepsOf(host.events())).toBe(50);
  });

  it('pauses at once, and frees the engine when stopped', async () => {
    const long = checkSpec({ samples: 128, steps: 20000, seeds: [1, 2] }).spec;
    const host = openHost();
    host.prepare(long);
    await host.until(() => stepsOf(host.events()) > 0);
    host.send({ type: 'pause', runId: 1 });
    await host.reached('paused');
    const paused = stepsOf(host.events());
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect(stepsOf(host.events())).toBe(paused);
    expect(paused).toBeLessThan(20000);
    host.send({ type: 'stop', runId: 1 });
    await expect.poll(host.disposed).toBe(1);
  });

  it('stops an earlier run when the next is prepared, and is silent about it', async () => {
    const host = openHost();
    host.prepare(checkSpec({ steps: 20000 }).spec, true, 1);
    await host.until(() => stepsOf(host.events(1)) > 0);
    host.prepare(small, true, 2);
    await host.reached('finished', 2);
    expect(host.lifecycle(1)).not.toBe('finished');
    expect(host.disposed()).toBe(2);
    expect(stepsOf(host.events(2))).toBe(90);
  });

  it('tunes the rates before the run, reports progress, and leaves no trace in the run', async () => {
    const host = openHost();
    host.prepare({ ...small, tune: 'each' });
    await host.reached('finished');
    const events = host.events();
    const fractions = events.flatMap((event) =>
      event.type === 'preparing' && event.phase === 'Tuning the learning rates' ? [event.fraction!] : [],
    );
    expect(fractions.length).toBeGreaterThan(1);
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
    const prepared = events.find((event) => event.type === 'prepared')!;
    expect(prepared.replicas.map(({ seed }) => seed)).toEqual([1, 2, 1, 2]);
    expect(prepared.tuning).toMatchObject({ seeds: [3, 4, 5], grid: [0.03, 0.1, 0.3, 0.9, 3, 9] });
    expect(stepsOf(events)).toBe(90);
    expect(host.disposed()).toBe(2);
  });

  it('stops while it tunes', async () => {
    const host = openHost();
    host.prepare({ ...small, tune: 'each', steps: 20000 });
    const tunes = (event: RunEvent): boolean => event.type === 'preparing' && event.fraction !== null;
    await host.until(() => host.events().some(tunes));
    host.send({ type: 'stop', runId: 1 });
    await expect.poll(host.disposed).toBe(1);
    expect(host.events().some(({ type }) => type === 'prepared')).toBe(false);
  });

  it('refuses what cannot fit, and says what to lower', async () => {
    const host = openHost();
    const seeds = Array.from({ length: 64 }, (_, i) => i);
    host.prepare(checkSpec({ layers: [256, 256, 256, 256, 256, 256], seeds, steps: 20000 }).spec);
    await host.until(() => host.messages.at(-1)?.type === 'failed');
    expect(host.messages.at(-1)).toMatchObject({ code: 'too-large' });
    expect(host.messages.at(-1)).toHaveProperty('message', expect.stringMatching(/GB.*fewer/));
  });

  it('trains experiments at several rates together, with separate events for each', async () => {
    const host = openHost();
    host.prepare(small, true, 1, [small.learningRate, 1, 2]);
    await host.reached('finished');
    const told = host.messages.flatMap((message) => (message.type === 'happened' ? [message] : []));
    const of = (index: number): RunEvent[] =>
      told.flatMap(({ point, events }) => (point?.index === index ? [...events] : []));
    expect(told.every(({ point }) => point?.of === 3)).toBe(true);
    for (const index of [0, 1, 2]) {
      expect(stepsOf(of(index))).toBe(90);
      const prepared = of(index).find((event) => event.type === 'prepared')!;
      expect(prepared.replicas.map(({ seed }) => seed)).toEqual([1, 2, 1, 2]);
    }
    expect(host.disposed()).toBe(1);
  });

  it('runs the first ones that fit', async () => {
    const host = openHost();
    const seeds = Array.from({ length: 12 }, (_, i) => i);
    const long = checkSpec({ steps: 20000, seeds, arms: ['control', 'farcaster'] }).spec;
    host.prepare(long, false, 1, [long.learningRate, 0.1, 0.2]);
    await host.reached('paused');
    const told = host.messages.flatMap((message) => (message.type === 'happened' ? [message] : []));
    expect(new Set(told.map(({ point }) => JSON.stringify(point)))).toEqual(
      new Set(['{"index":0,"of":2}', '{"index":1,"of":2}']),
    );
    expect(host.events().filter((event) => event.type === 'prepared')).toHaveLength(2);
    host.send({ type: 'stop', runId: 1 });
  });

  it('takes refused memory for what it is, in any browser’s words, and nothing else', async () => {
    const codeFor = async (message: string): Promise<unknown> => {
      const host = openHost({
        startEngine: async (setup) => {
          const engine = await startReferenceEngine(setup);
          engine.train = () => Promise.reject(new RangeError(message));
          return { engine, reason: 'for this test' };
        },
      });
      host.prepare();
      await host.until(() => host.messages.at(-1)?.type === 'failed');
      return host.messages.at(-1)?.['code' as never];
    };
    for (const words of ['Array buffer allocation failed', 'Out of memory', 'allocation size overflow'])
      expect(await codeFor(words)).toBe('too-large');
    expect(await codeFor('offset is out of bounds')).toBe('engine');
  });

  const failed = (code: string, part: string): object => ({
    code,
    message: expect.stringContaining(part) as string,
  });

  it.each(['fashion-mnist', 'moby-dick', 'century'] as const)(
    'reports when the data of %s are not available',
    async (task) => {
      const host = openHost();
      host.prepare(checkSpec({ task, seeds: [1] }).spec);
      await host.until(() => host.messages.at(-1)?.type === 'failed');
      const says = `${tasks[task].label} could not be loaded: there is no server`;
      expect(host.messages.at(-1)).toMatchObject(failed('data', says));
    },
  );

  it('reports when the engine is not available', async () => {
    const engine = openHost({ startEngine: () => Promise.reject(new Error('out of luck')) });
    engine.prepare();
    await engine.until(() => engine.messages.at(-1)?.type === 'failed');
    expect(engine.messages.at(-1)).toMatchObject(failed('engine', 'out of luck'));
  });

  it('trains on the shipped images in mini-batches', async () => {
    const host = openHost({
      loadData: (_, task) =>
        Promise.resolve(requireData(task, gunzipSync(readFileSync(`public/${task.file}`)))),
    });
    const { spec } = checkSpec({
      task: 'fashion-mnist',
      layers: [8],
      batch: 64,
      optimizer: 'adam',
      learningRate: 0.003,
      steps: 60,
      seeds: [1],
      arms: ['control'],
    });
    host.prepare(spec);
    await host.reached('finished');
    const evaluated = host.events().findLast((event) => event.type === 'evaluated');
    expect(evaluated?.type === 'evaluated' && evaluated.testAccuracy[0]).toBeGreaterThan(0.4);
  });
});

describe('the check of rounding', () => {
  const checks = (events: readonly RunEvent[]): RunEvent[] =>
    events.filter(({ type }) => type === 'perturbed');

  it('comes last, once, before a run is called finished', async () => {
    const host = openHost();
    host.prepare();
    await host.reached('finished');
    expect(checks(host.events())).toMatchObject([{ seeds: [1, 2], unchecked: null }]);
    expect(host.events().at(-1)?.type).toBe('perturbed');
    expect(host.messages.at(-1)).toMatchObject({ type: 'moved', lifecycle: 'finished' });
  });

  it('is reported after everything else, and its time does not count', async () => {
    let toldBefore = 0;
    const elapsed: number[] = [];
    const host = openHost({
      startExact: async (setup) => {
        toldBefore = stepsOf(host.events());
        elapsed.push(host.messages.at(-1)!['elapsed' as never]);
        await new Promise((resolve) => setTimeout(resolve, 20));
        return startReferenceEngine(setup);
      },
    });
    host.prepare();
    await host.reached('finished');
    elapsed.push(host.messages.at(-1)!['elapsed' as never]);
    expect(toldBefore).toBe(90);
    expect(elapsed[1]).toBe(elapsed[0]);
  });

  it('ends with the run when that is stopped', async () => {
    let disposed = 0;
    const host = openHost({
      startExact: async (setup) => {
        const engine = await startReferenceEngine(setup);
        engine.dispose = () => (disposed += 1);
        host.send({ type: 'pause', runId: 1 });
        host.send({ type: 'stop', runId: 1 });
        return engine;
      },
    });
    host.prepare();
    await host.reached('stopped');
    expect(disposed).toBe(1);
    expect(checks(host.events())).toEqual([]);
  });

  it('is not held up by a pause', async () => {
    const host = openHost({
      startExact: (setup) => {
        host.send({ type: 'pause', runId: 1 });
        return startReferenceEngine(setup);
      },
    });
    host.prepare();
    await host.reached('finished');
    expect(checks(host.events())).toHaveLength(1);
  });

  it('fails alone', async () => {
    const host = openHost({ startExact: () => Promise.reject(new Error('no more memory.')) });
    host.prepare();
    await host.reached('finished');
    expect(checks(host.events())).toMatchObject([
      { seeds: [], unchecked: 'the engine failed (no more memory)' },
    ]);
  });

  it.each(['sweep', 'map'] as const)('is not made for a %s', async (job) => {
    const host = openHost({ startExact: () => Promise.reject(new Error('was asked for')) });
    host.send({ type: 'prepare', runId: 1, spec: small, baseUrl: 'http://localhost/', playing: true, job });
    await host.reached('finished');
    expect(checks(host.events())).toEqual([]);
  });
});
