/** What is remembered of what is recorded: as long as that is there, and no longer. */
import type { RunHistory } from '../history.ts';

/** One value for each history (or other thing) and version of it: another version takes its place. */
export class Remembered<Value, Of extends object = RunHistory> {
  readonly #known = new WeakMap<Of, { readonly version: unknown; readonly value: Value }>();

  get(of: Of, version: unknown = null): Value | undefined {
    const known = this.#known.get(of);
    return known !== undefined && known.version === version ? known.value : undefined;
  }

  set(of: Of, value: Value, version: unknown = null): Value {
    this.#known.set(of, { version, value });
    return value;
  }

  /** What is remembered, or else is made now. `Value` has no undefined. */
  of(of: Of, make: () => Value, version: unknown = null): Value {
    return this.get(of, version) ?? this.set(of, make(), version);
  }
}
