/** The host on the processor, with every message cloned on its way. For tests. */
import { startSimdEngine } from '../../engine/simd/simd-engine.ts';
import type { ExperimentSpec } from '../../experiment/fields.ts';
import { checkSpec } from '../../experiment/spec.ts';
import type { RunEvent } from '../../run/events.ts';
import { createHost } from '../host/host.ts';
import type { HostServices } from '../host/run.ts';
import type { RunCommand, RunMessage } from '../protocol.ts';

export const small = checkSpec({
  ...{ samples: 32, layers: [4], steps: 90, seeds: [1, 2] },
  arms: ['control', 'farcaster'],
}).spec;

export function openHost(services: Partial<HostServices> = {}) {
  const messages: RunMessage[] = [];
  const listeners = new Set<() => void>();
  let disposed = 0;
  const host = createHost({
    loadData: () => Promise.reject(new Error('there is no server')),
    startEngine: async (setup) => {
      const engine = await startSimdEngine(setup);
      const dispose = engine.dispose.bind(engine);
      engine.dispose = () => {
        disposed += 1;
        dispose();
      };
      return { engine, reason: 'for this test' };
    },
    startExact: startSimdEngine,
    ...services,
    emit(message, transfer) {
      messages.push(structuredClone(message, { transfer: transfer as ArrayBuffer[] }));
      for (const listener of [...listeners]) listener();
    },
  });
  const until = (done: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!done()) return;
        listeners.delete(look);
        resolve();
      };
      listeners.add(look);
      look();
    });
  const lifecycle = (runId = 1): string | undefined =>
    messages.findLast((message) => message.type === 'moved' && message.runId === runId)?.[
      'lifecycle' as never
    ];
  return {
    messages,
    until,
    lifecycle,
    reached: (state: string, runId = 1) => until(() => lifecycle(runId) === state),
    events: (runId = 1): RunEvent[] =>
      messages.flatMap((message) =>
        message.type === 'happened' && message.runId === runId ? [...message.events] : [],
      ),
    disposed: () => disposed,
    prepare: (spec: ExperimentSpec = small, playing = true, runId = 1, rates?: readonly number[]) =>
      host.handle({ type: 'prepare', runId, spec, rates, baseUrl: 'http://localhost/', playing }),
    send: (command: RunCommand) => host.handle(command),
  };
}

export const stepsOf = (events: readonly RunEvent[]): number =>
  events.reduce((sum, event) => (event.type === 'progressed' ? sum + event.steps : sum), 0);
