/** Names of a sweep's settings, values and points, and of corrections to them. For its findings see finding.ts. */
import { fieldOf, fields, type ArmId } from '../../experiment/fields.ts';
import { formatValue } from '../../experiment/kinds.ts';
import type { ArmSummary, Knob, SweepPlan, SweepPoint } from './sweep.ts';

/** "0.1", "full", "20 snapshots". */
export function valueText(knob: Knob, value: number): string {
  const { unit, zero } = fields[knob] as { readonly unit?: string; readonly zero?: string };
  const text = formatValue(fieldOf(knob), value);
  return unit === undefined || text === zero ? text : `${text} ${unit}`;
}

/** "learning rate 0.1, window 20 snapshots". */
export const pointName = (knobs: readonly Knob[], values: readonly number[]): string =>
  knobs.map((knob, i) => `${fields.sweep.options[knob]} ${valueText(knob, values[i]!)}`).join(', ');

/** What the rules between fields changed: each text once, with the values that it applies to. */
export function sweepCorrections({ knobs, points }: SweepPlan): string[] {
  const where = new Map<string, string[]>();
  for (const { values, corrections } of points)
    for (const text of corrections) where.set(text, [...(where.get(text) ?? []), pointName(knobs, values)]);
  return [...where].map(([text, names]) =>
    names.length === 1
      ? `At ${names[0]!}: ${text}`
      : `In ${names.length} of ${points.length} experiments: ${text}`,
  );
}

/** Summary of an arm at a finished point. */
export const summaryAt = (point: SweepPoint, arm: ArmId): ArmSummary | null =>
  point.arms.find((summary) => summary.arm === arm) ?? null;
