/**
 * Base class of all engines that are built from other engines: turns methods into calls (calls.ts) and names the
 * snapshots. Checks arguments that must throw at once; subclasses define what happens to a call.
 */
import type { Split } from '../core/data/data-set.ts';
import { requireAdvance, requireLength } from './arguments.ts';
import type { Answer, AnswerTo, Order, Question } from './calls.ts';
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
} from './engine.ts';

export abstract class CalledEngine implements Engine {
  abstract readonly identity: EngineIdentity;
  abstract readonly divided: Divided | undefined;
  /** Number of weights of all replicas together. */
  readonly #weights: number;
  #nextSnapshot = 1;

  constructor(weights: number) {
    this.#weights = weights;
  }

  /** Returns the answer in the form that belongs to the call. */
  protected abstract ask(call: Question): Promise<Answer>;
  protected abstract tell(call: Order): void;
  abstract dispose(): void;

  train(steps: number): Promise<TrainBlock> {
    return this.#ask({ op: 'train', steps });
  }

  nextLoss(): Promise<Float32Array> {
    return this.#ask({ op: 'nextLoss' });
  }

  snapshot(): SnapshotId {
    const id = this.#newSnapshot();
    this.tell({ op: 'snapshot', id });
    return id;
  }

  load(weights: Float32Array): SnapshotId {
    requireLength(this.#weights, weights);
    const id = this.#newSnapshot();
    // A copy, because a call may be made later than it was requested, or again.
    this.tell({ op: 'load', id, weights: weights.slice() });
    return id;
  }

  release(snapshot: SnapshotId): void {
    this.tell({ op: 'release', id: snapshot });
  }

  sample(snapshots: readonly SnapshotId[], parameters: Uint32Array): Promise<Float32Array> {
    return this.#ask({ op: 'sample', snapshots, parameters });
  }

  gram(columns: Columns, active?: readonly boolean[]): Promise<Float64Array> {
    return this.#ask({ op: 'gram', columns, active });
  }

  meanAbsolute(mix: Mix, active?: readonly boolean[]): Promise<Float64Array> {
    return this.#ask({ op: 'meanAbsolute', mix, active });
  }

  lossOf(mix: Mix, split: Split, active: readonly boolean[]): Promise<Float32Array> {
    return this.#ask({ op: 'lossOf', mix, split, active });
  }

  score(split: Split): Promise<SplitScore> {
    return this.#ask({ op: 'score', split });
  }

  adopt(mix: Mix, accept: readonly boolean[], change: AdoptionChange): void {
    requireAdvance(change, accept);
    this.tell({ op: 'adopt', mix, accept, change });
  }

  checkpoint(): Promise<EngineState> {
    return this.#ask({ op: 'checkpoint' });
  }

  restore(state: EngineState): void {
    this.tell({ op: 'restore', state });
  }

  #ask<Call extends Question>(call: Call): Promise<AnswerTo<Call['op']>> {
    return this.ask(call) as Promise<AnswerTo<Call['op']>>;
  }

  #newSnapshot(): SnapshotId {
    const id = this.#nextSnapshot as SnapshotId;
    this.#nextSnapshot += 1;
    return id;
  }
}
