/** Long operations: steps, preparations, and checks beside a run. */
import { describe, expect, it } from 'vitest';
import { startReferenceEngine } from '../../engine/reference/reference-engine.ts';
import { checkSpec } from '../../experiment/spec.ts';
import type { RunEvent } from '../../run/events.ts';
import { openHost, small, stepsOf } from '../testing/open-host.ts';

describe('a run', () => {
  describe('of which a step takes long', () => {
    const slow = checkSpec({
      samples: 64,
      layers: [32, 32],
      steps: 20,
      seeds: [1, 2],
      arms: ['control'],
    }).spec;
    /** Divided as finely as can be. */
    const openSlow = (): ReturnType<typeof openHost> =>
      openHost({
        startEngine: async (setup) => ({ engine: await startReferenceEngine(setup, 1), reason: 'test' }),
      });
    const isWorking = ({ type }: RunEvent): boolean => type === 'working';
    const inStep = (host: ReturnType<typeof openHost>): Promise<void> =>
      host.until(() => host.events().some(isWorking));

    it('pauses within it, reports progress, and continues to the same end', async () => {
      const whole = openHost();
      whole.prepare(slow);
      await whole.reached('finished');
      const host = openSlow();
      host.prepare({ ...slow });
      await inStep(host);
      const before = stepsOf(host.events());
      host.send({ type: 'pause', runId: 1 });
      await host.reached('paused');
      expect(stepsOf(host.events())).toBeLessThanOrEqual(before + 1);
      const paused = host.messages.length;
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(host.messages.length).toBe(paused);
      host.send({ type: 'advance', runId: 1, steps: 1 });
      await host.reached('running');
      await host.reached('paused');
      host.send({ type: 'play', runId: 1 });
      await host.reached('finished');
      const losses = (events: readonly RunEvent[]): number[] =>
        events.flatMap((event) => (event.type === 'progressed' ? [...event.loss] : []));
      expect(losses(host.events())).toEqual(losses(whole.events()));
      const shares = host.events().flatMap((event) => (event.type === 'working' ? [event.fraction!] : []));
      expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
    });

    it('gives it up when stopped', async () => {
      const host = openSlow();
      host.prepare(slow);
      await inStep(host);
      const before = stepsOf(host.events());
      host.send({ type: 'stop', runId: 1 });
      await host.reached('stopped');
      expect(stepsOf(host.events())).toBe(before);
    });
  });

  it('stops a preparation at once', async () => {
    const host = openHost({ startEngine: () => new Promise(() => undefined) });
    host.prepare();
    await host.reached('preparing');
    host.send({ type: 'stop', runId: 1 });
    expect(host.lifecycle()).toBe('stopped');
  });

  it('reports that an experiment is accepted before it learns from other runs, and the progress of that', async () => {
    const host = openHost();
    host.prepare(checkSpec({ ...small, source: 'transfer', steps: 400 }).spec);
    await host.reached('finished');
    const learning = host.events().filter((event) => event.type === 'preparing' && event.accepted === true);
    expect(learning.length).toBeGreaterThan(0);
  });

  it('looks for a graphics device beside a run that did not have to, and never before it trains', async () => {
    let steps = -1;
    const host = openHost({
      probe: async () => {
        steps = stepsOf(host.events());
        return 'no-adapter';
      },
    });
    host.prepare();
    await host.reached('finished');
    const types = host.events().map(({ type }) => type);
    expect(steps).toBeGreaterThanOrEqual(0);
    expect(types.indexOf('probed')).toBeGreaterThan(types.indexOf('progressed'));
    expect(host.events().find(({ type }) => type === 'probed')).toMatchObject({ gpu: 'no-adapter' });
  });
});
