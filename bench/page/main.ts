/**
 * The benchmark's page: offers its functions to the driver, which runs in Node, as `window.bench`. Measures nothing
 * itself.
 */
import { probeDevice } from '../../src/engine/device.ts';
import { BenchWorker } from './bench-worker.ts';
import { defaultCase, problemOf } from './cases.ts';
import type {
  BenchCase,
  Choice,
  ConductedPart,
  EngineWay,
  LargeFit,
  MeteredRun,
  Problem,
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

/** A running worker; resolves to its number. */
async function started(start: (worker: BenchWorker) => Promise<void>): Promise<number> {
  const worker = new BenchWorker();
  await start(worker).catch((error: unknown) => {
    worker.end();
    throw error;
  });
  const id = next;
  next += 1;
  running.set(id, worker);
  return id;
}

function workerOf(id: number): BenchWorker {
  const worker = running.get(id);
  if (worker === undefined) throw new Error('it was ended');
  return worker;
}

const bench = {
  /** Starts a way on a case and compiles everything it needs. */
  start: (way: Way, experiment: BenchCase): Promise<number> =>
    started((worker) => worker.call('start', way, experiment)),

  train: async (id: number, steps: number): Promise<Timed> => workerOf(id).call('train', steps),

  /** Prepares runs of the default experiment. */
  startDefault: (way: EngineWay): Promise<number> => started((worker) => worker.call('startDefault', way)),

  time: async (id: number, part: ConductedPart): Promise<number> => workerOf(id).call('time', part),

  meter: async (id: number): Promise<MeteredRun> => workerOf(id).call('meter'),

  end(id: number): void {
    running.get(id)?.end();
    running.delete(id);
  },

  defaultCase,

  /** A case for ways outside the browser. */
  problem(experiment: BenchCase): Problem<number[]> {
    const { model, inputs, targets, weights } = problemOf(experiment);
    return { model, inputs: [...inputs], targets: [...targets], weights: [...weights] };
  },

  choose: (experiment: BenchCase): Promise<Choice> => once((worker) => worker.call('choose', experiment)),

  largeFit: (): Promise<LargeFit> => once((worker) => worker.call('largeFit')),

  peak: (): Promise<number> => once((worker) => worker.call('peak')),

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
