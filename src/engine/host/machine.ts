/**
 * The computing part of an engine on the processor: weights and snapshots in its own memory, and passes over batches,
 * one replica at a time. The reference machine is plain TypeScript and defines every number; the simd machine
 * computes the same numbers in WebAssembly. Order of calls, clocks, division and answers belong to the host engine
 * (host-engine.ts).
 */
import type { Columns, Mix, SnapshotId } from '../engine.ts';

/** Weights [replica, parameter], their snapshots, and sums over them. `currentWeights` denotes the current weights. */
export interface WeightStore {
  /** A copy, [replica, parameter]. Throws if there is no such snapshot. */
  read(snapshot: SnapshotId): Float32Array;
  /** One weight of a snapshot. */
  at(snapshot: SnapshotId, replica: number, parameter: number): number;
  /** Overwrites the current weights of all replicas. */
  write(weights: Float32Array): void;
  /** Stores the current weights, or others [replica, parameter], under an unused number. */
  keep(snapshot: SnapshotId, weights: Float32Array | null): void;
  release(snapshot: SnapshotId): void;
  /** Inner products of one replica into `gram` [tensor, count, count], starting at `at`. */
  gram(columns: Columns, replica: number, gram: Float64Array, at: number): void;
  /** Mean over the weights of one replica of |combination|, for one row. */
  meanAbsolute(mix: Mix, row: number, replica: number): number;
  /** Overwrites the current weights of one replica with row 0 of a combination. */
  adopt(mix: Mix, replica: number): void;
}

/** The current weights of a replica, or those that `mix` computed. */
export type Weights = number | 'mixed';

/** Steps trained in one burst: `steps` from `step` on, replicas first <= r < end in every step. */
export interface Burst {
  readonly step: number;
  readonly steps: number;
  readonly first: number;
  readonly end: number;
  /**
   * [step, replica, coefficientCount] from `first` on: the output of `coefficients` of the optimizer's rule
   * (core/model/optimizers.ts).
   */
  readonly coefficients: Float32Array;
}

export interface Machine extends WeightStore {
  /** Optimizer state: copies, each [replica, parameter]. */
  moments(): readonly Float32Array[];
  writeMoments(moments: readonly Float32Array[]): void;
  zeroMoments(replica: number): void;

  /** Loads a replica's batch of a step. Returns its number of examples. */
  loadBatch(replica: number, step: number): number;
  /** Loads examples start <= row < start + count of the pool, count <= evaluationChunk(model). */
  loadRange(start: number, count: number): void;
  /** Rounds one row of a combination to float32 and stores it as weights 'mixed'. */
  mix(mix: Mix, row: number, replica: number): void;
  /**
   * Starts a pass over the loaded examples; returns its number of parts, to be done in order. A backward pass is that of
   * the training step whose batch was loaded: it may drop values.
   */
  begin(weights: Weights, backward: boolean): number;
  part(index: number): void;
  /** Mean loss of the pass, after its forward parts. */
  loss(): number;
  /** Number of predictions, of all loaded examples and tokens, that are the target's class, after a forward pass. */
  correct(): number;
  /** Updates a replica with the gradient of the latest backward pass; `coefficients` from index `at` on. */
  update(replica: number, coefficients: Float32Array, at: number): void;

  /**
   * Left out if it would gain nothing: loadBatch, begin, part and update for several steps at once. Losses go to
   * `loss` [step, replica of all], watched weights to `watched` [step, replica of all, watched], with the burst's
   * first step at `row`.
   */
  readonly train?: (burst: Burst, loss: Float32Array, watched: Float32Array, row: number) => void;

  /** Frees memory outside the heap. */
  dispose(): void;
}
