/**
 * A sweep's plan as a file: what will be run and how it will be judged, fixed before anything is run, and a digest that
 * can be published beforehand. The list of points is a separate file, of which the plan has the digest.
 */
import * as v from 'valibot';
import { digestOf } from '../../../core/digest.ts';
import { fields, type ExperimentSpec } from '../../../experiment/fields.ts';
import { readLink, writeLink } from '../../../experiment/link/link.ts';
import { baseOf, type Axis } from '../points.ts';
import { mayKeepLossesOf } from '../point-record.ts';
import type { Knob } from '../sweep.ts';
import { isTuning } from '../targets.ts';
import { digestText, readJson, text, count, type Read } from './json.ts';

const format = 'farcast-sweep-plan';

/** How savings become claims: docs/METHOD.md, "The verdict" and "Sweeps". A changed rule is a new text. */
const rule =
  'Per point and arm, at the target loss: 1 - cost / cost of the control, in gradient-step equivalents with the costs ' +
  'of jumping, paired by seed; median over seeds with a 95 % interval from order statistics. Claimed if at least six ' +
  'pairs are judged and the interval excludes 0. Trivial arms against the arm under study: signed-rank test on paired ' +
  'differences, at 5 %, corrected for the trivial arms of the point (Holm).';

/** Maximum number of swept settings. */
export const maxKnobs = 3;

const knob = v.pipe(
  v.string(),
  v.check((name) => name !== 'none' && Object.hasOwn(fields.sweep.options, name)),
  v.transform((name) => name as Knob),
);
const finite = v.pipe(v.number(), v.finite());

const entries = {
  format: v.literal(format),
  version: v.literal(1),
  /** Version of the program that made it; its points are run by the same. */
  farcast: text(40),
  /** The experiment, with its target. */
  link: text(10_000),
  knobs: v.pipe(
    v.array(v.object({ knob, values: v.pipe(v.array(finite), v.minLength(1)) })),
    v.minLength(1),
    v.maxLength(maxKnobs),
  ),
  points: v.pipe(count, v.minValue(1)),
  /** SHA-256 of the list of points. */
  list: digestText,
  seeds: text(10_000),
  arms: text(2000),
  metric: text(40),
  /** A loss, or how it is determined. */
  target: text(400),
  rule: text(2000),
};

const content = v.object(entries);
const schema = v.object({ ...entries, digest: digestText });

/** See the schema above for what each entry holds. */
export type PlanFile = v.InferOutput<typeof schema>;

/** The plan of a sweep of these settings, whose list of `points` links has the SHA-256 `list`. */
export function newPlan(
  spec: ExperimentSpec,
  knobs: readonly Axis[],
  { points, list }: Pick<PlanFile, 'points' | 'list'>,
  farcast: string,
): PlanFile {
  const given = spec.sweepTarget > 0 ? spec.sweepTarget : spec.goal;
  const plan = {
    format,
    version: 1,
    farcast,
    link: `#${writeLink(spec)}`,
    knobs: knobs.map(({ knob, values }) => ({ knob, values: [...values] })),
    points,
    list,
    seeds: spec.seeds.join(','),
    arms: spec.arms.join(','),
    metric: spec.metric,
    target:
      given > 0
        ? String(given)
        : 'the loss of the control of the experiment itself after 70 % of its budget, median over seeds',
    rule,
  } as const;
  return { ...plan, digest: planDigest(plan) };
}

/** SHA-256 of everything else in the plan, as JSON with a line break at its end. */
const planDigest = (plan: v.InferOutput<typeof content>): string => digestOf([JSON.stringify(plan)]);

export const planText = (plan: PlanFile): string => `${JSON.stringify(plan, null, 2)}\n`;

export function readPlan(text: string): Read<PlanFile> {
  const read = readJson(text, schema, 'a plan of a sweep');
  return read.ok ? checkedPlan(read.value) : read;
}

/** A plan whose digest is its own and whose link can be read. */
export function checkedPlan(plan: PlanFile): Read<PlanFile> {
  if (planDigest(v.parse(content, plan)) !== plan.digest)
    return { ok: false, problem: 'it was changed after it was made: its digest is another' };
  const link = readLink(plan.link);
  if (!link.ok) return { ok: false, problem: link.reason };
  return { ok: true, value: plan };
}

export const planSchema: v.GenericSchema<unknown, PlanFile> = schema;

/** The experiment of a valid plan. */
export function specOf({ link }: PlanFile): ExperimentSpec {
  const read = readLink(link);
  if (!read.ok) throw new Error(read.reason);
  return read.spec;
}

/** Whether results have their losses, which savings at other targets need. */
export const hasRecords = (plan: PlanFile): boolean =>
  isTuning({ knobs: plan.knobs.map(({ knob }) => knob) }) && mayKeepLossesOf(specOf(plan), plan.points);

/** The link of a point, as in the list. */
export const pointLink = (spec: ExperimentSpec): string => `#${writeLink(baseOf(spec))}`;
