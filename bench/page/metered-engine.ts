/**
 * An engine that waits for every call before the next and adds up where the time went and how many
 * bytes came back. Serial on purpose: in a real run calls overlap, and their times could not be told apart.
 */
import type {
  AdoptionChange,
  Columns,
  Engine,
  EngineIdentity,
  EngineState,
  Mix,
  SnapshotId,
  SplitScore,
  TrainBlock,
} from '../../src/engine/engine.ts';
import type { Split } from '../../src/core/data/data-set.ts';

/** Calls without an answer. */
type Telling = 'snapshot' | 'load' | 'release' | 'adopt';
type Asking = 'train' | 'nextLoss' | 'score' | 'sample' | 'gram' | 'meanAbsolute' | 'lossOf';
export type MeteredCall = Telling | Asking;

/** What forecasts and jumps ask of an engine. */
export const jumpCalls = ['snapshot', 'load', 'release', 'gram', 'meanAbsolute', 'lossOf', 'adopt'] as const;
/** Looks at the run; of the default experiment nothing else is sampled than all weights at some steps. */
export const evaluationCalls = ['nextLoss', 'score', 'sample'] as const;

const none = (): Record<MeteredCall, number> => ({
  train: 0,
  nextLoss: 0,
  score: 0,
  snapshot: 0,
  load: 0,
  release: 0,
  sample: 0,
  gram: 0,
  meanAbsolute: 0,
  lossOf: 0,
  adopt: 0,
});

export class MeteredEngine implements Engine {
  readonly identity: EngineIdentity;
  readonly seconds = none();
  /** Bytes returned. */
  readonly bytes = none();
  readonly count = none();
  readonly #inner: Engine;
  /** Seconds that waiting for an idle engine takes; taken off calls that had to be waited for so. */
  readonly #fence: number;
  readonly #snapshots = new Map<SnapshotId, SnapshotId>();
  #nextSnapshot = 1;
  #fences = 0;
  #tail: Promise<unknown> = Promise.resolve();

  constructor(inner: Engine, fence: number) {
    this.identity = inner.identity;
    this.#inner = inner;
    this.#fence = fence;
  }

  /** Seconds spent on waiting that a run without a meter would not have spent. */
  get overhead(): number {
    return this.#fences * this.#fence;
  }

  train(steps: number): Promise<TrainBlock> {
    return this.#ask('train', () => this.#inner.train(steps));
  }

  nextLoss(): Promise<Float32Array> {
    return this.#ask('nextLoss', () => this.#inner.nextLoss());
  }

  score(split: Split): Promise<SplitScore> {
    return this.#ask('score', () => this.#inner.score(split));
  }

  snapshot(): SnapshotId {
    return this.#keep('snapshot', () => this.#inner.snapshot());
  }

  load(weights: Float32Array): SnapshotId {
    const own = weights.slice();
    return this.#keep('load', () => this.#inner.load(own));
  }

  release(snapshot: SnapshotId): void {
    this.#tell('release', () => {
      this.#inner.release(this.#own(snapshot));
      this.#snapshots.delete(snapshot);
    });
  }

  sample(snapshots: readonly SnapshotId[], parameters: Uint32Array): Promise<Float32Array> {
    return this.#ask('sample', () =>
      this.#inner.sample(
        snapshots.map((id) => this.#own(id)),
        parameters,
      ),
    );
  }

  gram(columns: Columns): Promise<Float64Array> {
    return this.#ask('gram', () => this.#inner.gram(this.#named(columns)));
  }

  meanAbsolute(mix: Mix): Promise<Float64Array> {
    return this.#ask('meanAbsolute', () => this.#inner.meanAbsolute(this.#named(mix)));
  }

  lossOf(mix: Mix, split: Split, active: readonly boolean[]): Promise<Float32Array> {
    return this.#ask('lossOf', () => this.#inner.lossOf(this.#named(mix), split, active));
  }

  adopt(mix: Mix, accept: readonly boolean[], change: AdoptionChange): void {
    this.#tell('adopt', () => {
      this.#inner.adopt(this.#named(mix), accept, change);
    });
  }

  checkpoint(): Promise<EngineState> {
    return this.#tail.then(() => this.#inner.checkpoint());
  }

  restore(state: EngineState): void {
    void this.#tail.then(() => {
      this.#inner.restore(state);
    });
  }

  dispose(): void {
    this.#inner.dispose();
  }

  #ask<Answer>(name: Asking, call: () => Promise<Answer>): Promise<Answer> {
    return this.#queue(async () => {
      const began = performance.now();
      const answer = await call();
      this.seconds[name] += (performance.now() - began) / 1000;
      this.bytes[name] += bytesOf(answer);
      this.count[name] += 1;
      return answer;
    });
  }

  /** A call without an answer is over when the engine can answer again. */
  #tell(name: Telling, call: () => void): void {
    void this.#queue(async () => {
      const began = performance.now();
      call();
      await this.#inner.checkpoint();
      this.#fences += 1;
      this.count[name] += 1;
      this.seconds[name] += Math.max(0, (performance.now() - began) / 1000 - this.#fence);
    });
  }

  #keep(name: 'snapshot' | 'load', keep: () => SnapshotId): SnapshotId {
    const id = this.#nextSnapshot as SnapshotId;
    this.#nextSnapshot += 1;
    this.#tell(name, () => this.#snapshots.set(id, keep()));
    return id;
  }

  #queue<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    const done = this.#tail.then(work);
    this.#tail = done.catch(() => undefined);
    return done;
  }

  #own(snapshot: SnapshotId): SnapshotId {
    return this.#snapshots.get(snapshot) ?? snapshot;
  }

  #named<Named extends Mix | Columns>(named: Named): Named {
    return { ...named, snapshots: named.snapshots.map((id) => this.#own(id)) };
  }
}

function bytesOf(answer: unknown): number {
  if (ArrayBuffer.isView(answer)) return answer.byteLength;
  if (typeof answer !== 'object' || answer === null) return 0;
  return Object.values(answer).reduce((sum: number, part) => sum + bytesOf(part), 0);
}
