/**
 * A run is a function: from an experiment to what happens in it. Owns the order: whether it fits into memory, its data,
 * what it learns from beforehand, its engine, the training, and the check for its sensitivity to rounding. Where engines
 * and data come from, how fast it goes and who listens are given to it: a worker, a command line and tests alike.
 */
import type { LabelledImages } from '../core/data/labelled-images.ts';
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

/** Time that the end of a run waits for word of the graphics device, ms. */
const probingTime = 1000;

/** Time between two words of how far something is that takes long, ms. */
const progressTime = 500;

export interface Chosen {
  readonly engine: Engine;
  /** Why this engine, in plain words. */
  readonly reason: string;
  /** What WebGPU offers here; left out where it was not checked. */
  readonly gpu?: GpuState;
}

/** Who listens while an engine is started, and after. */
export interface EngineListener {
  /** What is being done, in words. */
  readonly report: (phase: string) => void;
  /** The engine was lost, for that reason, and another went on from a checkpoint. */
  readonly onRecovered: (recovery: { readonly reason: string; readonly identity: EngineIdentity }) => void;
}

export interface RunServices {
  /** Starts the engine that an experiment asks for; one after the other, the last of them trains it. Rejects where there is none. */
  readonly startEngine: (
    setup: EngineSetup,
    wish: ExperimentSpec['engine'],
    listener: EngineListener,
  ) => Promise<Chosen>;
  /** An engine that gives the same on every machine, whatever `startEngine` takes. */
  readonly startExact: EngineFactory;
  /** What WebGPU offers here, for runs whose engine did not have to check; left out: not checked. */
  readonly probe?: (() => Promise<GpuState>) | undefined;
  /** The examples of a task that come from a file; `report` is called with the share that is loaded. */
  readonly loadData: (task: FileTask, report: (fraction: number) => void) => Promise<LabelledImages>;
}

/** Who decides how fast a run goes, and whether it goes on at all. */
export interface RunPace extends Pace {
  isStopped(): boolean;
  /** What share is done of a forecast in progress that takes long; null where there is none. */
  readonly share?: number | null;
  /** Called with the engine that trains the experiment from here on; null: it has been trained. */
  trains?(engine: Engine | null): void;
}

/** What is to be run. */
export interface RunAsked {
  readonly spec: ExperimentSpec;
  /** Learning rates of the experiments that train together and are equal in all else, that of `spec` first. */
  readonly rates: readonly number[];
  readonly told: Told;
  /** To train the experiment, or to map what jumps would do along its control. */
  readonly job: 'train' | 'map';
  /** Whether it is looked at how sensitive it is to rounding, once it has been trained. */
  readonly checked: boolean;
}

/** An experiment by itself, with all that is to be known of it. */
export const wholeRun = (spec: ExperimentSpec): RunAsked => ({
  spec,
  rates: [spec.learningRate],
  told: 'all',
  job: 'train',
  checked: true,
});

export type RunEnd = 'finished' | 'stopped';

/**
 * Runs an experiment to its end, or until the pace stops it; no event is emitted after that. Events are emitted in order, as
 * they happen. Rejects with a RunFailure.
 */
export async function runExperiment(
  asked: RunAsked,
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
  readonly #asked: RunAsked;
  readonly #services: RunServices;
  readonly #pace: RunPace;
  readonly #tell: Emit;
  /** The engine that trains the experiment. */
  #engine: Engine | null = null;
  /** Progress of something that takes long within the training. */
  readonly #long = new Progress('In the middle of a step');
  #looksForGpu = false;
  #probing: Promise<void> | null = null;

  constructor(asked: RunAsked, services: RunServices, pace: RunPace, tell: Emit) {
    this.#asked = asked;
    this.#services = services;
    this.#pace = pace;
    this.#tell = tell;
  }

  async run(): Promise<RunEnd> {
    requireMemory(this.#asked);
    const images = await this.#images();
    const preparation = await prepareRun(
      { ...this.#asked, images },
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

  async #images(): Promise<LabelledImages | null> {
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

  /** Tells what share of a phase of the preparation is done, and whether to go on with it. */
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
    // The answer mostly came long before; a late one is emitted when it comes.
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

  /** Tells how far something is and takes a turn of the event loop, so that a stop is heard. */
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
    // Beside the run: it does not wait for the graphics device to be found.
    if (this.#looksForGpu) this.#probing ??= this.#probe();
  };

  async #probe(): Promise<void> {
    const gpu = await this.#services.probe?.();
    if (gpu !== undefined) this.#emit({ type: 'probed', gpu });
  }

  /** Tells how far a step or a forecast is that takes long. */
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
