/** What a list needs of a sweep that was run elsewhere, opened here as a merged file, and saved. */
import * as v from 'valibot';
import { fields } from '../../experiment/fields.ts';
import type { MergedSweep } from '../sweep/files/merged-file.ts';

const text = (most: number) => v.pipe(v.string(), v.maxLength(most));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const digest = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

/** Maximum length of the name that a person gives. */
export const longestSweepName = 80;

const schema = v.object({
  /** Files with the same rows of the same plan have the same. */
  id: text(64),
  /** Given by a person; empty at first. */
  name: text(longestSweepName),
  /** Name of the file that it was opened from. */
  file: text(300),
  /** When it was opened, ms since 1970. */
  keptAt: count,
  /** What is swept, in words. */
  knobs: text(400),
  points: count,
  /** Number of points that have a result. */
  done: count,
  /** Whether nothing differs from the plan. */
  followed: v.boolean(),
  /** Version of the program that ran it. */
  farcast: text(40),
  plan: digest,
  /** SHA-256 of the rows. */
  rows: digest,
});

export type SavedSweep = v.InferOutput<typeof schema>;

/** Null if what was stored does not fit: it is left out, not guessed at. */
export function trySavedSweep(raw: unknown): SavedSweep | null {
  const read = v.safeParse(schema, raw);
  return read.success ? read.output : null;
}

const idLetters = 16;

export function savedSweepOf(
  { sweep, plan, departures, digest: rows }: MergedSweep,
  file: string,
  keptAt: number,
): SavedSweep {
  return {
    id: `${plan.digest.slice(0, idLetters)}-${rows.slice(0, idLetters)}`,
    name: '',
    file: file.slice(0, 300),
    keptAt,
    knobs: sweep.knobs.map((knob) => fields.sweep.options[knob]).join(' × '),
    points: sweep.points.length,
    done: sweep.points.filter(({ status }) => status === 'done').length,
    followed: departures.length === 0,
    farcast: plan.farcast,
    plan: plan.digest,
    rows,
  };
}
