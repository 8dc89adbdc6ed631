/** Plain data as a JSON file that the browser keeps outside of the page's memory. */
import { jsonParts } from '../record/json-parts.ts';

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
