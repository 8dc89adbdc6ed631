/** All results of a sweep in one file, which the page opens: written point by point, read as a sweep. Pure. */
import * as v from 'valibot';
import type { ExperimentSpec } from '../../../experiment/fields.ts';
import { baseOf, pointAt } from '../points.ts';
import type { Sweep, SweepPoint, SweepTarget, TunedTarget } from '../sweep.ts';
import { newTarget } from '../queue.ts';
import { anyNumber, count, digestText, jsonText, readJson, text, type Read } from './json.ts';
import { checkedPlan, planSchema, specOf, type PlanFile } from './plan-file.ts';
import { armSummaries, tunedTargets } from './summaries.ts';

const point = v.object({
  values: v.pipe(v.array(v.pipe(v.number(), v.finite())), v.minLength(1), v.maxLength(3)),
  status: v.picklist(['waiting', 'done', 'failed']),
  failure: v.nullable(text(10_000)),
  engine: v.nullable(text(100)),
  /** Digest of its measurements; see the file of a point. */
  digest: v.nullable(digestText),
  arms: armSummaries,
});

/** Maximum number of points that the page opens. */
const maxPoints = 20_000;

const schema = v.object({
  format: v.literal('farcast-merged-sweep'),
  version: v.literal(1),
  plan: planSchema,
  target: v.object({ loss: v.nullable(anyNumber), failure: v.nullable(text(1000)) }),
  /** What differs from the plan, in words; empty: it was followed. */
  departures: v.pipe(v.array(text(1000)), v.maxLength(100)),
  points: v.pipe(v.array(point), v.minLength(1), v.maxLength(maxPoints)),
  targets: tunedTargets,
  /** Number of result files that it was merged from, and the SHA-256 of its rows. */
  files: count,
  digest: digestText,
});

export type MergedPoint = v.InferOutput<typeof point>;
type MergedFile = v.InferOutput<typeof schema>;

/** The texts of a file, one after the other: `points` are requested one at a time, the end after the last. */
export async function* mergedTexts(
  head: Pick<MergedFile, 'plan' | 'target'>,
  points: AsyncIterable<MergedPoint>,
  end: () => Promise<
    Pick<MergedFile, 'departures' | 'files' | 'digest'> & { targets: readonly TunedTarget[] }
  >,
): AsyncGenerator<string, void> {
  const first = { format: 'farcast-merged-sweep', version: 1, ...head };
  yield `${jsonText(first).slice(0, -1)},"points":[\n`;
  let between = '';
  for await (const each of points) {
    yield `${between}${jsonText(each)}`;
    between = ',\n';
  }
  yield `\n],${jsonText(await end()).slice(1)}\n`;
}

export interface MergedSweep {
  readonly sweep: Sweep;
  readonly plan: PlanFile;
  readonly files: number;
  readonly departures: readonly string[];
  readonly digest: string;
}

/** A sweep as the page draws it; or why the file cannot be used. Never throws. */
export function readMerged(content: string): Read<MergedSweep> {
  const read = readJson(content, schema, 'a merged sweep');
  if (!read.ok) return read;
  const { plan, points, target, targets, ...rest } = read.value;
  const checked = checkedPlan(plan);
  if (!checked.ok) return checked;
  if (points.length !== plan.points || points.some(({ values }) => values.length !== plan.knobs.length))
    return { ok: false, problem: 'its points are not those of its plan' };
  if (targets.some((row) => row.point >= points.length))
    return { ok: false, problem: 'a target is of a point that is not there' };
  const spec = specOf(plan);
  const sweep: Sweep = {
    spec,
    knobs: plan.knobs.map(({ knob }) => knob),
    corrections: [],
    points: points.map((each) => sweepPoint(plan, spec, each)),
    target: { ...newTarget(spec, []), ...target },
    keepsLosses: false,
    targets,
  };
  return { ok: true, value: { sweep, plan, ...rest } };
}

/** The point of a sweep at its values, with what was found there. */
export function sweepPoint(
  { knobs }: Pick<PlanFile, 'knobs'>,
  spec: ExperimentSpec,
  { values, status, failure, engine, arms }: MergedPoint,
): SweepPoint {
  const combination = Object.fromEntries(knobs.map(({ knob }, i) => [knob, values[i]!]));
  const { spec: own, experimentId } = pointAt(combination, knobs, baseOf(spec));
  return { spec: own, experimentId, values, corrections: [], status, failure, alone: false, engine, arms };
}

/** A point of a sweep alone, as a sweep: for its rows, one point at a time. */
export const alone = (
  { knobs, spec, target }: { knobs: Sweep['knobs']; spec: ExperimentSpec; target: SweepTarget },
  at: SweepPoint,
  targets: readonly TunedTarget[],
  index: number,
): Sweep => ({
  ...{ spec, knobs, target, corrections: [], keepsLosses: false },
  points: [at],
  targets: targets.filter((row) => row.point === index).map((row) => ({ ...row, point: 0 })),
});
