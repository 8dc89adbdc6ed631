/**
 * Chooses the engine for an experiment and says why. `auto` measures the engines that may run here on
 * the experiment itself; engines that a machine cannot use are not even loaded.
 */
import type { Engine, EngineFactory, EngineName, EngineSetup } from './engine.ts';
import { probeDevice } from './device.ts';
import { errorText } from './error-text.ts';
import { startReferenceEngine } from './reference/reference-engine.ts';

export interface ChosenEngine {
  readonly engine: Engine;
  /** In plain words, for the badge. */
  readonly reason: string;
}

/** Told of what is being done, in plain words. */
type Report = (phase: string) => void;

/** A way of computing that can be chosen. Rows are tried in order. */
interface Candidate {
  readonly name: EngineName;
  /** Why `auto` passes it over on this machine; null where it may run. */
  readonly obstacle: () => Promise<string | null>;
  /** For `auto`: only in the way that is worth measuring. */
  readonly startBest: (setup: EngineSetup) => Promise<Engine>;
  /** When asked for by name: in whatever way it runs here; with what had to be passed over. */
  readonly startAny: (setup: EngineSetup) => Promise<{ engine: Engine; passedOver: readonly string[] }>;
}

/** Why no engine is measured on a graphics device here, or null. A software device is slower than plain code. */
async function noDevice(): Promise<string | null> {
  const probe = await probeDevice();
  return probe.state === 'ready' ? null : probe.reason;
}

const candidatesOf = (startReference: EngineFactory): readonly Candidate[] => [
  {
    name: 'fused',
    obstacle: noDevice,
    async startBest(setup) {
      const { startTrustedFusedEngine } = await import('./fused/start.ts');
      return startTrustedFusedEngine(setup);
    },
    async startAny(setup) {
      const { startTrustedFusedEngine } = await import('./fused/start.ts');
      return { engine: await startTrustedFusedEngine(setup), passedOver: [] };
    },
  },
  {
    name: 'tensorflow',
    obstacle: noDevice,
    async startBest(setup) {
      const { startTensorflowEngine } = await import('./tensorflow/start.ts');
      return startTensorflowEngine(setup, { backend: 'webgpu' });
    },
    async startAny(setup) {
      const { startTensorflowEngine } = await import('./tensorflow/start.ts');
      const passedOver: string[] = [];
      const onPassedOver = (backend: string, reason: string) =>
        passedOver.push(`${backend} failed (${reason})`);
      return { engine: await startTensorflowEngine(setup, { onPassedOver }), passedOver };
    },
  },
  {
    name: 'reference',
    obstacle: () => Promise.resolve(null),
    startBest: startReference,
    startAny: async (setup) => ({ engine: await startReference(setup), passedOver: [] }),
  },
];

/**
 * Starts an engine: the one asked for, or for `auto` the fastest that runs here. The engine returned is
 * at step 0. Rejects where the one asked for cannot run. `startReference` may spread it over workers.
 */
export async function chooseEngine(
  setup: EngineSetup,
  wish: 'auto' | EngineName,
  report: Report,
  startReference: EngineFactory = startReferenceEngine,
): Promise<ChosenEngine> {
  const candidates = candidatesOf(startReference);
  if (wish === 'auto') return chooseFastest(candidates, setup, report);
  report(`starting the ${wish} engine`);
  const { engine, passedOver } = await candidates.find(({ name }) => name === wish)!.startAny(setup);
  return { engine, reason: [...passedOver, `${label(engine)} was asked for`].join('; ') };
}

async function chooseFastest(
  candidates: readonly Candidate[],
  setup: EngineSetup,
  report: Report,
): Promise<ChosenEngine> {
  report('looking for a GPU');
  const engines: Engine[] = [];
  const obstacles = new Set<string>();
  for (const { name, obstacle, startBest } of candidates) {
    const why = await obstacle();
    if (why !== null) {
      obstacles.add(why);
      continue;
    }
    report(`starting the ${name} engine`);
    await startBest(setup).then(
      (engine) => engines.push(engine),
      (error: unknown) => obstacles.add(`${name} failed (${errorText(error)})`),
    );
  }
  const [only, ...others] = engines;
  if (only === undefined) throw new Error([...obstacles].join('; '));
  if (others.length === 0) return { engine: only, reason: [...obstacles].join('; ') };
  report('measuring the engines on this experiment');
  return fastest(engines, setup.replicas.length);
}

/** Time that all measurements may take together, ms. */
const measuringTime = 500;

async function fastest(engines: readonly Engine[], replicas: number): Promise<ChosenEngine> {
  const measured: { engine: Engine; rate: number }[] = [];
  for (const engine of engines) {
    const steps = await stepsPerSecond(engine, measuringTime / engines.length).catch(() => 0);
    measured.push({ engine, rate: replicas * steps });
  }
  measured.sort((a, b) => b.rate - a.rate);
  const [{ engine }, ...slower] = measured as [(typeof measured)[number], ...typeof measured];
  for (const other of slower) other.engine.dispose();
  const figures = measured
    .map((each) => `${label(each.engine)} ${each.rate === 0 ? 'failed' : readable(each.rate)}`)
    .join(', ');
  return { engine, reason: `replica-steps/s measured on this experiment: ${figures}` };
}

/** Trains for about `milliseconds` and goes back to where the engine was. */
async function stepsPerSecond(engine: Engine, milliseconds: number): Promise<number> {
  const before = await engine.checkpoint();
  const begun = performance.now();
  await engine.train(1); // Compiles what has to be compiled.
  let rate = 0;
  let steps = 1;
  do {
    const start = performance.now();
    await engine.train(steps);
    const seconds = Math.max(performance.now() - start, 0.1) / 1000;
    rate = Math.max(rate, steps / seconds);
    steps = Math.min(50, 2 * steps);
  } while (performance.now() - begun + (1000 * steps) / rate < milliseconds);
  engine.restore(before);
  return rate;
}

const label = ({ identity: { name, backend } }: Engine): string =>
  backend === 'none' ? name : `${name} on ${backend}`;

const readable = (rate: number): string => rate.toLocaleString('en', { maximumSignificantDigits: 3 });
