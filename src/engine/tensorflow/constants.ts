/**
 * Small constant tensors, created once: a plain number passed to a tfjs operation would be uploaded again in every
 * step.
 */
import { dispose, keep, ones, scalar, tidy, type Tensor } from '@tensorflow/tfjs-core';

export class Constants {
  readonly #numbers = new Map<number, Tensor>();
  readonly #rows = new Map<number, Tensor>();

  /** A number, []. */
  of(value: number): Tensor {
    return kept(this.#numbers, value, () => scalar(value));
  }

  /** A row of ones, [1, 1, count]: multiplied from the left it sums over rows. */
  onesRow(count: number): Tensor {
    return kept(this.#rows, count, () => ones([1, 1, count]));
  }

  dispose(): void {
    dispose([...this.#numbers.values(), ...this.#rows.values()]);
  }
}

function kept(known: Map<number, Tensor>, key: number, make: () => Tensor): Tensor {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = keep(tidy(make));
  known.set(key, made);
  return made;
}
