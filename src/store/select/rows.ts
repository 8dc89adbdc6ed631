/** Shared helpers of the selectors: which steps to draw, nice axis ends. */
import { decadeOf, powerOfTen } from '../../core/numeric/functions.ts';
import { costEnd, stepAtCost } from '../../record/cost.ts';
import type { RunHistory } from '../../record/history.ts';
import type { ViewPreferences } from '../state.ts';

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
