/** Cache of selectors' results for a history. */
import type { RunHistory } from '../history.ts';

/** A value for each history, valid as long as the target loss is the same: another target requires a new evaluation. */
export class Remembered<Value> {
  readonly #known = new WeakMap<RunHistory, { readonly goal: number; readonly value: Value }>();

  get(history: RunHistory): Value | undefined {
    const known = this.#known.get(history);
    return known?.goal === history.spec.goal ? known.value : undefined;
  }

  set(history: RunHistory, value: Value): Value {
    this.#known.set(history, { goal: history.spec.goal, value });
    return value;
  }
}
