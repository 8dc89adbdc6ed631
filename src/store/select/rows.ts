/** What several views share: which steps and whose weights are drawn, the part of the x axis, nice ends of axes. */
import { decadeOf, powerOfTen } from '../../core/numeric/functions.ts';
import { costEnd, costOf, stepAtCost } from '../../record/cost.ts';
import type { RunHistory } from '../../record/history.ts';
import { chosenSteps } from '../../record/table.ts';
import type { App, AppState, ViewPreferences } from '../state.ts';

const buckets = 160;

export interface StepSpan {
  readonly from: number;
  readonly to: number;
}

/**
 * Steps to draw of a curve known at 0 .. known - 1, for a span or all `total` steps: per bucket of fixed edges the
 * minimum and maximum, so that spikes survive; and the latest. Ascending.
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

/** The visible range; null for all, or if it is outside of this run. */
export function rangeShown(history: RunHistory, { range, axis }: ViewPreferences): ViewPreferences['range'] {
  return range === null || range[0] >= costEnd(history, axis) ? null : range;
}

export interface Extent {
  readonly xMin: number;
  readonly xMax: number;
  readonly xEnd: number;
}

/** The x axis that losses are drawn along. */
export function extentOf(history: RunHistory, view: ViewPreferences): Extent {
  const xEnd = costEnd(history, view.axis);
  const [xMin, xMax] = rangeShown(history, view) ?? [0, xEnd];
  return { xMin, xMax, xEnd };
}

export function extentShown({ store, recorded }: Pick<App, 'store' | 'recorded'>): Extent {
  const { draft, view } = store.getState();
  const history = recorded();
  return history === null ? { xMin: 0, xMax: draft.steps, xEnd: draft.steps } : extentOf(history, view);
}

/** The replica viewed. */
export type Whose = Pick<ViewPreferences, 'weightsArm' | 'weightsSeed'>;

export const whoseOf = ({ view: { weightsArm, weightsSeed } }: AppState): Whose => ({
  weightsArm,
  weightsSeed,
});

/** The chosen replica, or the first of its arm, or of the run. */
export function replicaShown({ prepared: { replicas } }: RunHistory, whose: Whose): number {
  const isArm = ({ arm }: { readonly arm: string }): boolean => arm === whose.weightsArm;
  const exact = replicas.findIndex((label) => isArm(label) && label.seed === whose.weightsSeed);
  return Math.max(0, exact >= 0 ? exact : replicas.findIndex(isArm));
}

/** Cost of the viewed replica after a step, or the step, by axis. */
export const placeShown = (history: RunHistory, view: ViewPreferences, step: number): number =>
  costOf(history, history.prepared.replicas[replicaShown(history, view)]!.arm, view.axis)(step);

/** Steps 0 .. last whose cost is in a range, and one more on either side. */
export function spanIn(
  range: readonly [number, number] | null,
  cost: (step: number) => number,
  last: number,
): StepSpan | null {
  if (range === null) return null;
  const from = Math.floor(stepAtCost(cost, last, range[0]));
  return { from, to: Math.min(last, Math.ceil(stepAtCost(cost, last, range[1])) + 1) };
}

/** Ends close around positive values: the y axis follows a zoom. */
export function closeDomain(values: readonly number[]): readonly [number, number] {
  if (values.length === 0) return [0.1, 1];
  const least = values.reduce((a, b) => Math.min(a, b));
  const greatest = values.reduce((a, b) => Math.max(a, b));
  const spread = greatest > least ? greatest - least : greatest;
  const unit = powerOfTen(decadeOf(spread)) / 2;
  const low = Math.floor(least / unit) * unit;
  return [low > 0 ? low : niceFloor(least), Math.ceil(greatest / unit) * unit];
}

/** Nice ends around values; a linear axis begins at 0. */
export function niceDomain(values: readonly number[], logarithmic: boolean): readonly [number, number] {
  if (values.length === 0) return logarithmic ? [0.1, 1] : [0, 1];
  const high = niceCeiling(values.reduce((a, b) => Math.max(a, b)));
  return logarithmic ? [niceFloor(values.reduce((a, b) => Math.min(a, b))), high] : [0, high];
}

/** Ends around values with a share of their spread as margin; `least` for equal values. */
export function roomAround(
  values: readonly number[],
  share: number,
  alone: number,
): readonly [number, number] {
  if (values.length === 0) return [-1, 1];
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  const room = share * (high - low) || alone;
  return [low - room, high + room];
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

const mostShown = 60;

/** Steps of a table: all, or evenly chosen ones. */
export const stepsOf = (known: number, whole: boolean): number[] =>
  chosenSteps(known, whole ? Infinity : mostShown);

/** What a column of costs holds. */
export const ledger = 'ledger in gradient step equivalents';
