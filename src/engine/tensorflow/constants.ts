/**
 * Small constant tensors, created once: a plain number passed to a tfjs operation would be uploaded again in every
 * step.
 */
import {
  dispose,
  keep,
  ones,
  range,
  reshape,
  scalar,
  tensor,
  tidy,
  type Tensor,
} from '@tensorflow/tfjs-core';

/** Added to a score, it leaves no share to the token. Not infinite: WGSL need not compute with infinity. */
const never = -1e30;

export class Constants {
  readonly #kept = new Map<string, Tensor>();

  /** A number, []. */
  of(value: number): Tensor {
    return this.#once(`${value}`, () => scalar(value));
  }

  /** A row of ones, [1, 1, count]: multiplied from the left it sums over rows. */
  onesRow(count: number): Tensor {
    return this.#once(`ones ${count}`, () => ones([1, 1, count]));
  }

  /** The numbers from 0 on, [1, count, 1]. */
  numbers(count: number): Tensor {
    return this.#once(`numbers ${count}`, () => reshape(range(0, count), [1, count, 1]));
  }

  /** What hides later tokens, [1, attended token, token]. */
  later(tokens: number): Tensor {
    const hides = (_: unknown, i: number): number => (Math.floor(i / tokens) > i % tokens ? never : 0);
    return this.#once(`later ${tokens}`, () =>
      tensor(Float32Array.from({ length: tokens * tokens }, hides), [1, tokens, tokens]),
    );
  }

  dispose(): void {
    dispose([...this.#kept.values()]);
  }

  #once(key: string, make: () => Tensor): Tensor {
    const found = this.#kept.get(key);
    if (found !== undefined) return found;
    const made = keep(tidy(make));
    this.#kept.set(key, made);
    return made;
  }
}
