/** What several views share: which steps and whose weights are drawn, the part of the x axis, nice ends of axes. */
import { decadeOf, powerOfTen } from '../../core/numeric/functions.ts';
import { costEnd, costOf, stepAtCost } from '../../record/cost.ts';
import type { RunHistory } from '../../record/history.ts';
import { chosenSteps } from '../../record/table.ts';
import type { App, AppState, ViewPreferences } from '../state.ts';

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

export interface Extent {
  /** Ends of the x axis: 0 and a nice end, grown in steps; or the range a person zoomed to. */
  readonly xMin: number;
  readonly xMax: number;
  /** The end of the x axis of the whole run, whatever the range. */
  readonly xEnd: number;
}

/** The x axis that losses are drawn along. */
export function extentOf(history: RunHistory, view: ViewPreferences): Extent {
  const xEnd = costEnd(history, view.axis);
  const [xMin, xMax] = rangeShown(history, view) ?? [0, xEnd];
  return { xMin, xMax, xEnd };
}

/** The same of what is on screen. */
export function extentShown({ store, recorded }: Pick<App, 'store' | 'recorded'>): Extent {
  const { draft, view } = store.getState();
  const history = recorded();
  return history === null ? { xMin: 0, xMax: draft.steps, xEnd: draft.steps } : extentOf(history, view);
}

/** Whose weights a person looks at. */
export type Whose = Pick<ViewPreferences, 'weightsArm' | 'weightsSeed'>;

export const whoseOf = ({ view: { weightsArm, weightsSeed } }: AppState): Whose => ({
  weightsArm,
  weightsSeed,
});

/** The chosen replica; the arm's first seed where the chosen one is not in the run, or the run's first. */
export function replicaShown({ prepared: { replicas } }: RunHistory, whose: Whose): number {
  const isArm = ({ arm }: { readonly arm: string }): boolean => arm === whose.weightsArm;
  const exact = replicas.findIndex((label) => isArm(label) && label.seed === whose.weightsSeed);
  return Math.max(0, exact >= 0 ? exact : replicas.findIndex(isArm));
}

/** What the replica looked at had paid after a step, or the step, as the x axis has it. */
export const placeShown = (history: RunHistory, view: ViewPreferences, step: number): number =>
  costOf(history, history.prepared.replicas[replicaShown(history, view)]!.arm, view.axis)(step);

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

/** Nice ends of an axis around values, all of them positive on a logarithmic one; a linear one begins at 0. */
export function niceDomain(values: readonly number[], logarithmic: boolean): readonly [number, number] {
  if (values.length === 0) return logarithmic ? [0.1, 1] : [0, 1];
  const high = niceCeiling(values.reduce((a, b) => Math.max(a, b)));
  return logarithmic ? [niceFloor(values.reduce((a, b) => Math.min(a, b))), high] : [0, high];
}

/** Ends around values with a share of their spread as room on both sides; where all are one value, so much room. */
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

/** Rows that a person is shown. */
const mostShown = 60;

/** Steps that a table has, of those that are known: all, or as many as a person is shown. */
export const stepsOf = (known: number, whole: boolean): number[] =>
  chosenSteps(known, whole ? Infinity : mostShown);

/** What a column of costs holds. */
export const ledger = 'ledger in gradient step equivalents';
