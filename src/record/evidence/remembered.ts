/** A cache of what was computed from a recording, for as long as the recording exists. */
import type { RunHistory } from '../history.ts';

/** One value for each history (or other object) and version of it: another version replaces it. */
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

  /** The cached value, or a new one. `Value` must not include undefined. */
  of(of: Of, make: () => Value, version: unknown = null): Value {
    return this.get(of, version) ?? this.set(of, make(), version);
  }
}
