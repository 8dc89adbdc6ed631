/**
 * A run as a function: from an experiment to its events. Owns the order: the memory estimate, the data, runs to learn
 * from, the engine, the training, and the check for sensitivity to rounding. Engines, data, pace and listeners are
 * passed in by the caller: a worker, the command line or a test.
 */
import type { TaskData } from '../core/data/task-data.ts';
import type { Engine, EngineFactory, EngineIdentity, EngineSetup, GpuState } from '../engine/engine.ts';
import type { ExperimentSpec } from '../experiment/fields.ts';
import { fileTask, type FileTask } from '../experiment/tasks.ts';
import { conduct, initialWatched, type Emit, type Pace } from './conduct.ts';
import type { RunEvent, Tuning } from './events.ts';
import { failureOf, messageOf, requireMemory, RunFailure } from './failure.ts';
import { mapGains } from './jumps/gain-map.ts';
import type { RunPlan, Told } from './plan/plan.ts';
import { phases, prepareRun, type Preparation, type PreparationServices } from './plan/prepare.ts';
import { Progress } from './turns/progress.ts';
import { perturb } from './rounding.ts';
import { yieldToOthers } from './turns/yield.ts';

/** How long the end of a run waits for information about the graphics device, ms. */
const probingTime = 1000;

/** Minimum time between two progress reports, ms. */
const progressTime = 500;

export interface Chosen {
  readonly engine: Engine;
  /** Why this engine, in plain words. */
  readonly reason: string;
  /** What WebGPU offers here; left out if it was not checked. */
  readonly gpu?: GpuState;
}

/** Callbacks while an engine is started, and afterwards. */
export interface EngineListener {
  /** The current activity, in words. */
  readonly report: (phase: string) => void;
  /** The engine was lost, for this reason, and another continued from a checkpoint. */
  readonly onRecovered: (recovery: { readonly reason: string; readonly identity: EngineIdentity }) => void;
}

export interface RunServices {
  /**
   * Starts the engine that an experiment requests. Called once or more in sequence; the last engine trains it.
   * Rejects if there is none.
   */
  readonly startEngine: (
    setup: EngineSetup,
    wish: ExperimentSpec['engine'],
    listener: EngineListener,
  ) => Promise<Chosen>;
  /** An engine that gives bit-identical results on every machine, whatever `startEngine` chooses. */
  readonly startExact: EngineFactory;
  /** What WebGPU offers here, for runs whose engine did not have to check; left out: not checked. */
  readonly probe?: (() => Promise<GpuState>) | undefined;
  /** The examples of a file-based task; `report` is called with the fraction that is loaded. */
  readonly loadData: (task: FileTask, report: (fraction: number) => void) => Promise<TaskData>;
}

/** Controls how fast a run proceeds, and whether it continues at all. */
export interface RunPace extends Pace {
  isStopped(): boolean;
  /** Fraction done of a long forecast in progress; null if there is none. */
  readonly share?: number | null;
  /** Called with the engine that trains the experiment from here on; null: training has ended. */
  trains?(engine: Engine | null): void;
}

/** A request for a run. */
export interface RunRequest {
  readonly spec: ExperimentSpec;
  /** Learning rates of the experiments that train together and are otherwise equal, that of `spec` first. */
  readonly rates: readonly number[];
  readonly told: Told;
  /** Whether to train the experiment or to compute the jump-gain map of its control. */
  readonly job: 'train' | 'map';
  /** Whether to check its sensitivity to rounding after training. */
  readonly checked: boolean;
}

/** A single experiment with all its events. */
export const wholeRun = (spec: ExperimentSpec): RunRequest => ({
  spec,
  rates: [spec.learningRate],
  told: 'all',
  job: 'train',
  checked: true,
});

export type RunEnd = 'finished' | 'stopped';

/**
 * Runs an experiment to its end, or until the pace stops it; no event is emitted after that. Events are emitted in
 * order, as they happen. Rejects with a RunFailure.
 */
export async function runExperiment(
  asked: RunRequest,
  services: RunServices,
  pace: RunPace,
  tell: Emit,
): Promise<RunEnd> {
  try {
    return await new RunningExperiment(asked, services, pace, tell).run();
  } catch (error) {
    if (pace.isStopped()) return 'stopped';
    throw failureOf(error, asked);
  }
}

class RunningExperiment {
  readonly #asked: RunRequest;
  readonly #services: RunServices;
  readonly #pace: RunPace;
  readonly #tell: Emit;
  /** The engine that trains the experiment. */
  #engine: Engine | null = null;
  /** Progress of a long operation during training. */
  readonly #long = new Progress('Computing a long step');
  #looksForGpu = false;
  #probing: Promise<void> | null = null;

  constructor(asked: RunRequest, services: RunServices, pace: RunPace, tell: Emit) {
    this.#asked = asked;
    this.#services = services;
    this.#pace = pace;
    this.#tell = tell;
  }

