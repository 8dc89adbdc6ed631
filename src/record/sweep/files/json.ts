/**
 * The files of a sweep as JSON: how numbers that JSON lacks are written, and how a file from outside is read. Numbers
 * that are infinite or missing are the texts "Infinity", "-Infinity" and "NaN".
 */
import * as v from 'valibot';

export const jsonText = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'number' && !Number.isFinite(each) ? String(each) : each,
  );

export const anyNumber = v.union([
  v.number(),
  v.pipe(v.picklist(['Infinity', '-Infinity', 'NaN']), v.transform(Number)),
]);

export const count = v.pipe(v.number(), v.integer(), v.minValue(0));
export const text = (max: number) => v.pipe(v.string(), v.maxLength(max));
export const digestText = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

export type Read<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problem: string };

/** Parses and checks a file from outside. Never throws; `what` names the kind of file in the problem. */
export function readJson<Value>(
  content: string,
  schema: v.GenericSchema<unknown, Value>,
  what: string,
): Read<Value> {
  let raw: unknown;
  try {
    raw = JSON.parse(content);
  } catch {
    return { ok: false, problem: content.trim() === '' ? 'it is empty' : 'it is not complete JSON' };
  }
  const parsed = v.safeParse(schema, raw, { abortEarly: true });
  if (parsed.success) return { ok: true, value: parsed.output };
  const [issue] = parsed.issues;
  const place = issue.path?.map(({ key }) => String(key)).join('.') ?? '';
  return { ok: false, problem: `it is not ${what}${place === '' ? '' : ` (“${place}”)`}` };
}
