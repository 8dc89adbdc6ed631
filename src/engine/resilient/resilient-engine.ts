/**
 * An engine that survives the loss of another: it keeps checkpoints and a log of calls, and when the
 * engine beneath fails it starts a new one, restores the newest usable checkpoint, repeats what came
 * after, and answers as if nothing had happened. Engines are deterministic, so results do not change.
 * A graphics device that answers nothing for `limits.call` counts as lost. Engines in other workers are watched by
 * their own side (worker/remote-engine.ts), and what computes in this worker cannot fall silent by itself.
 */
import type { Split } from '../../core/data/data-set.ts';
import type {
  AdoptionChange,
  Columns,
  Divided,
  Engine,
  EngineIdentity,
  EngineState,
  Mix,
  SnapshotId,
  SplitScore,
  TrainBlock,
} from '../engine.ts';
import { currentWeights } from '../engine.ts';
import { Patience, turnTime } from '../../core/patience.ts';
import { leaveDeviceAlone } from '../device.ts';
import { errorText } from '../error-text.ts';
import { limits } from '../within.ts';
import { CallLog, type LoggedCall } from './call-log.ts';

/** Starts another engine at step 0. The list is gone through in order, each as often as it is named. */
export type Restart = () => Promise<Engine>;

export interface Recovery {
  readonly reason: string;
  readonly identity: EngineIdentity;
}

/** Least time between two checkpoints, ms: their reading must not be felt. */
const defaultCheckpointTime = 1000;

export class ResilientEngine implements Engine {
  readonly #restarts: Restart[];
  readonly #onRecovered: (recovery: Recovery) => void;
  readonly #log: CallLog;
  readonly #checkpointTime: number;
  #engine: Engine;
  /** This engine's snapshots -> those of the engine beneath. */
  #snapshots = new Map<SnapshotId, SnapshotId>([[currentWeights, currentWeights]]);
  #nextSnapshot = 1;
  #recovering = false;
  /** Why no further engine could be started. */
  #failure: Error | null = null;
  #disposed = false;
  #lastCheckpoint = performance.now();
  /** Calls that the engine beneath has not answered. */
  #unanswered = 0;
  #patience = new Patience(limits.call);
  #watch: ReturnType<typeof setInterval> | undefined;

  /** `engine` is at the state given: its first checkpoint. */
  constructor(
    engine: Engine,
    state: EngineState,
    restarts: readonly Restart[],
    onRecovered: (recovery: Recovery) => void,
    checkpointTime = defaultCheckpointTime,
  ) {
    this.#checkpointTime = checkpointTime;
    this.#engine = engine;
    this.#restarts = [...restarts];
    this.#onRecovered = onRecovered;
    this.#log = new CallLog(state);
    this.#watchDevice();
  }

  /** Calls kept for a recovery. */
  get remembered(): number {
    return this.#log.length;
  }

  readonly divided: Divided = {
    steer: (what) => {
      const { divided } = this.#engine;
      // An engine that cannot be interrupted ends what it computes.
      if (divided === undefined) return;
      if (what === 'abandon') this.#giveUp(new Error('it was given up'));
      divided.steer(what);
    },
    share: () => this.#engine.divided?.share() ?? null,
  };

  get identity(): EngineIdentity {
    return this.#engine.identity;
  }

