/**
 * Snapshots of all weights, and linear combinations of them. Tensors are never written to after they are created, so
 * a snapshot shares the weights of its time and costs nothing to take.
 */
import {
  add,
  dispose,
  gather,
  keep,
  mul,
  reshape,
  slice,
  tensor,
  tidy,
  where,
  zeros,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { currentWeights, type Mix, type SnapshotId } from '../engine.ts';
import type { ParameterLayout } from '../../core/model/layout.ts';

export class SnapshotStore {
  readonly #kept = new Map<SnapshotId, Tensor>(); // each [replica, parameter]
  #next = 1;

  take(weights: Tensor): SnapshotId {
    return this.#keep(weights.clone());
  }

  /** Holds weights [replica, parameter] of the given number of replicas. */
  put(weights: Float32Array, replicas: number): SnapshotId {
    return this.#keep(tensor(weights.slice(), [replicas, weights.length / replicas]));
  }

  release(id: SnapshotId): void {
    this.#kept.get(id)?.dispose();
    this.#kept.delete(id);
  }

  /** The requested snapshots, [replica, parameter] each; `current` are the current weights. */
  resolve(ids: readonly SnapshotId[], current: Tensor): Tensor[] {
    return ids.map((id) => {
      const found = id === currentWeights ? current : this.#kept.get(id);
      if (found === undefined) throw new Error(`snapshot ${id} was released`);
      return found;
    });
  }

  dispose(): void {
    dispose([...this.#kept.values()]);
    this.#kept.clear();
  }

  #keep(weights: Tensor): SnapshotId {
    const id = this.#next as SnapshotId;
    this.#next += 1;
    this.#kept.set(id, keep(weights));
    return id;
  }
}

/** Flags of replicas as a tensor [replica, 1]. Call within a tidy. */
export function flagsOf(flags: readonly boolean[], replicas: number): Tensor {
  const chosen = Uint8Array.from({ length: replicas }, (_, r) => (flags[r] === true ? 1 : 0));
  return tensor(chosen, [replicas, 1], 'bool');
}

interface Term {
  /** [row, replica, tensor]. */
  readonly values: Float32Array;
  /** Whether the coefficients differ by row and replica, or by tensor. */
  readonly differs: boolean;
}

/** Combines snapshots for one network layout. */
export class Mixer {
  readonly #replicas: number;
  readonly #parameters: number;
  readonly #tensors: number;
  /** The tensor that each parameter belongs to, [parameter]. */
  readonly #tensorOf: Tensor;

  constructor({ tensors, count: parameterCount }: ParameterLayout, replicas: number) {
    this.#replicas = replicas;
    this.#parameters = parameterCount;
    this.#tensors = tensors.length;
    const owner = new Int32Array(parameterCount);
    tensors.forEach(({ offset, length }, t) => owner.fill(t, offset, offset + length));
    this.#tensorOf = keep(tensor(owner, [parameterCount], 'int32'));
  }

  /** Rows from .. from + rows of a combination, [rows, replica, parameter]. Terms that are 0 throughout are skipped. */
  rows(mix: Mix, sources: readonly Tensor[], from: number, rows: number): Tensor {
    return tidy(() => {
      const shape = [rows, this.#replicas, this.#parameters];
      let total: Tensor | null = null;
      for (let s = 0; s <= sources.length; s += 1) {
        const term = this.#termOf(mix, from, rows, s);
        if (term === null) continue;
        const before: Tensor | null = total;
        // Each sum frees the previous one: a combination of many snapshots needs no more memory than one of few.
        total = tidy(() => {
          const coefficient = this.#coefficient(term, rows);
          const source = sources[s];
          const value = source ? mul(reshape(source, [1, ...shape.slice(1)]), coefficient) : coefficient;
          return before === null ? value : add(before, value);
        });
        before?.dispose();
      }
      if (total === null) return zeros(shape);
      return total.shape[2] === this.#parameters ? total : add(total, zeros(shape));
    });
  }

  /** Row 0 of the combination where `accept` is set, the current weights elsewhere. */
  adopted(mix: Mix, sources: readonly Tensor[], accept: readonly boolean[], weights: Tensor): Tensor {
    return tidy(() => {
      const mixed = reshape(this.rows(mix, sources, 0, 1), [this.#replicas, this.#parameters]);
      return where(flagsOf(accept, this.#replicas), mixed, weights);
    });
  }

  dispose(): void {
    this.#tensorOf.dispose();
  }

  /** The coefficients of one term for some rows; null if all are 0. */
  #termOf(mix: Mix, from: number, rows: number, term: number): Term | null {
    const terms = mix.snapshots.length + 1;
    const start = from * this.#replicas * this.#tensors;
    const values = new Float32Array(rows * this.#replicas * this.#tensors);
    let differs = false;
    for (let i = 0; i < values.length; i += 1) {
      values[i] = mix.coefficients[(start + i) * terms + term]!;
      if (values[i] !== values[i - (i % this.#tensors)]) differs = true;
    }
    return values.every((value) => value === 0) ? null : { values, differs };
  }

  /** [rows, replica, parameter], or [.., 1] if tensors do not differ. */
  #coefficient({ values, differs }: Term, rows: number): Tensor {
    const table = tensor(values, [rows, this.#replicas, this.#tensors]);
    return differs ? gather(table, this.#tensorOf, 2) : slice(table, [0, 0, 0], [rows, this.#replicas, 1]);
  }
}
