/**
 * One hosted run, from an experiment asked for to its last event: data, tuning, runs to learn from, engine, job,
 * and what is told of each. Which run is active, and what a command does to it, is the host's.
 */
import type { LabelledImages } from '../core/data/fashion-mnist.ts';
import { estimateMemory, memoryLimit } from '../run/memory.ts';
import type { Engine, EngineFactory, EngineIdentity, EngineSetup, GpuState } from '../engine/engine.ts';
import type { ExperimentSpec } from '../experiment/fields.ts';
import { conduct, initialWatched } from '../run/conduct.ts';
import { mapGains } from '../run/jumps/gain-map.ts';
import type { Lifecycle, RunEvent, Tuning } from '../run/events.ts';
import { pilotPlan, recordTrajectories, TransferSource } from '../run/forecast/pilot.ts';
import { planRun, type RunPlan, type Told } from '../run/plan.ts';
import { eventOfPoint, pointsOf, type Points } from '../run/points.ts';
import type { TuningRun } from '../run/tuning/choose-rates.ts';
import { atTunedRates, recordTuning, tuningOf, tuningPlans } from '../run/tuning/tuning-runs.ts';
import { perturb } from '../run/rounding.ts';
import { Hold } from './host-hold.ts';
import { buffersOf, Outbox } from './host-outbox.ts';
import { HostPace, yieldToMessages } from './host-pace.ts';
import type { FailureCode, RunId, RunMessage } from './protocol.ts';

interface Chosen {
  readonly engine: Engine;
  readonly reason: string;
  readonly gpu?: GpuState;
}

export interface HostServices {
  readonly chooseEngine: (
    setup: EngineSetup,
    wish: ExperimentSpec['engine'],
    told: {
      readonly report: (phase: string) => void;
      readonly onRecovered: (recovery: {
        readonly reason: string;
        readonly identity: EngineIdentity;
      }) => void;
    },
  ) => Promise<Chosen>;
  /** The engine that gives the same on every machine, whatever `chooseEngine` takes. */
  readonly startReference: EngineFactory;
  /** What WebGPU offers here, for runs whose engine did not have to know; left out: nobody looks. */
  readonly probe?: () => Promise<GpuState>;
  readonly loadImages: (baseUrl: string, report: (fraction: number) => void) => Promise<LabelledImages>;
  readonly emit: (message: RunMessage, transfer: Transferable[]) => void;
}

