/** Entry of a benchmark worker: does one thing in its own realm, so that libraries cannot affect each other's flags. */
import { setupOf } from './cases.ts';
import type { DefaultRuns } from './jumps.ts';
import type {
  BenchCase,
  Choice,
  JaxWay,
  StockWay,
  Way,
  WorkerAnswer,
  WorkerCall,
  WorkerCalls,
} from './protocol.ts';
import type { StartTrainer, Trainer } from './ways/trainer.ts';

let trainer: Trainer | null = null;
let runs: DefaultRuns | null = null;

function required<Started>(started: Started | null): Started {
  if (started === null) throw new Error('nothing was started');
  return started;
}

const calls: WorkerCalls = {
  async start(way, experiment) {
    const start = await starterOf(way);
    trainer = await start(experiment);
  },

  async train(steps) {
    const began = performance.now();
    const loss = await required(trainer).train(steps);
    return { seconds: (performance.now() - began) / 1000, loss };
  },

  choose,

  async startDefault(way) {
    const { DefaultRuns } = await import('./jumps.ts');
    runs = await DefaultRuns.on(way);
  },

  time: (part) => required(runs).time(part),
  meter: () => required(runs).meter(),

  async largeFit() {
    const { measureLargeFit } = await import('./large-fit.ts');
    return measureLargeFit();
  },

  async peak() {
    const { measurePeak } = await import('./peak.ts');
    return measurePeak();
  },
};

const isStock = (way: Way): way is StockWay => way.startsWith('stock-tfjs-');
const isJax = (way: Way): way is JaxWay => way.startsWith('jax-js-');

async function starterOf(way: Way): Promise<StartTrainer> {
  if (isStock(way)) return (await import('./ways/stock-tfjs.ts')).startStockTrainer(way);
  if (isJax(way)) return (await import('./ways/jax-js.ts')).startJaxTrainer(way);
  return (await import('./ways/engines.ts')).startEngineTrainer(way);
}

/** The automatic choice of the app. */
async function choose(experiment: BenchCase): Promise<Choice> {
  const [{ chooseEngine }, { startPooled }] = await Promise.all([
    import('../../src/engine/choose.ts'),
    import('../../src/worker/engine-pool.ts'),
  ]);
  const { engine, reason } = await chooseEngine(setupOf(experiment), 'auto', {
    report: () => undefined,
    onRecovered: () => undefined,
    onProcessor: startPooled,
  });
  engine.dispose();
  return { name: engine.identity.name, backend: engine.identity.backend, reason };
}

addEventListener('message', ({ data: { method, args } }: MessageEvent<WorkerCall>) => {
  const call = calls[method] as (...args: readonly unknown[]) => Promise<unknown>;
  call(...args).then(answer, (error: unknown) => {
    postMessage({ error: error instanceof Error ? error.message : String(error) } satisfies WorkerAnswer);
  });
});

const answer = (value: unknown): void => {
  postMessage({ value } satisfies WorkerAnswer);
};
