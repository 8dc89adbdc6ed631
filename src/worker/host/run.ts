/**
 * One hosted run: a run in terms of the protocol, which is played, paused and stopped by commands, reports its
 * lifecycle besides its events, and is saved across visits. The run itself is run/experiment.ts; the host knows which
 * run is active.
 */
import type { Engine, EngineSetup } from '../../engine/engine.ts';
import type { Lifecycle, RunEvent } from '../../run/events.ts';
import { sizesOf } from '../../run/event-shapes.ts';
import { runExperiment, type Chosen, type RunRequest, type RunServices } from '../../run/experiment.ts';
import { failureOf } from '../../run/failure.ts';
import { eventOfPoint, type Points } from '../../run/points.ts';
import type { Choose, RunRecord, RunRecords } from './record.ts';
import { Hold } from './hold.ts';
import { buffersOf, Outbox } from './outbox.ts';
import { HostPace } from './pace.ts';
import type { RunId, RunMessage } from '../protocol.ts';

/** Time after which the search for a saved run is reported, ms. */
const lookingTime = 500;

export interface HostServices extends Omit<RunServices, 'loadData'> {
  readonly loadData: (
    baseUrl: string,
    ...asked: Parameters<RunServices['loadData']>
  ) => ReturnType<RunServices['loadData']>;
  readonly emit: (message: RunMessage, transfer: Transferable[]) => void;
  /** Where runs are saved across visits; left out: nowhere. */
  readonly records?: RunRecords | undefined;
}

export interface HostedRequest extends RunRequest {
  readonly baseUrl: string;
  /** Whether its record is repeated first, and the run then waits or continues; 'start': the record was unusable. */
  readonly returning: 'offer' | 'go-on' | 'start' | undefined;
}

