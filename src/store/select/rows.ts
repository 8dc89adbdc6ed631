/** Shared helpers of the selectors: which steps to draw, nice axis ends, curves by cost. */
import type { ArmId } from '../../experiment/fields.ts';
import { decadeOf, powerOfTen } from '../../core/numeric/functions.ts';
import type { RunHistory } from '../history.ts';
import type { ViewPreferences } from '../state.ts';
import type { CostAxis } from '../views.ts';

/** About this many buckets per chart. */
const buckets = 160;

/** Steps `from` .. `to`, both included. */
export interface StepSpan {
  readonly from: number;
  readonly to: number;
}

/**
 * Steps to draw of a curve known at 0 .. known - 1, of a span or of all `total` that are to come: per bucket of
 * fixed edges its least and its greatest value, so that spikes survive; and the newest. Ascending.
 */
export function stepsToDraw(
  curve: ArrayLike<number>,
  known: number,
  total: number,
  span: StepSpan | null = null,
): number[] {
  const from = span?.from ?? 0;
  const end = Math.min(known, (span?.to ?? total) + 1);
  const width = Math.max(1, Math.ceil((span === null ? total : span.to - from + 1) / buckets));
  if (width <= 2) return Array.from({ length: Math.max(0, end - from) }, (_, i) => from + i);
  const steps: number[] = [];
  for (let start = from - (from % width); start < end; start += width) {
    let least = Math.max(start, from);
    let greatest = least;
    for (let step = least; step < Math.min(start + width, end); step += 1) {
      if (curve[step]! < curve[least]!) least = step;
      if (curve[step]! > curve[greatest]!) greatest = step;
    }
    steps.push(Math.min(least, greatest), ...(least === greatest ? [] : [Math.max(least, greatest)]));
  }
  if (end > from && steps.at(-1) !== end - 1) steps.push(end - 1);
  return steps;
}

/** The range that charts show; null when it is all, or lies where this run has no place. */
export function rangeShown(history: RunHistory, { range, axis }: ViewPreferences): ViewPreferences['range'] {
  return range === null || range[0] >= costEnd(history, axis) ? null : range;
}

/** Steps 0 .. last whose cost lies in a range, and one more on either side, so that lines leave the plot. */
export function spanIn(
  range: readonly [number, number] | null,
  cost: (step: number) => number,
  last: number,
): StepSpan | null {
  if (range === null) return null;
  const from = Math.floor(stepAtCost(cost, last, range[0]));
  return { from, to: Math.min(last, Math.ceil(stepAtCost(cost, last, range[1])) + 1) };
}

/** The step, between whole ones too, at which a cost was reached; `last` where it never was. Costs ascend. */
export function stepAtCost(cost: (step: number) => number, last: number, x: number): number {
  if (x >= cost(last)) return last;
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (cost(middle) <= x) low = middle;
    else high = middle;
  }
  const width = cost(high) - cost(low);
  return width > 0 ? Math.max(0, low + (x - cost(low)) / width) : low;
}

/** Cost after any step of an arm. All replicas of an arm consider jumps at the same steps and prices. */
export function costOf(history: RunHistory, arm: ArmId, axis: CostAxis): (step: number) => number {
  if (axis === 'steps') return (step) => step;
  const replicas = history.replicasOf(arm);
  const longest = replicas.reduce(
    (best, r) => (history.jumps[r]!.length > history.jumps[best]!.length ? r : best),
    replicas[0]!,
  );
  return history.costOf(longest);
}

/** The end of the x axis: the step budget, or past it as far as the ledger has come, in steps of a tenth. */
export function costEnd(history: RunHistory, axis: CostAxis): number {
  const { spec } = history;
  if (axis === 'steps') return spec.steps;
  const farthest = Math.max(...spec.arms.map((arm) => costOf(history, arm, axis)(history.steps)));
  const unit = spec.steps / 10;
  return Math.max(spec.steps, Math.ceil(farthest / unit) * unit);
}

/** Ends close around positive values, both positive: where a person zooms in, the y axis follows. */
export function closeDomain(values: readonly number[]): readonly [number, number] {
  if (values.length === 0) return [0.1, 1];
  const least = values.reduce((a, b) => Math.min(a, b));
  const greatest = values.reduce((a, b) => Math.max(a, b));
  const spread = greatest > least ? greatest - least : greatest;
  const unit = powerOfTen(decadeOf(spread)) / 2;
  const low = Math.floor(least / unit) * unit;
  return [low > 0 ? low : niceFloor(least), Math.ceil(greatest / unit) * unit];
}

/** Pads a domain to 1, 2 or 5 times a power of ten. */
export function niceCeiling(value: number): number {
  if (!(value > 0)) return 1;
  const power = powerOfTen(decadeOf(value));
  const factor = [1, 2, 5, 10].find((f) => f * power >= value) ?? 10;
  return factor * power;
}

export function niceFloor(value: number): number {
  if (!(value > 0)) return 0;
  const power = powerOfTen(decadeOf(value));
  const factor = [5, 2, 1].find((f) => f * power <= value) ?? 1;
  return factor * power;
}