  train(steps: number): Promise<TrainBlock> {
    const block = this.#ask('changes', [], (engine) => engine.train(steps));
    if (performance.now() - this.#lastCheckpoint >= this.#checkpointTime) this.#takeCheckpoint();
    return block;
  }

  nextLoss(): Promise<Float32Array> {
    return this.#ask('asks', [], (engine) => engine.nextLoss());
  }

  snapshot(): SnapshotId {
    return this.#keep((engine) => engine.snapshot());
  }

  load(weights: Float32Array): SnapshotId {
    const own = weights.slice(); // It may have to be loaded again.
    return this.#keep((engine) => engine.load(own));
  }

  release(snapshot: SnapshotId): void {
    this.#log.release(snapshot);
    const own = this.#snapshots.get(snapshot);
    this.#snapshots.delete(snapshot);
    if (own !== undefined && !this.#recovering) this.#engine.release(own);
  }

  sample(snapshots: readonly SnapshotId[], parameters: Uint32Array): Promise<Float32Array> {
    return this.#ask('asks', snapshots, (engine) => engine.sample(this.#own(snapshots), parameters));
  }

  gram(columns: Columns): Promise<Float64Array> {
    return this.#ask('asks', columns.snapshots, (engine) => engine.gram(this.#named(columns)));
  }

  meanAbsolute(mix: Mix): Promise<Float64Array> {
    return this.#ask('asks', mix.snapshots, (engine) => engine.meanAbsolute(this.#named(mix)));
  }

  lossOf(mix: Mix, split: Split, active: readonly boolean[]): Promise<Float32Array> {
    return this.#ask('asks', mix.snapshots, (engine) => engine.lossOf(this.#named(mix), split, active));
  }

  score(split: Split): Promise<SplitScore> {
    return this.#ask('asks', [], (engine) => engine.score(split));
  }

  adopt(mix: Mix, accept: readonly boolean[], change: AdoptionChange): void {
    this.#tell({ creates: null, uses: mix.snapshots }, (engine) => {
      engine.adopt(this.#named(mix), accept, change);
    });
  }

  checkpoint(): Promise<EngineState> {
    return this.#ask('asks', [], (engine) => engine.checkpoint());
  }

  restore(state: EngineState): void {
    this.#tell({ creates: null, uses: [] }, (engine) => {
      engine.restore(state);
    });
  }

  dispose(): void {
    this.#disposed = true;
    clearInterval(this.#watch);
    this.#engine.dispose();
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

  /** A call with an answer: one that changes weights is repeated after a loss, one that only asks if its answer is still due. */
  #ask<Answer>(
    kind: 'changes' | 'asks',
    uses: readonly SnapshotId[],
    make: (engine: Engine) => Promise<Answer>,
  ): Promise<Answer> {
    return new Promise<Answer>((resolve, reject) => {
      const call = this.#log.add({
        kind,
        uses,
        creates: null,
        perform: async (engine) => {
          const answer = await make(engine);
          resolve(answer);
        },
        reject,
      });
      this.#perform(call);
    });
  }

  #keep(keep: (engine: Engine) => SnapshotId): SnapshotId {
    const id = this.#nextSnapshot as SnapshotId;
    this.#nextSnapshot += 1;
    this.#tell({ creates: id, uses: [] }, (engine) => {
      this.#snapshots.set(id, keep(engine));
    });
    return id;
  }

  #tell({ creates, uses }: Pick<LoggedCall, 'creates' | 'uses'>, make: (engine: Engine) => void): void {
    // Async, so that an error becomes a rejection; it runs at once all the same.
    const perform = async (engine: Engine): Promise<void> => {
      make(engine);
    };
    this.#perform(this.#log.add({ kind: 'changes', uses, creates, perform, reject: () => undefined }));
  }

  /** Makes a call on the present engine; while another is being started it waits in the log. */
  #perform(call: LoggedCall): void {
    if (this.#failure !== null) call.reject(this.#failure);
    if (this.#recovering) return;
    const engine = this.#engine;
    this.#unanswered += 1;
    call.perform(engine).then(
      () => {
        call.isSettled = true;
        if (engine !== this.#engine) return;
        this.#unanswered -= 1;
        this.#patience.heard();
      },
      (error: unknown) => {
        if (engine === this.#engine && !this.#recovering) void this.#recover(errorText(error));
      },
    );
  }

  #takeCheckpoint(): void {
    this.#lastCheckpoint = performance.now();
    const mark = this.#log.mark();
    this.#perform(
      this.#log.add({
        kind: 'asks',
        uses: [],
        creates: null,
        perform: async (engine) => {
          const state = await engine.checkpoint();
          this.#log.settleMark(mark, state);
        },
        reject: () => undefined,
      }),
    );
  }

  /** Goes on with the next engine that starts and takes the state; one that does neither is passed over. */
  async #recover(reason: string): Promise<void> {
    this.#recovering = true;
    clearInterval(this.#watch);
    this.#engine.dispose();
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
    this.#engine = engine;
    this.#watchDevice();
    this.#snapshots = new Map([[currentWeights, currentWeights]]);
    this.#recovering = false;
    for (const call of calls) this.#perform(call);
    for (const [id, own] of this.#snapshots)
      if (own !== currentWeights && !this.#log.isOpen(id)) engine.release(own);
  }

  /** Nothing more is computed, and no other engine started. */
  #giveUp(failure: Error): void {
    this.#recovering = true;
    this.#disposed = true;
    this.#failure ??= failure;
    clearInterval(this.#watch);
    this.#log.rejectAll(this.#failure);
  }

  #named<Named extends Mix | Columns>(named: Named): Named {
    return { ...named, snapshots: this.#own(named.snapshots) };
  }

  /** The same snapshots as the engine beneath knows them. */
  #own(snapshots: readonly SnapshotId[]): SnapshotId[] {
    return snapshots.map((id) => this.#snapshots.get(id) ?? id);
  }
}
