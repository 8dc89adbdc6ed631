/**
 * What computes inside an engine on the processor: weights and snapshots in memory of its own, and passes over batches,
 * one replica at a time. The reference machine is plain TypeScript and defines every number; the simd machine computes
 * the same numbers in WebAssembly. Order of calls, clocks, division and answers are the host engine's (host-engine.ts).
 */
import type { Columns, Mix, SnapshotId } from '../engine.ts';

/** Weights [replica, parameter] and their snapshots, and sums over them. `currentWeights` stands for the weights as they are. */
export interface WeightStore {
  /** A copy, [replica, parameter]. Throws where there is no such snapshot. */
  read(snapshot: SnapshotId): Float32Array;
  /** One weight of a snapshot. */
  at(snapshot: SnapshotId, replica: number, parameter: number): number;
  /** Overwrites the current weights of all replicas. */
  write(weights: Float32Array): void;
  /** Keeps the current weights, or others [replica, parameter], under a number that was not in use. */
  keep(snapshot: SnapshotId, weights: Float32Array | null): void;
  release(snapshot: SnapshotId): void;
  /** Inner products of one replica into `gram` [tensor, count, count] from `at`. */
  gram(columns: Columns, replica: number, gram: Float64Array, at: number): void;
  /** Mean over the weights of one replica of |mix row|. */
  meanAbsolute(mix: Mix, row: number, replica: number): number;
  /** Writes row 0 of a mix over the current weights of one replica. */
  adopt(mix: Mix, replica: number): void;
}

/** The weights of a replica, or those that `mix` left. */
export type Weights = number | 'mixed';

/** Steps that are trained in one go: `steps` from `step` on, replicas first <= r < end in every step. */
export interface Burst {
  readonly step: number;
  readonly steps: number;
  readonly first: number;
  readonly end: number;
  /** [step, replica, coefficientCount] from `first` on: what `coefficients` of the optimizer's rule gives (core/model/optimizers.ts). */
  readonly coefficients: Float32Array;
}

export interface Machine extends WeightStore {
  /** Optimizer state: copies, each [replica, parameter]. */
  moments(): readonly Float32Array[];
  writeMoments(moments: readonly Float32Array[]): void;
  zeroMoments(replica: number): void;

  /** Loads the batch that a replica sees at a step. Returns its number of examples. */
  loadBatch(replica: number, step: number): number;
  /** Loads examples start <= row < start + count of the pool, count <= evaluationChunk. */
  loadRange(start: number, count: number): void;
  /** Rounds one row of a mix to float32 and keeps it as weights 'mixed'. */
  mix(mix: Mix, row: number, replica: number): void;
  /** Begins a pass over what is loaded; returns its number of parts, to be done in order. */
  begin(weights: Weights, backward: boolean): number;
  part(index: number): void;
  /** Mean loss of the pass, once its forward parts are done. */
  loss(): number;
  /** How many of the loaded examples have their largest output where their largest target is, after a forward pass. */
  correct(): number;
  /** Updates a replica with the gradient of the latest backward pass; `coefficients` from index `at` on. */
  update(replica: number, coefficients: Float32Array, at: number): void;

  /**
   * Left out where nothing is gained by it: all of loadBatch, begin, part, update for several steps. Losses go to
   * `loss` [step, replica of all], watched weights to `watched` [step, replica of all, watched], where the burst's first step is `row`.
   */
  readonly train?: (burst: Burst, loss: Float32Array, watched: Float32Array, row: number) => void;

  /** Frees what is held outside the heap. */
  dispose(): void;
}

/** Most examples that are evaluated at once. */
export const evaluationChunk = 256;
