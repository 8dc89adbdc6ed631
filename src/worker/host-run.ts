/**
 * One hosted run, from an experiment asked for to its last event: data, tuning, runs to learn from, engine, job,
 * and what is told of each. Which run is active, and what a command does to it, is the host's.
 */
import type { LabelledImages } from '../core/data/fashion-mnist.ts';
import { estimateMemory, memoryLimit } from '../run/memory.ts';
import type { Engine, EngineSetup } from '../engine/engine.ts';
import type { ExperimentSpec } from '../experiment/fields.ts';
import type { Lifecycle, RunEvent } from '../run/events.ts';
import type { RunPlan } from '../run/plan.ts';
import { eventOfPoint, pointsOf, type Points } from '../run/points.ts';
import { phases, prepareRun, type PreparationServices } from '../run/prepare.ts';
import { perturb } from '../run/rounding.ts';
import { messageOf, outOfMemory, RunFailure } from './host-failure.ts';
import { prepared, type Asked, type HostServices, type Job } from './host-job.ts';
import type { Choose, Chosen, RunRecord } from './host-record.ts';
import { Hold } from './host-hold.ts';
import { buffersOf, Outbox } from './host-outbox.ts';
import { HostPace, yieldToMessages } from './host-pace.ts';
import { Progress } from './host-progress.ts';
import type { RunId } from './protocol.ts';

/** Time that the end of a run waits for word of the graphics device, ms. */
const probingTime = 1000;

