/** Plain data as JSON text in parts: the same text as `JSON.stringify`, of which no string holds all. */

/** Most items of a list of numbers in one part. */
const mostNumbers = 4096;

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
    for (let at = 0; at < value.length; at += mostNumbers)
      yield (at === 0 ? '[' : ',') + JSON.stringify(value.slice(at, at + mostNumbers)).slice(1, -1);
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

/** Most letters of one part of a file. */
const mostLetters = 2 ** 20;

/** The whole as a file of parts, with pauses offered; the browser keeps files outside of the page's memory. */
export function* jsonFile(value: unknown): Generator<void, Blob> {
  const parts: Blob[] = [];
  let text = '';
  for (const part of jsonParts(value)) {
    text += part;
    if (text.length < mostLetters) continue;
    parts.push(new Blob([text]));
    text = '';
    yield;
  }
  return new Blob([...parts, text], { type: 'application/json' });
}