/** A run that cannot go on, with the code that tells the page which help to show. */
class RunFailure extends Error {
  readonly code: FailureCode;
  constructor(code: FailureCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** Browsers refuse memory in words of their own; estimates do not see all that they hold. */
function outOfMemory(error: unknown, { spec, rates }: Asked): RunFailure | null {
  if (!/allocation failed|out of memory|allocation size overflow/i.test(messageOf(error))) return null;
  const { advice } = estimateMemory(spec, rates.length);
  return new RunFailure(
    'too-large',
    `The browser has no more memory for it (${messageOf(error)}). Try ${advice}.`,
  );
}

/** What is to be run: an experiment, at each of the rates. */
export interface Asked {
  readonly spec: ExperimentSpec;
  readonly rates: readonly number[];
  readonly baseUrl: string;
  readonly told: Told;
  /** Whether it is looked at how sensitive it is to rounding. */
  readonly checked: boolean;
}

/** What is done with a prepared engine. */
export type Job = (
  plan: RunPlan,
  engine: Engine,
  pace: HostPace,
  emit: (event: RunEvent) => void,
  transfer: TransferSource | null,
) => Promise<'finished' | 'stopped'>;

export const conducted: Job = (plan, engine, pace, emit, transfer) =>
  conduct(plan, engine, pace, emit, transfer);

export const mapped: Job = (plan, engine, pace, emit, transfer) =>
  mapGains(plan, engine, transfer, emit, async () => (await pace.allowance(() => Promise.resolve())) > 0);

export class HostedRun {
  readonly runId: RunId;
  readonly #services: HostServices;
  readonly #pace: HostPace;
  readonly #outbox: Outbox;
  #lifecycle: Lifecycle = 'idle';
  #stopped = false;
  #points: Points = { count: 1, replicas: 0, horizons: 0 };
  #ran = 0;
  /** Since when it runs; null while it does not. */
  #since: number | null = null;
  readonly #hold: Hold;
  /** The engine that computes. */
  #engine: Engine | null = null;
  /** Steps that were told. */
  #told = 0;
  /** What is told while something takes long: what it is, how far it is, and since when. */
  #long: Progress | null = null;
  #probing: Promise<void> | null = null;
  /** Between the preparation and the end of the budget: this can be paused. */
  #isTraining = false;
  #looksForGpu = false;

  constructor(runId: RunId, services: HostServices, playing: boolean) {
    this.runId = runId;
    this.#services = services;
    this.#pace = new HostPace(playing, (state) => {
      if (state === 'paused') this.#hold.settled();
      this.#move(state);
    });
    this.#hold = new Hold(
      (what) => {
        const divided = this.#isTraining ? this.#engine?.divided : undefined;
        divided?.steer(what);
        return divided !== undefined;
      },
      (state) => {
        this.#move(state);
      },
    );
    this.#outbox = new Outbox((events) => {
      this.#send(events);
    });
  }

  play(): void {
    this.#hold.end();
    this.#pace.play();
  }

  advance(steps: number): void {
    // What was begun before a pause in its middle is part of it.
    const begun = this.#pace.done - this.#told;
    const more = this.#hold.end() ? Math.max(0, steps - begun) : steps;
    this.#pace.advance(more);
  }

  pause(): void {
    this.#pace.pause();
    if (this.#isTraining) this.#hold.begin();
  }

  jump(): void {
    this.#pace.askForJump();
  }

  stop(): void {
    this.#stopped = true;
    this.#pace.stop();
    this.#hold.end();
    this.#engine?.divided?.steer('abandon');
    if (this.#lifecycle === 'preparing') this.#move('stopped');
  }

  async run(asked: Asked, job: Job): Promise<void> {
    let engine: Engine | null = null;
    const telling = setInterval(() => this.#tellLong(), progressTime);
    try {
      this.#points = { ...this.#points, count: asked.rates.length };
      this.#move('preparing');
      const images = await this.#images(asked);
      const planned = planRun(asked.spec, images, asked.rates, asked.told);
      this.#points = pointsOf(planned);
      const tuning = await this.#tune(asked, images);
      if (this.#isStopped()) return;
      const plan = tuning === null ? planned : atTunedRates(planned, tuning);
      const transfer = await this.#transfer(plan, images);
      if (this.#isStopped()) return;
      const chosen = await this.#start(plan.setup, plan.spec);
      engine = chosen.engine;
      if (this.#isStopped()) return;
      this.#looksForGpu = chosen.gpu === undefined;
      this.#emit(prepared(plan, chosen, tuning));
      const emit = (event: RunEvent): void => {
        this.#emit(event);
      };
      this.#isTraining = true;
      const end = await job(plan, engine, this.#pace, emit, transfer);
      this.#isTraining = false;
      this.#hold.settled();
      engine.dispose();
      engine = null;
      if (asked.checked && end === 'finished') await this.#perturb(plan);
      this.#move(this.#isStopped() ? 'stopped' : end);
    } catch (error) {
      this.#fail(outOfMemory(error, asked) ?? error);
    } finally {
      clearInterval(telling);
      engine?.dispose();
    }
  }

  async #images({ spec, rates, baseUrl }: Asked): Promise<LabelledImages | null> {
    const { bytes, advice } = estimateMemory(spec, rates.length);
    if (bytes > memoryLimit) {
      const needed = (bytes / 2 ** 30).toFixed(1);
      throw new RunFailure(
        'too-large',
        `This experiment would need about ${needed} GB of memory; ${memoryLimit / 2 ** 30} GB is the most. Try ${advice}.`,
      );
    }
    if (spec.task !== 'fashion-mnist') return null;
    const progress = new Progress('Loading Fashion-MNIST');
    try {
      return await this.#services.loadImages(baseUrl, (fraction) => {
        this.#emit({ type: 'preparing', ...progress.at(fraction) });
      });
    } catch (error) {
      throw new RunFailure('data', `Fashion-MNIST could not be loaded: ${messageOf(error)}.`);
    }
  }

  /** Records and learns from other seeds' runs where the experiment asks for it. */
  async #transfer(plan: RunPlan, images: LabelledImages | null): Promise<TransferSource | null> {
    const pilot = pilotPlan(plan, images);
    if (pilot === null) return null;
    const { engine } = await this.#start(pilot.setup, plan.spec);
    try {
      const recorded = await recordTrajectories(pilot, engine, this.#goOn('Recording runs to learn from'));
      if (recorded === null) return null;
      const transfer = new TransferSource(plan, pilot, recorded);
      await transfer.trainNetworks(this.#goOn('Training forecasters'));
      return transfer;
    } finally {
      engine.dispose();
    }
  }

  /** Trains the experiment on other seeds at several rates; null where it is not tuned, or was stopped. */
  async #tune({ spec, rates }: Asked, images: LabelledImages | null): Promise<Tuning | null> {
    if (spec.tune === 'off' || rates.length > 1) return null;
    const plans = tuningPlans(spec, images);
    const runs: TuningRun[] = [];
    for (const [done, plan] of plans.entries()) {
      const goOn = this.#goOn('Tuning the learning rates');
      const { engine } = await this.#start(plan.setup, spec);
      try {
        const recorded = await recordTuning(plan, engine, (share) => goOn((done + share) / plans.length));
        if (recorded === null) return null;
        runs.push(...recorded);
      } finally {
        engine.dispose();
      }
    }
    return tuningOf(spec, plans, runs);
  }

  /** Tells what share of a phase of the preparation is done, and whether to go on with it. */
  #goOn(phase: string): (fraction: number) => Promise<boolean> {
    const progress = new Progress(phase);
    return async (fraction) => {
      this.#emit({ type: 'preparing', ...progress.at(fraction), accepted: true });
      // A turn of the event loop, so that a stop is heard.
      await yieldToMessages();
      return !this.#stopped;
    };
  }

  /** Looks at how sensitive a run is to rounding, once all of it has been told. Its time is not the run's. */
  async #perturb(plan: RunPlan): Promise<void> {
    this.#stopClock();
    this.#outbox.flush();
    const progress = new Progress('Checking how sensitive it is to rounding');
    const goOn = async (fraction: number): Promise<boolean> => {
      this.#emit({ type: 'working', ...progress.at(fraction) });
      await yieldToMessages();
      return !this.#stopped;
    };
    const start = async (setup: EngineSetup): Promise<Engine> =>
      (this.#engine = await this.#services.startReference(setup));
    const outcome = await perturb(plan, start, goOn).catch((error: unknown): RunEvent => ({
      type: 'perturbed',
      seeds: [],
      spread: [],
      unchecked: `the reference engine failed (${messageOf(error)})`,
    }));
    if (outcome !== null) this.#emit(outcome);
    // Mostly it is there long before; one that does not answer is told when it is.
    await Promise.race([this.#probing, new Promise((resolve) => setTimeout(resolve, probingTime))]);
  }

  async #start(setup: EngineSetup, { engine: wish }: Pick<ExperimentSpec, 'engine'>): Promise<Chosen> {
    try {
      const chosen = await this.#services.chooseEngine(setup, wish, {
        report: (phase) => {
          this.#emit({ type: 'preparing', phase, fraction: null });
        },
        onRecovered: ({ reason, identity }) => {
          this.#emit({
            type: 'recovered',
            engine: { ...identity, reason: `it took over: ${reason}` },
            reason,
          });
        },
      });
      this.#engine = chosen.engine;
      return chosen;
    } catch (error) {
      throw new RunFailure('engine', `No engine could be started: ${messageOf(error)}.`);
    }
  }

  /** Asked anew: it may have changed while something was waited for. */
  #isStopped(): boolean {
    return this.#stopped;
  }

  #emit(event: RunEvent): void {
    if (this.#stopped) return;
    this.#outbox.add(event);
    if (event.type !== 'progressed') return;
    this.#told += event.steps;
    this.#long?.restart();
    // Beside the run: it does not wait for the graphics device to be found.
    if (this.#looksForGpu) this.#probing ??= this.#probe();
  }

  async #probe(): Promise<void> {
    const gpu = await this.#services.probe?.();
    if (gpu !== undefined) this.#emit({ type: 'probed', gpu });
  }

  /** Tells how far a step is that takes long. */
  #tellLong(): void {
    const share = this.#lifecycle === 'running' ? (this.#engine?.divided?.share() ?? null) : null;
    if (share === null) return;
    this.#long ??= new Progress('In the middle of a step');
    this.#emit({ type: 'working', ...this.#long.at(share) });
  }

  /** Posts what was gathered; where experiments train together, to each its own. */
  #send(events: readonly RunEvent[]): void {
    const { runId } = this;
    const elapsed = this.#elapsed();
    const { count } = this.#points;
    if (count === 1) {
      this.#services.emit({ type: 'happened', runId, elapsed, events }, buffersOf(events));
      return;
    }
    for (let index = 0; index < count; index += 1) {
      const own = events.flatMap((event) => eventOfPoint(event, index, this.#points) ?? []);
      const point = { index, of: count };
      this.#services.emit({ type: 'happened', runId, point, elapsed, events: own }, buffersOf(own));
    }
  }

  #move(lifecycle: Lifecycle): void {
    if (lifecycle === this.#lifecycle) return;
    this.#stopClock();
    if (lifecycle === 'running') this.#since = performance.now();
    this.#lifecycle = lifecycle;
    this.#outbox.flush();
    this.#services.emit({ type: 'moved', runId: this.runId, lifecycle, elapsed: this.#elapsed() }, []);
  }

  #fail(error: unknown): void {
    if (this.#stopped) {
      this.#move('stopped');
      return;
    }
    try {
      this.#outbox.flush();
    } catch {
      // What could not be sent is lost; that it failed must be told all the same.
    }
    this.#move('failed');
    const code = error instanceof RunFailure ? error.code : 'engine';
    this.#services.emit({ type: 'failed', runId: this.runId, code, message: messageOf(error) }, []);
  }

  #stopClock(): void {
    this.#ran = this.#elapsed();
    this.#since = null;
  }

  #elapsed(): number {
    return this.#ran + (this.#since === null ? 0 : performance.now() - this.#since);
  }
}

