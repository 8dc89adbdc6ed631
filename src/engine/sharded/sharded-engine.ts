/**
 * One engine made of several, each with its own part of the replicas. Replicas never meet in training,
 * so results are those of a single engine, to the bit, whatever their number.
 */
import type { Split } from '../../core/data/data-set.ts';
import { requireWeights } from '../arguments.ts';
import { clockNumbers } from '../clocks.ts';
import type {
  AdoptionChange,
  Columns,
  Divided,
  Engine,
  EngineFactory,
  EngineIdentity,
  EngineSetup,
  EngineState,
  Mix,
  SnapshotId,
  SplitScore,
  TrainBlock,
} from '../engine.ts';
import {
  interleave,
  sliceMix,
  slicesOf,
  sliceState,
  sliceSetup,
  sliceWeights,
  type Slice,
} from './slices.ts';

/** Starts at most `count` engines with `start`, one per slice of the replicas. */
export async function startShardedEngine(
  setup: EngineSetup,
  start: EngineFactory,
  count: number,
): Promise<Engine> {
  const slices = slicesOf(setup.replicas.length, count);
  const starting = await Promise.allSettled(slices.map((slice) => start(sliceSetup(setup, slice))));
  const shards = starting.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failed = starting.find((result) => result.status === 'rejected');
  if (failed === undefined) return new ShardedEngine(setup, slices, shards);
  for (const shard of shards) shard.dispose();
  throw failed.reason;
}

