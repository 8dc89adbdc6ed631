/**
 * Turns the sweep fields of a spec into experiments: every combination of the values, each validated like any other.
 */
import { experimentId } from '../../core/digest.ts';
import { defaultSpec, fieldOf, fields, type ExperimentSpec } from '../../experiment/fields.ts';
import { checkValue, formatValue, type NumberField } from '../../experiment/kinds.ts';
import { canonicalText } from '../../experiment/link/link.ts';
import { checkSpec, correctionText } from '../../experiment/spec.ts';
import type { Knob, PlannedPoint, SweepPlan } from './sweep.ts';

/** The field of a swept setting: all of them are numbers. */
export const knobField = (knob: Knob): NumberField => fields[knob];

/** The experiment itself: the spec without its sweep. */
export const baseOf = (spec: ExperimentSpec): ExperimentSpec => ({
  ...spec,
  sweep: defaultSpec.sweep,
  sweepValues: defaultSpec.sweepValues,
  across: defaultSpec.across,
  acrossValues: defaultSpec.acrossValues,
  sweepTarget: defaultSpec.sweepTarget,
});

/** A swept setting and its values, each as accepted by its field. */
export interface Axis {
  readonly knob: Knob;
  readonly values: readonly number[];
}

/** Plans every experiment of a sweep. Unusable values are reported; equal experiments are run only once. */
export function planSweep(spec: ExperimentSpec): SweepPlan {
  const corrections: string[] = [];
  const axes = axesOf(spec, corrections);
  const points = new Map<string, PlannedPoint>();
  for (const { text, ...point } of pointsOf(axes, baseOf(spec)))
    points.set(text, {
      ...point,
      corrections: [...(points.get(text)?.corrections ?? []), ...point.corrections],
    });
  return { knobs: axes.map(({ knob }) => knob), points: [...points.values()], corrections };
}

/** Every combination of the values, one at a time; equal experiments have equal texts. */
export function* pointsOf(
  axes: readonly Axis[],
  base: ExperimentSpec,
): Generator<PlannedPoint & { readonly text: string }, void> {
  for (const combination of combinations(axes)) yield pointAt(combination, axes, base);
}

/** The experiment at these values of the swept settings. */
export function pointAt(
  combination: Partial<ExperimentSpec>,
  axes: readonly Pick<Axis, 'knob'>[],
  base: ExperimentSpec,
): PlannedPoint & { readonly text: string } {
  const checked = checkSpec(combination, base);
  const text = canonicalText(checked.spec);
  return {
    text,
    values: axes.map(({ knob }) => checked.spec[knob]),
    spec: checked.spec,
    experimentId: experimentId(text),
    corrections: checked.corrections.map((correction) => correctionText(correction, checked.spec)),
  };
}

function* combinations(axes: readonly Axis[]): Generator<Partial<ExperimentSpec>, void> {
  const last = axes.at(-1);
  if (last === undefined) return;
  const before = axes.length === 1 ? [{}] : combinations(axes.slice(0, -1));
  for (const row of before) for (const value of last.values) yield { ...row, [last.knob]: value };
}

/** What is swept: the settings of the spec, then `more`. */
export function axesOf(spec: ExperimentSpec, corrections: string[], more: readonly Axis[] = []): Axis[] {
  const axes: Axis[] = [];
  const asked = [
    { knob: spec.sweep, values: spec.sweepValues },
    { knob: spec.across, values: spec.acrossValues },
    ...more,
  ];
  for (const { knob, values } of asked) {
    if (knob === 'none') continue;
    const { label } = fields[knob];
    if (axes.some((axis) => axis.knob === knob))
      corrections.push(`${label} is swept already: its second list was left out.`);
    else if (values.length === 0) corrections.push(`${label}: no values are given.`);
    else axes.push({ knob, values: usable(knob, values, corrections) });
  }
  return axes;
}

/** Every distinct value, as accepted by its field. */
function usable(knob: Knob, values: readonly number[], corrections: string[]): number[] {
  const field = fieldOf(knob);
  const used = values.map((raw) => {
    const { value, problem } = checkValue(field, raw);
    if (problem !== null) corrections.push(`${field.label}: ${problem}; ${formatValue(field, value)} used.`);
    return value as number;
  });
  return [...new Set(used)];
}

/** A swept setting without values gets initial ones. */
export function withSuggestions(
  values: Partial<ExperimentSpec>,
  draft: ExperimentSpec,
): Partial<ExperimentSpec> {
  const { sweep, across } = values;
  const isNew = (knob: ExperimentSpec['sweep'] | undefined, before: string): knob is Knob =>
    knob !== undefined && knob !== 'none' && knob !== before;
  return {
    ...(isNew(sweep, draft.sweep) ? { sweepValues: suggestValues(sweep, draft) } : {}),
    ...(isNew(across, draft.across) ? { acrossValues: suggestValues(across, draft) } : {}),
    ...values,
  };
}

const factors = [0.1, 0.3, 1, 3, 10];
const shares = [0, 0.25, 0.5, 0.75, 1];
const multiples = [0, 2, 4, 8, 16];

/** Initial values: around the current one, over decades if the field is logarithmic. Ascending. */
function suggestValues(knob: Knob, spec: ExperimentSpec): readonly number[] {
  const field = knobField(knob);
  const tidy = (value: number): number => {
    const stepped = field.integer ? Math.round(value) : Number(value.toPrecision(2));
    return Math.min(field.max, Math.max(field.min, stepped));
  };
  return [...new Set([...around(field, spec[knob]).map(tidy), spec[knob]])].sort((a, b) => a - b);
}

function around(field: NumberField, present: number): number[] {
  if (field.zero !== undefined) return multiples.map((multiple) => multiple * field.step);
  if (field.logarithmic === true) return factors.map((factor) => factor * present);
  const room = field.max - field.min;
  const span = Math.max(present - field.min, 4 * field.step, room / 20);
  return shares.map((share) => field.min + share * Math.min(room, 2 * span));
}
