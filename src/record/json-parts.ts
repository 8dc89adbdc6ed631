/** Plain data as JSON text in parts: the same text as `JSON.stringify`, without holding it in one string. */

/** Maximum items of a list of numbers in one part. */
const maxNumbers = 4096;

export function* jsonParts(value: unknown): Generator<string, void> {
  if (typeof value !== 'object' || value === null) {
    yield JSON.stringify(value);
  } else if (!Array.isArray(value)) {
    let before = '{';
    for (const [key, each] of Object.entries(value as Record<string, unknown>)) {
      if (each === undefined) continue;
      yield `${before}${JSON.stringify(key)}:`;
      yield* jsonParts(each);
      before = ',';
    }
    yield before === '{' ? '{}' : '}';
  } else if (value.every((each) => typeof each === 'number')) {
    for (let at = 0; at < value.length; at += maxNumbers)
      yield (at === 0 ? '[' : ',') + JSON.stringify(value.slice(at, at + maxNumbers)).slice(1, -1);
    yield value.length === 0 ? '[]' : ']';
  } else {
    yield '[';
    for (const [at, each] of value.entries()) {
      if (at > 0) yield ',';
      yield* jsonParts(each ?? null);
    }
    yield ']';
  }
}