  async run(): Promise<RunEnd> {
    requireMemory(this.#asked);
    const data = await this.#data();
    const preparation = await prepareRun(
      { ...this.#asked, data },
      {
        startEngine: async (setup) => (await this.#start(setup)).engine,
        goOn: this.#preparing(),
      },
    );
    if (preparation === null || this.#pace.isStopped()) return 'stopped';
    const end = await this.#train(preparation);
    if (end === 'finished' && this.#asked.checked) await this.#check(preparation.plan);
    return this.#pace.isStopped() ? 'stopped' : end;
  }

  async #train({ plan, tuning, transfer }: Preparation): Promise<RunEnd> {
    const chosen = await this.#start(plan.setup);
    const { engine } = chosen;
    const telling = setInterval(() => this.#tellLong(), progressTime);
    try {
      if (this.#pace.isStopped()) return 'stopped';
      this.#looksForGpu = chosen.gpu === undefined;
      this.#engine = engine;
      this.#emit(preparedEvent(plan, chosen, tuning));
      this.#pace.trains?.(engine);
      const goOn = async (): Promise<boolean> => (await this.#pace.allowance(() => Promise.resolve())) > 0;
      return this.#asked.job === 'map'
        ? await mapGains(plan, engine, transfer, this.#emit, goOn)
        : await conduct(plan, engine, this.#pace, this.#emit, transfer);
    } finally {
      clearInterval(telling);
      this.#engine = null;
      this.#pace.trains?.(null);
      engine.dispose();
    }
  }

  async #data(): Promise<TaskData | null> {
    const task = fileTask(this.#asked.spec.task);
    if (task === null) return null;
    const progress = new Progress(`Loading ${task.label}`);
    try {
      return await this.#services.loadData(task, (fraction) => {
        this.#emit({ type: 'preparing', ...progress.at(fraction) });
      });
    } catch (error) {
      throw new RunFailure('data', `${task.label} could not be loaded: ${messageOf(error)}.`);
    }
  }

  /** Reports the progress of a phase of the preparation; returns whether to continue. */
  #preparing(): PreparationServices['goOn'] {
    let progress: Progress | null = null;
    return (phase, share) => {
      const learns = phase === 'plan' ? {} : ({ accepted: true } as const);
      if (progress?.phase !== phases[phase]) progress = new Progress(phases[phase]);
      return this.#goOn({ type: 'preparing', ...progress.at(share), ...learns });
    };
  }

  /** Checks how sensitive a run is to rounding, after all its other events. */
  async #check(plan: RunPlan): Promise<void> {
    const progress = new Progress('Checking how sensitive it is to rounding');
    const goOn = (fraction: number): Promise<boolean> =>
      this.#goOn({ type: 'working', ...progress.at(fraction) });
    const outcome = await perturb(plan, this.#services.startExact, goOn).catch(
      (error: unknown): RunEvent => ({
        type: 'perturbed',
        seeds: [],
        spread: [],
        unchecked: `the engine failed (${messageOf(error)})`,
      }),
    );
    if (outcome !== null) this.#emit(outcome);
    // Usually the answer arrived long before; a late one is emitted when it arrives.
    await Promise.race([this.#probing, new Promise((resolve) => setTimeout(resolve, probingTime))]);
  }

  async #start(setup: EngineSetup): Promise<Chosen> {
    try {
      return await this.#services.startEngine(setup, this.#asked.spec.engine, {
        report: (phase) => {
          this.#emit({ type: 'preparing', phase, fraction: null });
        },
        onRecovered: ({ reason, identity }) => {
          const engine = { ...identity, reason: `it took over: ${reason}` };
          this.#emit({ type: 'recovered', engine, reason });
        },
      });
    } catch (error) {
      if (error instanceof RunFailure) throw error;
      throw new RunFailure('engine', `No engine could be started: ${messageOf(error)}.`);
    }
  }

  /** Reports progress and takes a turn of the event loop, so that a stop is noticed. */
  async #goOn(event: RunEvent): Promise<boolean> {
    this.#emit(event);
    await yieldToOthers();
    return !this.#pace.isStopped();
  }

  readonly #emit = (event: RunEvent): void => {
    if (this.#pace.isStopped()) return;
    this.#tell(event);
    if (event.type !== 'progressed') return;
    this.#long.restart();
    // Independent of the run, so that it does not wait for the graphics device to be found.
    if (this.#looksForGpu) this.#probing ??= this.#probe();
  };

  async #probe(): Promise<void> {
    const gpu = await this.#services.probe?.();
    if (gpu !== undefined) this.#emit({ type: 'probed', gpu });
  }

  /** Reports the progress of a step or a forecast that takes long. */
  #tellLong(): void {
    const share = this.#engine?.divided?.share() ?? this.#pace.share ?? null;
    if (share !== null) this.#emit({ type: 'working', ...this.#long.at(share) });
  }
}

/** The event before the first step. */
function preparedEvent(plan: RunPlan, { engine, reason, gpu }: Chosen, tuning: Tuning | null): RunEvent {
  return {
    type: 'prepared',
    engine: { ...engine.identity, reason, ...(gpu === undefined ? {} : { gpu }) },
    replicas: plan.replicas.map(({ arm, seed }) => ({ arm, seed })),
    model: plan.setup.model,
    watched: plan.watched,
    initial: initialWatched(plan),
    horizons: plan.forecast.horizons,
    windowSteps: plan.forecast.windowSteps,
    inputs: plan.layout.farcaster,
    groups: plan.layout.groups,
    smoothing: plan.smoothing,
    ...(tuning === null ? {} : { tuning }),
  };
}