export class HostedRun {
  readonly runId: RunId;
  readonly #services: HostServices;
  readonly #pace: HostPace;
  readonly #outbox: Outbox;
  readonly #hold: Hold;
  #lifecycle: Lifecycle = 'idle';
  #points: Points = { count: 1, sizes: {} };
  #ran = 0;
  /** Start of the current running time; null while it is not running. */
  #since: number | null = null;
  /** Its record; null if it is not saved. */
  #record: RunRecord | null = null;
  /** The engine that was started last, and the one that trains the experiment: only the latter can be paused. */
  #newest: Engine | null = null;
  #training: Engine | null = null;
  /** Steps whose events were posted. */
  #told = 0;
  /** Whether `play` was received: a resumed run then does not wait for it. */
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
    this.#pace.onTraining = (engine) => {
      this.#training = engine;
      if (engine !== null) return;
      this.#hold.settled();
      // Checks after the end do not count as running time.
      this.#stopClock();
      this.#outbox.flush();
    };
    this.#hold = new Hold(
      (what) => {
        const divided = this.#training?.divided;
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
    // An operation that was running before a pause is part of it.
    const begun = this.#pace.done - this.#told;
    const more = this.#hold.end() ? Math.max(0, steps - begun) : steps;
    this.#pace.advance(more);
  }

  pause(): void {
    this.#pace.pause();
    if (this.#training !== null) this.#hold.begin();
  }

  jump(): void {
    this.#pace.askForJump();
  }

  stop(): void {
    this.#record?.close();
    this.#pace.stop();
    this.#hold.end();
    this.#newest?.divided?.steer('abandon');
    if (this.#lifecycle === 'preparing') this.#move('stopped');
  }

  async run(asked: HostedRequest): Promise<void> {
    this.#move('preparing');
    try {
      let spec = { ...asked.spec, extra: await this.#open(asked) };
      this.#points = { ...this.#points, count: asked.rates.length };
      const end = await runExperiment({ ...asked, spec }, this.#servicesFor(asked), this.#pace, (event) => {
        this.#take(event, asked);
        if (event.type !== 'scheduled') return;
        spec = { ...spec, extra: [...spec.extra, event.anchor] };
        this.#record?.rename(spec);
        void this.#record?.save();
      });
      this.#move(end);
      if (end === 'finished') await this.#record?.finish();
    } catch (error) {
      const isRepeating = this.#record?.isRepeating() === true;
      this.#record?.drop();
      if (!isRepeating || this.#pace.isStopped()) {
        this.#fail(error, asked);
        return;
      }
      // Its record differs from what it does.
      this.#pace.play();
      await this.run({ ...asked, returning: 'start' });
    }
  }

  /** Looks for the record of the experiment; returns the extra forecasts with which the run starts. */
  async #open({ spec, checked, returning }: HostedRequest): Promise<readonly number[]> {
    const { runId } = this;
    const isReturning = returning === 'offer' || returning === 'go-on';
    const lost = (reason: string): void => this.#services.emit({ type: 'unkept', runId, reason }, []);
    const telling = setTimeout(() => {
      this.#outbox.add({ type: 'preparing', phase: 'Looking for the saved run', fraction: null });
    }, lookingTime);
    const opened = checked
      ? await this.#services.records?.open(spec, isReturning, () => this.#elapsed(), lost)
      : undefined;
    clearTimeout(telling);
    this.#record = opened ?? null;
    if (this.#pace.isStopped()) this.#record?.close();
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

  /** The services of the worker; if the run is saved, every engine is recorded. */
  #servicesFor({ baseUrl }: HostedRequest): RunServices {
    const { startEngine, startExact, loadData, probe } = this.#services;
    return {
      startEngine: (setup, wish, listener) =>
        this.#recorded(setup, (name) =>
          startEngine(setup, name ?? wish, {
            ...listener,
            onRecovered: (recovery) => {
              this.#record?.recovered(`it took over: ${recovery.reason}`);
              listener.onRecovered(recovery);
            },
          }),
        ),
      startExact: async (setup) => {
        const start: Choose = async () => ({ engine: await startExact(setup), reason: '' });
        return (await this.#recorded(setup, start)).engine;
      },
      loadData: (task, report) => loadData(baseUrl, task, report),
      probe,
    };
  }

  /** The next engine of the run: from its record, or as chosen. */
  async #recorded(setup: EngineSetup, choose: Choose): Promise<Chosen> {
    this.#newest = null;
    const choosing: Choose = async (name) => {
      const chosen = await choose(name);
      this.#newest = chosen.engine;
      return chosen;
    };
    return this.#record === null ? choosing() : this.#record.engine(setup, choosing);
  }

  #take(event: RunEvent, asked: HostedRequest): void {
    // While paused, there is no progress beyond the last report.
    if (event.type === 'working' && this.#lifecycle !== 'running') return;
    // If a check fails that the record had passed, the record belongs to another run.
    if (event.type === 'perturbed' && event.unchecked !== null && this.#record?.isRepeating() === true)
      throw new Error(event.unchecked);
    if (event.type === 'prepared') this.#points = { ...this.#points, sizes: sizesOf(event) };
    this.#outbox.add(event);
    if (event.type === 'progressed') this.#told += event.steps;
    if (event.type === 'prepared') this.#repeat(asked);
  }

  /** Before a run is repeated from its record: pauses it there if it is to wait for a command. */
  #repeat({ returning }: HostedRequest): void {
    if (this.#record?.isRepeating() !== true || this.#record.remaining() === 0) return;
    this.#outbox.add({ type: 'preparing', phase: 'Restoring the saved run', fraction: null });
    if (returning === 'offer' && !this.#isPlayed) this.#pace.pause();
  }

  /** Posts the collected events; if experiments train together, each gets its own. */
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

  #fail(error: unknown, asked: HostedRequest): void {
    if (this.#pace.isStopped()) {
      this.#move('stopped');
      return;
    }
    try {
      this.#outbox.flush();
    } catch {
      // Unsent events are lost; the failure must still be reported.
    }
    this.#move('failed');
    const { code, message } = failureOf(error, asked);
    this.#services.emit({ type: 'failed', runId: this.runId, code, message }, []);
  }

  #stopClock(): void {
    this.#ran = this.#elapsed();
    this.#since = null;
  }

  #elapsed(): number {
    return this.#ran + (this.#since === null ? 0 : performance.now() - this.#since);
  }
}