/** Time between two words of how far something is that takes long, ms. */
const progressTime = 500;

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
  /** Where it is kept; null where it is not. */
  #record: RunRecord | null = null;
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
  /** Whether it was told to go on: what comes back does not wait for a word then. */
  #isPlayed = false;

  constructor(runId: RunId, services: HostServices, playing: boolean) {
    this.runId = runId;
    this.#services = services;
    this.#pace = new HostPace(playing, (state) => {
      if (state === 'paused') this.#hold.settled();
      this.#move(state);
      if (state === 'paused' && this.#pace.done > 0) void this.#record?.save();
    });
    this.#pace.onJump = (step) => this.#record?.jumped(step);
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
    this.#isPlayed = true;
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
    this.#record?.close();
    this.#pace.stop();
    this.#hold.end();
    this.#engine?.divided?.steer('abandon');
    if (this.#lifecycle === 'preparing') this.#move('stopped');
  }

  async run(asked: Asked, job: Job): Promise<void> {
    this.#move('preparing');
    try {
      const extra = await this.#open(asked);
      const end = await this.#through({ ...asked, spec: { ...asked.spec, extra } }, job);
      this.#move(this.#isStopped() ? 'stopped' : end);
      if (end === 'finished') await this.#record?.finish();
    } catch (error) {
      const isRepeating = this.#record?.isRepeating() === true;
      this.#record?.drop();
      if (!isRepeating || this.#isStopped()) {
        this.#fail(outOfMemory(error, asked) ?? error);
        return;
      }
      // What was kept of it is not what it does.
      this.#pace.play();
      await this.run({ ...asked, returning: 'start' }, job);
    }
  }

  async #through(asked: Asked, job: Job): Promise<'finished' | 'stopped'> {
    let engine: Engine | null = null;
    const telling = setInterval(() => this.#tellLong(), progressTime);
    try {
      this.#points = { ...this.#points, count: asked.rates.length };
      const images = await this.#images(asked);
      const preparation = await prepareRun(
        { ...asked, images },
        {
          startEngine: async (setup) => (await this.#start(setup, asked.spec)).engine,
          goOn: this.#preparing(),
        },
      );
      if (preparation === null || this.#isStopped()) return 'stopped';
      const { plan, tuning, transfer } = preparation;
      this.#points = pointsOf(plan);
      const chosen = await this.#start(plan.setup, plan.spec);
      engine = chosen.engine;
      if (this.#isStopped()) return 'stopped';
      this.#looksForGpu = chosen.gpu === undefined;
      this.#emit(prepared(plan, chosen, tuning));
      this.#repeat(asked);
      let { spec } = asked;
      const emit = (event: RunEvent): void => {
        this.#emit(event);
        if (event.type !== 'scheduled') return;
        spec = { ...spec, extra: [...spec.extra, event.anchor] };
        this.#record?.rename(spec);
        void this.#record?.save();
      };
      this.#isTraining = true;
      const end = await job(plan, engine, this.#pace, emit, transfer);
      this.#isTraining = false;
      this.#hold.settled();
      engine.dispose();
      engine = null;
      if (asked.checked && end === 'finished') await this.#perturb(plan);
      return end;
    } finally {
      clearInterval(telling);
      engine?.dispose();
    }
  }

  /** Looks for what was kept of the experiment; the forecasts at steps of their own with which the run begins. */
  async #open({ spec, checked, returning }: Asked): Promise<readonly number[]> {
    const { runId } = this;
    const isReturning = returning === 'offer' || returning === 'go-on';
    const lost = (reason: string): void => this.#services.emit({ type: 'unkept', runId, reason }, []);
    const telling = setTimeout(() => {
      this.#emit({ type: 'preparing', phase: 'Looking for what was kept of this run', fraction: null });
    }, progressTime);
    const opened = checked
      ? await this.#services.records?.open(spec, isReturning, () => this.#elapsed(), lost)
      : undefined;
    clearTimeout(telling);
    this.#record = opened ?? null;
    if (this.#isStopped()) this.#record?.close();
    const found = this.#record?.found ?? null;
    const { extra } = found ?? spec;
    this.#ran = found?.elapsed ?? 0;
    this.#pace.repeat({ remaining: () => this.#record?.remaining() ?? 0, jumps: found?.jumps ?? [] });
    const obstacle = returning === 'start' ? 'damaged' : (this.#record?.obstacle ?? null);
    this.#outbox.flush();
    if (found !== null || obstacle !== null)
      this.#services.emit({ type: 'returned', runId, extra, obstacle }, []);
    return extra;
  }

  /** Before a run is repeated as far as its record goes: where it is to wait for a word, it will. */
  #repeat({ returning }: Asked): void {
    if (this.#record?.isRepeating() !== true || this.#record.remaining() === 0) return;
    this.#emit({ type: 'preparing', phase: 'Going back to where it was', fraction: null });
    if (returning === 'offer' && !this.#isPlayed) this.#pace.pause();
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

  /** Tells what share of a phase of the preparation is done, and whether to go on with it. */
  #preparing(): PreparationServices['goOn'] {
    let progress: Progress | null = null;
    return async (phase, share) => {
      const learns = phase === 'plan' ? {} : ({ accepted: true } as const);
      if (progress?.phase !== phases[phase]) progress = new Progress(phases[phase]);
      this.#emit({ type: 'preparing', ...progress.at(share), ...learns });
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
    const start = async (setup: EngineSetup): Promise<Engine> => {
      const choose = async () => ({
        engine: (this.#engine = await this.#services.startReference(setup)),
        reason: '',
      });
      return (await this.#recorded(setup, choose)).engine;
    };
    const outcome = await perturb(plan, start, goOn).catch((error: unknown): RunEvent => {
      if (this.#record?.isRepeating() === true) throw error;
      const unchecked = `the reference engine failed (${messageOf(error)})`;
      return { type: 'perturbed', seeds: [], spread: [], unchecked };
    });
    if (outcome !== null) this.#emit(outcome);
    // Mostly it is there long before; one that does not answer is told when it is.
    await Promise.race([this.#probing, new Promise((resolve) => setTimeout(resolve, probingTime))]);
  }

  #start(setup: EngineSetup, { engine }: Pick<ExperimentSpec, 'engine'>): Promise<Chosen> {
    return this.#recorded(setup, (name) => this.#choose(setup, name ?? engine));
  }

  /** The next engine of the run: from its record, or as chosen, and written down where the run is kept. */
  #recorded(setup: EngineSetup, choose: Choose): Promise<Chosen> {
    this.#engine = null;
    return this.#record === null ? choose() : this.#record.engine(setup, choose);
  }

  async #choose(setup: EngineSetup, wish: ExperimentSpec['engine']): Promise<Chosen> {
    try {
      const chosen = await this.#services.chooseEngine(setup, wish, {
        report: (phase) => {
          this.#emit({ type: 'preparing', phase, fraction: null });
        },
        onRecovered: ({ reason, identity }) => {
          const engine = { ...identity, reason: `it took over: ${reason}` };
          this.#record?.recovered(engine.reason);
          this.#emit({ type: 'recovered', engine, reason });
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
    const share = this.#lifecycle === 'running' ? (this.#engine?.divided?.share() ?? this.#pace.share) : null;
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
