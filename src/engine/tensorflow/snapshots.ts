/**
 * Snapshots of all weights, and affine mixes of them. Tensors are never written to after they are made,
 * so a snapshot is a share of the weights of its time and costs nothing to take.
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
import type { NetworkLayout } from '../../core/network/layout.ts';

export class SnapshotStore {
  readonly #kept = new Map<SnapshotId, Tensor>(); // each [replica, parameter]
  #next = 1;

  take(weights: Tensor): SnapshotId {
    const id = this.#next as SnapshotId;
    this.#next += 1;
    this.#kept.set(id, keep(weights.clone()));
    return id;
  }

  release(id: SnapshotId): void {
    this.#kept.get(id)?.dispose();
    this.#kept.delete(id);
  }

  /** The snapshots asked for, [replica, parameter] each; `current` stands for the weights as they are. */
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
}

/** Mixes snapshots for one network layout. */
export class Mixer {
  readonly #replicas: number;
  readonly #parameters: number;
  readonly #tensors: number;
  /** The tensor that each parameter belongs to, [parameter]. */
  readonly #tensorOf: Tensor;

  constructor({ tensors, parameterCount }: NetworkLayout, replicas: number) {
    this.#replicas = replicas;
    this.#parameters = parameterCount;
    this.#tensors = tensors.length;
    const owner = new Int32Array(parameterCount);
    tensors.forEach(({ offset, length }, t) => owner.fill(t, offset, offset + length));
    this.#tensorOf = keep(tensor(owner, [parameterCount], 'int32'));
  }

  /** Rows from .. from + rows of a mix, [rows, replica, parameter]. Terms of 0 throughout are left out. */
  rows(mix: Mix, sources: readonly Tensor[], from: number, rows: number): Tensor {
    return tidy(() => {
      const shape = [rows, this.#replicas, this.#parameters];
      const terms = this.#coefficients(mix, from, rows).map((coefficient, s) => {
        if (coefficient === null) return null;
        const source = sources[s];
        return source === undefined ? coefficient : mul(reshape(source, [1, ...shape.slice(1)]), coefficient);
      });
      const [first, ...others] = terms.filter((term) => term !== null);
      const total = others.reduce<Tensor>((sum, term) => add(sum, term), first ?? zeros(shape));
      return total.shape[2] === this.#parameters ? total : add(total, zeros(shape));
    });
  }

  /** Row 0 of the mix where `accept` says so, the weights themselves elsewhere. */
  adopted(mix: Mix, sources: readonly Tensor[], accept: readonly boolean[], weights: Tensor): Tensor {
    return tidy(() => {
      const mixed = reshape(this.rows(mix, sources, 0, 1), [this.#replicas, this.#parameters]);
      const chosen = Uint8Array.from({ length: this.#replicas }, (_, r) => (accept[r] === true ? 1 : 0));
      return where(tensor(chosen, [this.#replicas, 1], 'bool'), mixed, weights);
    });
  }

  dispose(): void {
    this.#tensorOf.dispose();
  }

  /** Per term [rows, replica, parameter], or [.., 1] where tensors do not differ; null for a term of zeros. */
  #coefficients(mix: Mix, from: number, rows: number): (Tensor | null)[] {
    const terms = mix.snapshots.length + 1;
    const groups = rows * this.#replicas;
    const at = (group: number, t: number, term: number): number =>
      mix.coefficients[((from * this.#replicas + group) * this.#tensors + t) * terms + term]!;
    return Array.from({ length: terms }, (_, term) => {
      const values = new Float32Array(groups * this.#tensors);
      let differs = false;
      for (let i = 0; i < values.length; i += 1) {
        const group = Math.floor(i / this.#tensors);
        values[i] = at(group, i % this.#tensors, term);
        if (values[i] !== at(group, 0, term)) differs = true;
      }
      if (values.every((value) => value === 0)) return null;
      const table = tensor(values, [rows, this.#replicas, this.#tensors]);
      return differs ? gather(table, this.#tensorOf, 2) : slice(table, [0, 0, 0], [rows, this.#replicas, 1]);
    });
  }
}