/** Time that the end of a run waits for word of the graphics device, ms. */
const probingTime = 1000;

/** Time between two words of how far something is that takes long, ms. */
const progressTime = 500;

/** How far something is, and how long it takes at the same pace, once that can be said. */
class Progress {
  readonly #phase: string;
  #since = performance.now();

  constructor(phase: string) {
    this.#phase = phase;
  }

  restart(): void {
    this.#since = performance.now();
  }

  at(fraction: number): {
    readonly phase: string;
    readonly fraction: number;
    readonly secondsLeft: number | null;
  } {
    const seconds = (performance.now() - this.#since) / 1000;
    const isKnown = seconds > 1 && fraction > 0.02;
    const secondsLeft = isKnown ? (seconds * (1 - fraction)) / fraction : null;
    return { phase: this.#phase, fraction, secondsLeft };
  }
}

function prepared(plan: RunPlan, { engine, reason, gpu }: Chosen, tuning: Tuning | null): RunEvent {
  const { network } = plan.setup;
  return {
    type: 'prepared',
    engine: { ...engine.identity, reason, ...(gpu === undefined ? {} : { gpu }) },
    replicas: plan.replicas.map(({ arm, seed }) => ({ arm, seed })),
    widths: network.widths,
    parameterCount: network.parameterCount,
    watched: plan.watched,
    initial: initialWatched(plan),
    horizons: plan.forecast.horizons,
    windowSteps: plan.forecast.windowSteps,
    inputs: plan.layout.farcaster,
    groups: plan.layout.groups,
    tensors: network.tensors.map(({ layer, kind }) => `layer ${layer} ${kind}`),
    smoothing: plan.smoothing,
    ...(tuning === null ? {} : { tuning }),
  };
}

const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
