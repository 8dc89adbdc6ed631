/**
 * Chooses the engine for an experiment and gives the reason. `auto` measures the available engines on the experiment
 * itself; engines that cannot run on this machine are not even loaded. Engines that compute on the processor are in
 * host/processor.ts.
 */
import { CalibrationMemory, shapeOf, type EngineRate } from './calibrations.ts';
import { engineLabel, type EngineName } from '../experiment/fields.ts';
import type { Engine, EngineSetup, GpuState } from './engine.ts';
import { probeDevice } from './device.ts';
import { errorText } from './error-text.ts';
import {
  isProcessorEngine,
  startFastest,
  startHere,
  type ProcessorEngine,
  type StartOnProcessor,
} from './host/processor.ts';
import { initialState } from './initial-state.ts';
import { ResilientEngine, type Recovery, type Restart } from './resilient/resilient-engine.ts';
import { unfitFor } from './supports.ts';
import { limits, within } from './within.ts';

export interface ChosenEngine {
  readonly engine: Engine;
  /** In plain words, for the badge. */
  readonly reason: string;
  /** What WebGPU offers on this machine, if the choice had to check. */
  readonly gpu?: GpuState;
}

export interface ChoiceOptions {
  /** Called with the current activity, in plain words. */
  readonly report: (phase: string) => void;
  /** Called when an engine was lost and training continues on another. */
  readonly onRecovered: (recovery: Recovery) => void;
  /** How to start the engines that compute on the processor: in this thread, or sharded over workers. */
  readonly onProcessor?: StartOnProcessor;
  /** Earlier measurements; new ones are added. */
  readonly memory?: CalibrationMemory;
}

/** A started engine, and the reasons why others were skipped. */
interface Started {
  readonly engine: Engine;
  readonly passedOver: readonly string[];
}

/** An engine that can be chosen. Rows are tried in order. */
interface Candidate {
  readonly name: EngineName;
  /** Why `auto` skips it on this machine; null if it can run. Left out if `auto` never takes it. */
  readonly obstacle?: () => Promise<string | null>;
  /** For `auto`: only in the configuration that is worth measuring. */
  readonly startBest: (setup: EngineSetup) => Promise<Started>;
  /** If requested by name: in any configuration that runs here. */
  readonly startAny: (setup: EngineSetup) => Promise<Started>;
}

/** Why no engine is measured on a graphics device here, or null. A software device is slower than plain code. */
async function noDevice(): Promise<string | null> {
  const probe = await probeDevice();
  return probe.state === 'ready' ? null : probe.reason;
}

/** Loads an engine's code over the network. */
const code = <Module>(loading: Promise<Module>): Promise<Module> =>
  within(loading, limits.code, 'the server that has its code');

const alone = (engine: Engine): Started => ({ engine, passedOver: [] });

const candidatesOf = (onProcessor: StartOnProcessor): readonly Candidate[] => {
  const startFused = async (setup: EngineSetup): Promise<Started> => {
    const { startTrustedFusedEngine } = await code(import('./fused/start.ts'));
    return alone(await startTrustedFusedEngine(setup));
  };
  const startNamed = (name: ProcessorEngine) => async (setup: EngineSetup) =>
    alone(await onProcessor(name, setup));
  return [
    { name: 'fused', obstacle: noDevice, startBest: startFused, startAny: startFused },
    {
      name: 'tensorflow',
      obstacle: noDevice,
      async startBest(setup) {
        const { startTensorflowEngine } = await code(import('./tensorflow/start.ts'));
        return alone(await startTensorflowEngine(setup, { backend: 'webgpu' }));
      },
      async startAny(setup) {
        const { startTensorflowEngine } = await code(import('./tensorflow/start.ts'));
        const passedOver: string[] = [];
        const onPassedOver = (backend: string, reason: string) =>
          passedOver.push(`${backend} failed (${reason})`);
        return { engine: await startTensorflowEngine(setup, { onPassedOver }), passedOver };
      },
    },
    {
      name: 'simd',
      obstacle: () => Promise.resolve(null),
      // The reference engine gives the same bits and can replace it.
      startBest: (setup) => startFastest(onProcessor, setup),
      startAny: (setup) => startFastest(onProcessor, setup),
    },
    { name: 'reference', startBest: startNamed('reference'), startAny: startNamed('reference') },
  ];
};

/**
 * Starts an engine: the requested one, or for `auto` the fastest that runs here. The returned engine is at step 0 and
 * survives the loss of its device: it is restarted once, then an engine on the processor takes over. Rejects if the
 * requested engine cannot run.
 */
export async function chooseEngine(
  setup: EngineSetup,
  wish: 'auto' | EngineName,
  { report, onRecovered, onProcessor = startHere, memory = new CalibrationMemory() }: ChoiceOptions,
): Promise<ChosenEngine> {
  const candidates = candidatesOf(onProcessor);
  const { engine, reason, gpu } = await (wish === 'auto'
    ? chooseFastest(candidates, setup, report, memory)
    : startNamed(candidates, setup, wish, report));
  const same = candidates.find(({ name }) => name === engine.identity.name)!;
  const restarts: Restart[] = [
    async () => (await same.startAny(setup)).engine,
    async () => (await startFastest(onProcessor, setup)).engine,
    () => startHere('reference', setup),
  ];
  const resilient = new ResilientEngine(engine, initialState(setup), restarts, onRecovered);
  return { engine: resilient, reason, ...(gpu === undefined ? {} : { gpu }) };
}