class ShardedEngine implements Engine {
  readonly identity: EngineIdentity;
  readonly #setup: EngineSetup;
  readonly #slices: readonly Slice[];
  readonly #shards: readonly Engine[];
  /** Own snapshot -> each shard's. */
  readonly #snapshots = new Map<SnapshotId, readonly SnapshotId[]>();
  #nextSnapshot = 1;
  readonly divided: Divided = {
    steer: (what) => {
      for (const shard of this.#shards) shard.divided?.steer(what);
    },
    // The shards that are done wait for the others.
    share: () => {
      const shares = this.#shards.flatMap((shard) => shard.divided?.share() ?? []);
      if (shares.length === 0) return null;
      return 1 - shares.reduce((left, share) => left + 1 - share, 0) / this.#shards.length;
    },
  };

  constructor(setup: EngineSetup, slices: readonly Slice[], shards: readonly Engine[]) {
    this.identity = shards[0]!.identity;
    this.#setup = setup;
    this.#slices = slices;
    this.#shards = shards;
  }

  async train(steps: number): Promise<TrainBlock> {
    const { replicas, watched } = this.#setup;
    const blocks = await this.#each((shard) => shard.train(steps));
    const losses = new Float32Array(steps * replicas.length);
    return {
      loss: interleave(
        blocks.map(({ loss }) => loss),
        this.#slices,
        steps,
        losses,
      ),
      watched: interleave(
        blocks.map((block) => block.watched),
        this.#slices,
        steps,
        new Float32Array(losses.length * watched.length),
      ),
    };
  }

  async nextLoss(): Promise<Float32Array> {
    return this.#joined(await this.#each((shard) => shard.nextLoss()));
  }

  snapshot(): SnapshotId {
    return this.#keep((shard) => shard.snapshot());
  }

  load(weights: Float32Array): SnapshotId {
    requireWeights(this.#setup, weights);
    const { count: parameterCount } = this.#setup.model.parameters;
    return this.#keep((shard, i) => shard.load(sliceWeights(weights, parameterCount, this.#slices[i]!)));
  }

  release(snapshot: SnapshotId): void {
    this.#shards.forEach((shard, i) => {
      shard.release(this.#of(snapshot, i));
    });
    this.#snapshots.delete(snapshot);
  }

  async sample(snapshots: readonly SnapshotId[], parameters: Uint32Array): Promise<Float32Array> {
    const parts = await this.#each((shard, i) =>
      shard.sample(
        snapshots.map((id) => this.#of(id, i)),
        parameters,
      ),
    );
    const values = snapshots.length * this.#setup.replicas.length * parameters.length;
    return interleave(parts, this.#slices, snapshots.length, new Float32Array(values));
  }

  async gram(columns: Columns): Promise<Float64Array> {
    const parts = await this.#each((shard, i) => shard.gram(this.#named(columns, i)));
    const { model, replicas } = this.#setup;
    const size = model.parameters.tensors.length * columns.count * columns.count;
    return interleave(parts, this.#slices, 1, new Float64Array(replicas.length * size));
  }

  async meanAbsolute(mix: Mix): Promise<Float64Array> {
    const parts = await this.#each((shard, i) => shard.meanAbsolute(this.#mixFor(mix, i)));
    return interleave(
      parts,
      this.#slices,
      mix.rows,
      new Float64Array(mix.rows * this.#setup.replicas.length),
    );
  }

  async lossOf(mix: Mix, split: Split, active: readonly boolean[]): Promise<Float32Array> {
    const parts = await this.#each((shard, i) =>
      shard.lossOf(this.#mixFor(mix, i), split, this.#cut(active, i)),
    );
    return interleave(
      parts,
      this.#slices,
      mix.rows,
      new Float32Array(mix.rows * this.#setup.replicas.length),
    );
  }

  async score(split: Split): Promise<SplitScore> {
    const parts = await this.#each((shard) => shard.score(split));
    return {
      loss: this.#joined(parts.map(({ loss }) => loss)),
      accuracy: this.#joined(parts.map(({ accuracy }) => accuracy)),
    };
  }

  adopt(mix: Mix, accept: readonly boolean[], { state, advance }: AdoptionChange): void {
    this.#shards.forEach((shard, i) => {
      const change = { state, advance: advance === null ? null : this.#cut(advance, i) };
      shard.adopt(this.#mixFor(mix, i), this.#cut(accept, i), change);
    });
  }

  async checkpoint(): Promise<EngineState> {
    const states = await this.#each((shard) => shard.checkpoint());
    const { step, moments } = states[0]!;
    const { count: parameterCount } = this.#setup.model.parameters;
    return {
      step,
      weights: this.#joined(
        states.map(({ weights }) => weights),
        parameterCount,
      ),
      moments: moments.map((_, m) =>
        this.#joined(
          states.map((state) => state.moments[m]!),
          parameterCount,
        ),
      ),
      clocks: interleave(
        states.map(({ clocks }) => clocks),
        this.#slices,
        1,
        new Int32Array(this.#setup.replicas.length * clockNumbers),
      ),
    };
  }

  restore(state: EngineState): void {
    this.#shards.forEach((shard, i) => {
      shard.restore(sliceState(state, this.#setup.model.parameters.count, this.#slices[i]!));
    });
  }

  dispose(): void {
    for (const shard of this.#shards) shard.dispose();
  }

  #each<Answer>(ask: (shard: Engine, index: number) => Promise<Answer>): Promise<Answer[]> {
    return Promise.all(this.#shards.map(ask));
  }

  #keep(keep: (shard: Engine, index: number) => SnapshotId): SnapshotId {
    const id = this.#nextSnapshot as SnapshotId;
    this.#nextSnapshot += 1;
    this.#snapshots.set(id, this.#shards.map(keep));
    return id;
  }

  #of(snapshot: SnapshotId, shard: number): SnapshotId {
    // Snapshot 0, the current weights, is the same everywhere.
    return this.#snapshots.get(snapshot)?.[shard] ?? snapshot;
  }

  #named<Named extends Mix | Columns>(named: Named, shard: number): Named {
    return { ...named, snapshots: named.snapshots.map((id) => this.#of(id, shard)) };
  }

  #mixFor(mix: Mix, shard: number): Mix {
    return this.#named(sliceMix(mix, this.#setup.replicas.length, this.#slices[shard]!), shard);
  }

  #cut<Value>(values: readonly Value[], shard: number): readonly Value[] {
    return this.#slices[shard]!.map((replica) => values[replica]!);
  }

  /** Parts [replica of the slice, width] as one [replica, width]. */
  #joined(parts: readonly Float32Array[], width = 1): Float32Array {
    return interleave(parts, this.#slices, 1, new Float32Array(this.#setup.replicas.length * width));
  }
}
