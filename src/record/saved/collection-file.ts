/** All saved runs as one file: JSON that other copies of the page read. A file of any origin is parsed, never trusted. */
import * as v from 'valibot';
import { jsonParts } from '../json-parts.ts';
import { tryKeptRun } from './parse.ts';
import type { KeptRun } from './saved-run.ts';

const format = 'farcast-saved-runs';
const version = 1;

/** Part by part, so that no text holds all runs. */
export async function* collectionParts(runs: AsyncIterable<KeptRun>): AsyncGenerator<string, void> {
  let before = `{"format":"${format}","version":${version},"runs":[\n`;
  for await (const run of runs) {
    yield before + JSON.stringify(run);
    before = ',\n';
  }
  yield before === ',\n' ? '\n]}\n' : `${before}]}\n`;
}

/** A file of one run that also has its whole result, for scripts; the page reads the run. */
export function* recordParts(run: KeptRun, result: unknown): Generator<string, void> {
  yield `{"format":"${format}","version":${version},"runs":[\n${JSON.stringify(run)}\n],"result":`;
  yield* jsonParts(result);
  yield '}\n';
}

/** Whether a file of this text begins as one. */
export const isCollection = (start: string): boolean =>
  /^\s*\{\s*"format"\s*:\s*"farcast-saved-runs"/.test(start);

const schema = v.object({ format: v.literal(format), version: v.number(), runs: v.array(v.unknown()) });

/** Runs that do not fit are left out, and counted. */
export type ReadCollection =
  | { readonly ok: true; readonly runs: readonly KeptRun[]; readonly leftOut: number }
  | { readonly ok: false; readonly problem: string };

export function readCollection(text: string): ReadCollection {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return { ok: false, problem: 'It is not JSON, or was cut off.' };
  }
  const read = v.safeParse(schema, raw);
  if (!read.success) return { ok: false, problem: 'It is not a collection of saved runs.' };
  if (read.output.version !== version)
    return {
      ok: false,
      problem: 'It was written by another version of this page, whose collections this one cannot read.',
    };
  const runs = read.output.runs.flatMap((run) => tryKeptRun(run) ?? []);
  return { ok: true, runs, leftOut: read.output.runs.length - runs.length };
}