async function startNamed(
  candidates: readonly Candidate[],
  setup: EngineSetup,
  wish: EngineName,
  report: ChoiceOptions['report'],
): Promise<ChosenEngine> {
  const unfit = isProcessorEngine(wish) ? null : unfitFor(wish, setup);
  if (unfit !== null) throw new Error(`${wish} ${unfit}`);
  report(`starting the ${wish} engine`);
  const { engine, passedOver } = await candidates.find(({ name }) => name === wish)!.startAny(setup);
  const { name } = engine.identity;
  const wished =
    name === wish ? `${engineLabel(engine.identity)} was requested` : `${name} gives the same bits`;
  return { engine, reason: [...passedOver, wished].join('; ') };
}

async function chooseFastest(
  candidates: readonly Candidate[],
  setup: EngineSetup,
  report: ChoiceOptions['report'],
  memory: CalibrationMemory,
): Promise<ChosenEngine> {
  report('looking for a GPU');
  const probe = await probeDevice();
  // Without a device the rule decides, whatever was measured earlier.
  const shape = probe.state === 'ready' ? shapeOf(setup, probe.adapter.info) : null;
  const known = shape === null ? null : memory.find(shape);
  const gpu = probe.state;
  const again = known === null ? null : await startKnown(candidates, setup, known, report);
  if (again !== null) return { ...again, gpu };
  const { engines, obstacles } = await startAll(candidates, setup, report);
  const [only, ...others] = engines;
  if (only === undefined) throw new Error(obstacles.join('; '));
  if (others.length === 0) return { engine: only, reason: obstacles.join('; '), gpu };
  report('measuring the engines on this experiment');
  const { engine, rates } = await fastest(engines, setup.replicas.length);
  // A failed start may succeed when it is tried again.
  if (shape !== null && rates.every(({ rate }) => rate > 0)) memory.keep({ shape, rates });
  return { engine, reason: `replica-steps/s measured on this experiment: ${figures(rates)}`, gpu };
}

/** Starts the engine that was fastest in earlier measurements; null if it does not start now. */
async function startKnown(
  candidates: readonly Candidate[],
  setup: EngineSetup,
  rates: readonly EngineRate[],
  report: ChoiceOptions['report'],
): Promise<ChosenEngine | null> {
  const best = candidates.find(({ name }) => name === rates[0]?.engine);
  if (best === undefined) return null;
  report(`starting the ${best.name} engine`);
  const started = await best.startBest(setup).catch(() => null);
  const reason = `replica-steps/s measured earlier on an experiment of this shape: ${figures(rates)}`;
  return started === null ? null : { engine: started.engine, reason };
}

/** Starts every candidate that can run here; `obstacles` says why the others cannot. */
async function startAll(
  candidates: readonly Candidate[],
  setup: EngineSetup,
  report: ChoiceOptions['report'],
): Promise<{ readonly engines: readonly Engine[]; readonly obstacles: readonly string[] }> {
  const engines: Engine[] = [];
  const obstacles = new Set<string>();
  for (const { name, obstacle, startBest } of candidates) {
    if (obstacle === undefined) continue;
    const unfit = isProcessorEngine(name) ? null : unfitFor(name, setup);
    const why = unfit === null ? await obstacle() : `${name} ${unfit}`;
    if (why !== null) {
      obstacles.add(why);
      continue;
    }
    report(`starting the ${name} engine`);
    await startBest(setup).then(
      ({ engine, passedOver }) => {
        engines.push(engine);
        for (const reason of passedOver) obstacles.add(reason);
      },
      (error: unknown) => {
        obstacles.add(`${name} failed (${errorText(error)})`);
      },
    );
  }
  return { engines, obstacles: [...obstacles] };
}

/** Maximum total time of all measurements, ms. */
const measuringTime = 500;

/** The fastest of the engines, with the rates of all, fastest first. The others are disposed of. */
async function fastest(
  engines: readonly Engine[],
  replicas: number,
): Promise<{ readonly engine: Engine; readonly rates: readonly EngineRate[] }> {
  const measured: { engine: Engine; rate: number }[] = [];
  for (const engine of engines) {
    const measuring = stepsPerSecond(engine, measuringTime / engines.length);
    const steps = await within(measuring, limits.start, engine.identity.name).catch(() => 0);
    measured.push({ engine, rate: replicas * steps });
  }
  measured.sort((a, b) => b.rate - a.rate);
  const [{ engine }, ...slower] = measured as [(typeof measured)[number], ...typeof measured];
  for (const other of slower) other.engine.dispose();
  return { engine, rates: measured.map((each) => ({ engine: each.engine.identity.name, rate: each.rate })) };
}

/** On a graphics device only WebGPU is measured. */
const figures = (rates: readonly EngineRate[]): string =>
  rates
    .map(({ engine, rate }) => {
      const name = engineLabel({ name: engine, backend: 'webgpu' });
      return `${name} ${rate === 0 ? 'failed' : readable(rate)}`;
    })
    .join(', ');

/** Trains for about `milliseconds` and restores the engine's state; the first step is not counted. */
export async function stepsPerSecond(engine: Engine, milliseconds: number): Promise<number> {
  const before = await engine.checkpoint();
  const begun = performance.now();
  await engine.train(1); // Compiles everything that needs compiling.
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

const readable = (rate: number): string => rate.toLocaleString('en', { maximumSignificantDigits: 3 });
