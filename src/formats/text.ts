/**
 * UTF-8, by the coders that browsers and Node share. They are declared here because the rooms that know neither are
 * type-checked without both.
 */
import { FormatError } from './source.ts';

declare const TextDecoder: new (
  label: string,
  options: { fatal: boolean },
) => { decode(bytes: Uint8Array): string };
declare const TextEncoder: new () => { encode(text: string): Uint8Array };

/** Text of UTF-8 bytes, without a byte order mark. Throws a FormatError where they are none. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new FormatError('It is damaged: what should be text in it is not UTF-8');
  }
}

export const encodeText = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A value from JSON that a person or a program wrote: nothing is known of it. Throws a FormatError. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new FormatError('It is damaged: what should be JSON in it is not');
  }
}

/** Where a text of JSON ends that begins with the quote at `start`: the place of its last quote. */
export function endOfText(json: string, start: number): number {
  let at = start + 1;
  while (at < json.length && json[at] !== '"') at += json[at] === '\\' ? 2 : 1;
  return at;
}

/** An object of JSON, neither a list nor null. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The last part of a path: 'model.safetensors' of 'run1/model.safetensors'. */
export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** A few names for a sentence, cut in number and length: '“a”, “b” and 7 more'. */
export function someNames(names: readonly string[]): string {
  const shown = names.slice(0, 3).map((name) => `“${name.length > 80 ? `${name.slice(0, 79)}…` : name}”`);
  const more = names.length - shown.length;
  return more > 0
    ? `${shown.join(', ')} and ${more} more`
    : shown.length > 1
      ? `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)!}`
      : (shown[0] ?? '');
}
