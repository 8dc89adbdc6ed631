/** The benchmark's page: gives the driver, which runs in Node, what it needs as `window.bench`. Measures nothing itself. */
import { probeDevice } from '../../src/engine/device.ts';
import { BenchWorker } from './bench-worker.ts';
import { defaultCase } from './cases.ts';
import type {
  BenchCase,
  Choice,
  EngineWay,
  JumpFigures,
  LargeFit,
  Surroundings,
  Timed,
  Way,
} from './protocol.ts';

const running = new Map<number, BenchWorker>();
let next = 1;

/** A worker for one question. */
async function once<Answer>(ask: (worker: BenchWorker) => Promise<Answer>): Promise<Answer> {
  const worker = new BenchWorker();
  return ask(worker).finally(() => {
    worker.end();
  });
}

const bench = {
  /** Starts a way on a case and compiles what it needs; resolves to a number to call it by. */
  async start(way: Way, experiment: BenchCase): Promise<number> {
    const worker = new BenchWorker();
    await worker.call('start', way, experiment).catch((error: unknown) => {
      worker.end();
      throw error;
    });
    const id = next;
    next += 1;
    running.set(id, worker);
    return id;
  },

  train(id: number, steps: number): Promise<Timed> {
    const worker = running.get(id);
    if (worker === undefined) return Promise.reject(new Error('it was ended'));
    return worker.call('train', steps);
  },

  end(id: number): void {
    running.get(id)?.end();
    running.delete(id);
  },

  defaultCase,

  choose: (experiment: BenchCase): Promise<Choice> => once((worker) => worker.call('choose', experiment)),

  jumps: (way: EngineWay, repeats: number): Promise<JumpFigures> =>
    once((worker) => worker.call('jumps', way, repeats)),

  largeFit: (): Promise<LargeFit> => once((worker) => worker.call('largeFit')),

  async surroundings(): Promise<Surroundings> {
    const probe = await probeDevice();
    const found = probe.adapter !== null;
    return {
      adapter: found ? probe.summary : null,
      software: probe.state === 'software',
      description: found ? probe.adapter.info.description : '',
      reason: probe.reason,
      cores: navigator.hardwareConcurrency,
    };
  },
};

export type Bench = typeof bench;
Object.assign(globalThis, { bench });
