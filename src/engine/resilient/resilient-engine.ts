/**
 * An engine that survives the loss of another: it keeps checkpoints and a log of calls. When the underlying engine
 * fails, it starts a new one, restores the latest usable checkpoint, repeats the later calls, and answers as if
 * nothing had happened. Engines are deterministic, so results do not change. A graphics device that does not answer
 * for `limits.call` counts as lost. Engines in other workers are monitored by their client (worker/remote/engine.ts),
 * and engines in this worker cannot hang silently.
 */
import { CalledEngine } from '../called-engine.ts';
import { Performer, takenBy, type Answer, type Order, type Question } from '../calls.ts';
import type { Divided, Engine, EngineIdentity, EngineState } from '../engine.ts';
import { Patience, turnTime } from '../../core/patience.ts';
import { leaveDeviceAlone } from '../device.ts';
import { errorText } from '../error-text.ts';
import { limits } from '../within.ts';
import { CallLog, type LoggedCall } from './call-log.ts';

/** Starts another engine at step 0. The list is used in order, one entry per attempt. */
export type Restart = () => Promise<Engine>;

export interface Recovery {
  readonly reason: string;
  readonly identity: EngineIdentity;
}

/** Minimum time between two checkpoints, ms: reading them must not slow training noticeably. */
const defaultCheckpointTime = 1000;

export class ResilientEngine extends CalledEngine {
  readonly #restarts: Restart[];
  readonly #onRecovered: (recovery: Recovery) => void;
  readonly #log: CallLog;
  readonly #checkpointTime: number;
  #beneath: Performer;
  #recovering = false;
  /** Why no further engine could be started. */
  #failure: Error | null = null;
  #disposed = false;
  #lastCheckpoint = performance.now();
  /** Calls that the underlying engine has not answered. */
  #unanswered = 0;
  #patience = new Patience(limits.call);
  #watch: ReturnType<typeof setInterval> | undefined;

  /** `engine` is at the given state: its first checkpoint. */
  constructor(
    engine: Engine,
    state: EngineState,
    restarts: readonly Restart[],
    onRecovered: (recovery: Recovery) => void,
    checkpointTime = defaultCheckpointTime,
  ) {
    super(state.weights.length);
    this.#checkpointTime = checkpointTime;
    this.#beneath = new Performer(engine);
    this.#restarts = [...restarts];
    this.#onRecovered = onRecovered;
    this.#log = new CallLog(state);
    this.#watchDevice();
  }

  /** Number of calls kept for a recovery. */
  get remembered(): number {
    return this.#log.length;
  }

  readonly divided: Divided = {
    steer: (what) => {
      const { divided } = this.#beneath.engine;
      // An engine that cannot be interrupted finishes its current call.
      if (divided === undefined) return;
      if (what === 'abandon') this.#giveUp(new Error('it was cancelled'));
      divided.steer(what);
    },
    share: () => this.#beneath.engine.divided?.share() ?? null,
  };

  get identity(): EngineIdentity {
    return this.#beneath.engine.identity;
  }

  protected ask(call: Question): Promise<Answer> {
    const answer = new Promise<Answer>((resolve, reject) => {
      this.#perform(this.#log.add(call, { resolve, reject }));
    });
    const isDue = performance.now() - this.#lastCheckpoint >= this.#checkpointTime;
    if (call.op === 'train' && isDue) this.#takeCheckpoint();
    return answer;
  }

  protected tell(call: Order): void {
    // A release is not repeated: a snapshot that is no longer needed is not taken again.
    if (call.op !== 'release') this.#perform(this.#log.add(call, null));
    else {
      this.#log.release(call.id);
      if (!this.#recovering) this.#beneath.tell(call);
    }
  }

  dispose(): void {
    this.#disposed = true;
    clearInterval(this.#watch);
    this.#beneath.engine.dispose();
  }

  #watchDevice(): void {
    clearInterval(this.#watch);
    this.#unanswered = 0;
    if (this.identity.backend !== 'webgpu') return;
    this.#patience = new Patience(limits.call);
    this.#watch = setInterval(() => {
      if (this.#unanswered === 0) this.#patience.heard();
      if (!this.#patience.look(performance.now())) return;
      const reason = `the GPU did not answer within ${limits.call} s`;
      leaveDeviceAlone(reason);
      void this.#recover(reason);
    }, turnTime);
  }

  /** Makes a call on the current engine; while another is being started it waits in the log. */
  #perform(logged: LoggedCall): void {
    const { call, asker } = logged;
    if (this.#failure !== null) asker?.reject(this.#failure);
    if (this.#recovering) return;
    const beneath = this.#beneath;
    this.#unanswered += 1;
    beneath.perform(call).then(
      (answer) => {
        if (answer !== undefined) asker?.resolve(answer);
        this.#log.settle(logged);
        if (beneath !== this.#beneath) return;
        this.#unanswered -= 1;
        this.#patience.heard();
      },
      (error: unknown) => {
        if (beneath === this.#beneath && !this.#recovering) void this.#recover(errorText(error));
      },
    );
  }

  #takeCheckpoint(): void {
    this.#lastCheckpoint = performance.now();
    const mark = this.#log.mark();
    const resolve = (state: Answer): void => {
      this.#log.settleMark(mark, state as EngineState);
    };
    this.#perform(this.#log.add({ op: 'checkpoint' }, { resolve, reject: () => undefined }));
  }

  /** Continues on the next engine that starts and accepts the state; engines that fail at either are skipped. */
  async #recover(reason: string): Promise<void> {
    this.#recovering = true;
    clearInterval(this.#watch);
    this.#beneath.engine.dispose();
    for (let restart = this.#restarts.shift(); restart !== undefined; restart = this.#restarts.shift()) {
      let engine: Engine | null = null;
      try {
        engine = await restart();
        if (!this.#disposed) {
          this.#goOnWith(engine);
          this.#onRecovered({ reason, identity: engine.identity });
          return;
        }
        engine.dispose();
      } catch {
        this.#recovering = true;
        clearInterval(this.#watch);
        engine?.dispose();
      }
    }
    this.#giveUp(new Error(reason));
  }

  #goOnWith(engine: Engine): void {
    const { state, calls } = this.#log.since();
    engine.restore(state);
    const beneath = new Performer(engine);
    this.#beneath = beneath;
    this.#watchDevice();
    this.#recovering = false;
    for (const call of calls) this.#perform(call);
    for (const id of calls.map(({ call }) => takenBy(call)))
      if (id !== null && !this.#log.isOpen(id)) beneath.tell({ op: 'release', id });
  }

  /** Stops computing, and starts no other engine. */
  #giveUp(failure: Error): void {
    this.#recovering = true;
    this.#disposed = true;
    this.#failure ??= failure;
    clearInterval(this.#watch);
    this.#log.rejectAll(this.#failure);
  }
}
