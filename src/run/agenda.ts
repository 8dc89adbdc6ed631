/**
 * The agenda: what has to happen after which step, besides training. A pure function of the plan, so that the
 * conductor's loop only follows it.
 */

/** Everything about one forecast is keyed by its anchor, the last step of its window. */
export type AgendaItem =
  /** Store the snapshot at this many steps after the window's start. */
  | { readonly step: number; readonly kind: 'keep'; readonly anchor: number; readonly offset: number }
  /** The current weights are the fit's target for horizon number `index`. */
  | { readonly step: number; readonly kind: 'target'; readonly anchor: number; readonly index: number }
  /** Compare the forecast for horizon number `index` with the current weights. */
  | { readonly step: number; readonly kind: 'score'; readonly anchor: number; readonly index: number }
  /** Fit, forecast, and jump. */
  | { readonly step: number; readonly kind: 'anchor'; readonly anchor: number }
  /** Perform action number `index` of those that arms do between forecasts. */
  | { readonly step: number; readonly kind: 'between'; readonly index: number }
  /** Measure the metric, if that is not the training loss. */
  | { readonly step: number; readonly kind: 'measure' }
  /** Record all weights. */
  | { readonly step: number; readonly kind: 'frame' }
  /** Save all weights as forecasts read them at this step, before any jump. */
  | { readonly step: number; readonly kind: 'save' }
  | { readonly step: number; readonly kind: 'evaluate' };

/** Order within one step: read first, then change. */
const order: Readonly<Record<AgendaItem['kind'], number>> = {
  save: -1,
  score: 0,
  keep: 1,
  target: 2,
  anchor: 3,
  between: 4,
  frame: 5,
  measure: 6,
  evaluate: 7,
};

export interface AgendaSettings {
  readonly steps: number;
  /** Steps of the forecasts, ascending. */
  readonly anchors: readonly number[];
  readonly windowSteps: number;
  /** Steps ahead of an anchor at which its forecast is scored. */
  readonly horizons: readonly number[];
  /** Steps from a window's start to the stored snapshots, without the anchor. */
  readonly keeps: readonly number[];
  /** Steps from a window's start to the fit's targets; empty if it is not fitted within the window. */
  readonly targets: readonly number[];
  /** Steps after which all replicas are evaluated on the validation and test splits; the last step always is. */
  readonly evaluations: readonly number[];
  /** Steps after which the metric is measured. */
  readonly measures: readonly number[];
  /** Steps after which all weights are recorded. */
  readonly frames: readonly number[];
  /** Steps after which all weights are saved. */
  readonly saves: readonly number[];
  /** Periods, in steps, of what arms do between forecasts; the order applies when they fall on the same step. */
  readonly between: readonly number[];
}

/** When forecasts are made. */
export interface Timetable {
  readonly steps: number;
  readonly warmup: number;
  readonly period: number;
  /** Extra anchors, which take precedence where windows would overlap. */
  readonly extra: readonly number[];
}

/**
 * Anchors: the warm-up step, then one every period, and the extra ones; before the last step, and none within a
 * window of an extra one. Ascending.
 */
export function anchorsOf({ steps, warmup, period, extra }: Timetable, windowSteps: number): number[] {
  const wanted = extra
    .filter((step) => Number.isInteger(step) && step >= windowSteps && step < steps)
    .sort((a, b) => a - b);
  const special = wanted.reduce<number[]>(
    (kept, step) => (step > (kept.at(-1) ?? -Infinity) + windowSteps ? [...kept, step] : kept),
    [],
  );
  const anchors = [...special];
  for (let anchor = warmup; anchor < steps; anchor += period) {
    if (special.every((step) => Math.abs(step - anchor) > windowSteps)) anchors.push(anchor);
  }
  return anchors.sort((a, b) => a - b);
}

/** All items in order of execution. */
export function agendaOf(settings: AgendaSettings): AgendaItem[] {
  const { steps, evaluations } = settings;
  return [
    ...[...new Set([...evaluations, steps])].map((step): AgendaItem => ({ step, kind: 'evaluate' })),
    ...settings.measures.map((step): AgendaItem => ({ step, kind: 'measure' })),
    ...settings.frames.map((step): AgendaItem => ({ step, kind: 'frame' })),
    ...settings.saves.map((step): AgendaItem => ({ step, kind: 'save' })),
    ...settings.between.flatMap((period, index) =>
      every(period, steps).map((step): AgendaItem => ({ step, kind: 'between', index })),
    ),
    ...settings.anchors.flatMap((anchor) => forecastItems(anchor, settings)),
  ].sort((a, b) => a.step - b.step || order[a.kind] - order[b.kind]);
}

function forecastItems(
  anchor: number,
  { steps, windowSteps, horizons, keeps, targets }: AgendaSettings,
): AgendaItem[] {
  const start = anchor - windowSteps;
  return [
    ...keeps.map((offset): AgendaItem => ({ step: start + offset, kind: 'keep', anchor, offset })),
    ...targets.map((offset, index): AgendaItem => ({ step: start + offset, kind: 'target', anchor, index })),
    { step: anchor, kind: 'anchor', anchor },
    ...horizons.flatMap((horizon, index): AgendaItem[] =>
      anchor + horizon <= steps ? [{ step: anchor + horizon, kind: 'score', anchor, index }] : [],
    ),
  ];
}

function every(period: number, steps: number): number[] {
  return Array.from({ length: Math.floor((steps - 1) / period) }, (_, i) => (i + 1) * period);
}
