/** What is written of one finished or failed point, and of the target loss: a file each. */
import * as v from 'valibot';
import type { PlanFile } from './plan-file.ts';
import { anyNumber, count, digestText, jsonText, readJson, text, type Read } from './json.ts';
import { armSummaries } from './summaries.ts';

const common = {
  version: v.literal(1),
  /** Digest of the plan. */
  plan: digestText,
  farcast: text(40),
};

const point = v.object({
  format: v.literal('farcast-sweep-point'),
  ...common,
  /** Its place in the list, from 1. */
  line: count,
  link: text(10_000),
  engine: text(100),
  /** The graphics device; left out of engines on the processor. */
  adapter: v.optional(text(200)),
  /** The target loss of the sweep; null: it has none. */
  target: v.nullable(anyNumber),
  /** SHA-256 of its measurements: losses, costs, jumps, test scores and coefficients; forecasts are not scored. */
  digest: digestText,
  /** Time of running, s, divided by the number of points that trained together. */
  seconds: anyNumber,
  arms: armSummaries,
  /** Packed losses and costs. */
  record: v.optional(v.string()),
});

const failure = v.object({
  format: v.literal('farcast-sweep-failure'),
  ...common,
  line: count,
  link: text(10_000),
  host: text(400),
  failure: text(10_000),
});

const target = v.object({
  format: v.literal('farcast-sweep-target'),
  ...common,
  loss: v.nullable(anyNumber),
  failure: v.nullable(text(1000)),
});

export type PointFile = v.InferOutput<typeof point>;
export type FailureFile = v.InferOutput<typeof failure>;
export type TargetFile = v.InferOutput<typeof target>;

export const fileText = (file: PointFile | FailureFile | TargetFile): string => `${jsonText(file)}\n`;

type Own = Pick<PlanFile, 'digest' | 'farcast'>;

/** A result of this line of this plan; or why it cannot be used. */
export const readPoint = (content: string, plan: Own, line: number, link: string): Read<PointFile> =>
  ofPlace(ofPlan(readJson(content, point, 'the result of a point'), plan), line, link);

export const readFailure = (content: string, plan: Own, line: number, link: string): Read<FailureFile> =>
  ofPlace(ofPlan(readJson(content, failure, 'the failure of a point'), plan), line, link);

export const readTarget = (content: string, plan: Own): Read<TargetFile> =>
  ofPlan(readJson(content, target, 'a target loss'), plan);

function ofPlan<File extends { readonly plan: string; readonly farcast: string }>(
  read: Read<File>,
  { digest, farcast }: Own,
): Read<File> {
  if (!read.ok) return read;
  if (read.value.plan !== digest) return { ok: false, problem: 'it belongs to another plan' };
  if (read.value.farcast !== farcast)
    return { ok: false, problem: `it is of version ${read.value.farcast}, the plan of ${farcast}` };
  return read;
}

function ofPlace<File extends { readonly line: number; readonly link: string }>(
  read: Read<File>,
  line: number,
  link: string,
): Read<File> {
  if (!read.ok || (read.value.line === line && read.value.link === link)) return read;
  return { ok: false, problem: `it belongs to line ${read.value.line}` };
}
