/** Watched weights of one replica: what they did, and what was forecast for them. */
import type { ParameterLayout, Tensor } from '../../core/model/layout.ts';
import { blockWords, layerWords } from '../../core/model/words.ts';
import type { WatchedWeight } from '../../run/events.ts';
import type { RecordedForecast, RunHistory } from '../../record/history.ts';
import type { ArmId } from '../../experiment/fields.ts';
import type { AppState, ViewPreferences } from '../../store/state.ts';
import { defineView, type View } from '../../store/view.ts';
import {
  rangeShown,
  replicaShown,
  roomAround,
  spanIn,
  stepsToDraw,
  type StepSpan,
  stepsOf,
} from '../../store/select/rows.ts';
import { Remembered } from '../../record/evidence/remembered.ts';
import { costOf, stepAtCost } from '../../record/cost.ts';
import { columnName, type Table, type TableColumn } from '../../record/table.ts';

export interface WeightPanel {
  readonly title: string;
  /** The same, with the layer that it belongs to. */
  readonly place: string;
  readonly actual: readonly (readonly [number, number])[];
  /** One forecast per anchor: from the anchor's own value to the farthest horizon. */
  readonly forecasts: readonly {
    readonly anchor: number;
    readonly points: readonly (readonly [number, number])[];
  }[];
  readonly yDomain: readonly [number, number];
}

export interface WeightsView {
  readonly arm: ArmId;
  readonly seed: number;
  /** Some of the weights watched: small multiples are drawn a few at a time. */
  readonly panels: readonly WeightPanel[];
  readonly xMin: number;
  readonly xMax: number;
  /** [step, place on the cost axis] of this arm, ascending: straight lines between them. */
  readonly costs: readonly (readonly [number, number])[];
  readonly window: readonly [number, number] | null;
  readonly horizon: readonly [number, number] | null;
  readonly summary: string;
}

/** At most about this many forecasts per panel. */
const forecastsShown = 10;

const nothing = ({ draft, view }: AppState): WeightsView => ({
  arm: view.weightsArm,
  seed: view.weightsSeed,
  panels: [],
  xMin: 0,
  xMax: draft.steps,
  costs: [],
  window: null,
  horizon: null,
  summary: 'Training has not begun.',
});

/** Number of panels of one view. */
export const panels = [0, 1] as const;

const viewFrom = (first: number): View<WeightsView> =>
  defineView({
    empty: nothing,
    pace: 220,
    look: ({ view }) => view,
    select: (history, view) => weightsOf(history, view, first, panels.length),
  });

export const weightsView = viewFrom(0);

/** All of them, each view drawn in its own turn: eight panels at once would delay input. */
export const weightsViews = [weightsView, ...[2, 4, 6].map(viewFrom)];

export function weightsOf(
  history: RunHistory,
  view: ViewPreferences,
  first = 0,
  count = Infinity,
): WeightsView {
  const { prepared, spec, forecasts } = history;
  const replica = replicaShown(history, view);
  const { arm, seed } = prepared.replicas[replica]!;
  const focused = forecasts.find(({ anchor }) => anchor === view.focusAnchor);
  const shown = focused === undefined ? chooseForecasts(history) : [focused];
  const shaded = (focused ?? forecasts.at(-1))?.anchor ?? null;
  const cost = costOf(history, arm, view.axis);
  const range = rangeShown(history, view);
  const span = spanIn(range, cost, history.steps);
  return {
    arm,
    seed,
    panels: prepared.watched
      .slice(first, first + count)
      .map((weight, w) => panelOf(history, replica, weight, first + w, shown, span)),
    xMin: range === null ? 0 : stepAtCost(cost, history.steps, range[0]),
    xMax:
      range === null
        ? spec.steps
        : Math.max(stepAtCost(cost, history.steps, range[1]), (span?.from ?? 0) + 1),
    costs: costs.of(
      history,
      () => cornersOf(cost, history.steps),
      `${arm} ${view.axis} ${history.steps} ${cost(history.steps)}`,
    ),
    window: shaded === null ? null : [shaded - prepared.windowSteps, shaded],
    horizon:
      shaded === null ? null : [shaded, Math.min(spec.steps, shaded + (prepared.horizons.at(-1) ?? 0))],
    summary: `${prepared.watched.length} weights of ${arm}, seed ${seed}, after ${history.steps} steps; ${forecasts.length} forecasts made${focused === undefined ? '' : `, that of step ${focused.anchor} shown`}.`,
  };
}

/** Evenly spaced anchors, so that forecasts do not overlap, and the latest. */
function chooseForecasts({ forecasts, prepared, spec }: RunHistory): RecordedForecast[] {
  const anchors = Math.max(1, Math.ceil((spec.steps - spec.warmup) / spec.period));
  const apart = Math.ceil((prepared.horizons.at(-1) ?? 0) / spec.period);
  const every = Math.max(1, apart, Math.ceil(anchors / forecastsShown));
  return forecasts.filter((_, i) => i % every === 0 || i === forecasts.length - 1);
}

function panelOf(
  history: RunHistory,
  replica: number,
  weight: WatchedWeight,
  w: number,
  shown: readonly RecordedForecast[],
  span: StepSpan | null,
): WeightPanel {
  const { prepared, replicaCount, spec } = history;
  const width = prepared.watched.length;
  const actual = courseOf(history, replica * width + w, span);
  const forecasts = shown.map(({ anchor, start, predicted }) => ({
    anchor,
    points: [
      [anchor, start[replica * width + w]!] as const,
      ...prepared.horizons.map(
        (horizon, h) => [anchor + horizon, predicted[(h * replicaCount + replica) * width + w]!] as const,
      ),
    ].filter(([step, value]) => step <= spec.steps && Number.isFinite(value)),
  }));
  return {
    title: weightName(prepared.model.parameters, weight),
    place: weightName(prepared.model.parameters, weight, layerWords),
    actual,
    forecasts,
    // The actual path decides: a steep forecast is cut off.
    yDomain: roomAround(
      actual.map(([, value]) => value),
      0.2,
      0.1,
    ),
  };
}

function courseOf(
  { watched, steps, spec }: RunHistory,
  at: number,
  span: StepSpan | null,
): WeightPanel['actual'] {
  const { every, newest } = watched;
  const values = watched.courseOf(at, steps);
  const rows = span && { from: Math.floor(span.from / every), to: Math.ceil(span.to / every) };
  const drawn = stepsToDraw(values, values.length, Math.floor(spec.steps / every) + 1, rows)
    .filter((row) => Number.isFinite(values[row]))
    .map((row) => [row * every, values[row]!] as const);
  const isMissing = steps % every > 0 && (span === null || span.to >= steps) && Number.isFinite(newest[at]);
  return isMissing ? [...drawn, [steps, newest[at]!]] : drawn;
}

/** The latest cost curve, shared by the views of one turn. */
const costs = new Remembered<WeightsView['costs']>();

/** At most about this many corners of a cost curve. */
const corners = 500;

/** A cost curve as straight lines: its ends, and where its slope changes. */
function cornersOf(cost: (step: number) => number, last: number): WeightsView['costs'] {
  const places: (readonly [number, number])[] = [[0, cost(0)]];
  let slope = NaN;
  for (let step = 1; step <= last; step += 1) {
    const here = cost(step) - cost(step - 1);
    if (Math.abs(here - slope) > 1e-6 * Math.abs(here) && step > 1) places.push([step - 1, cost(step - 1)]);
    slope = here;
  }
  if (last > 0) places.push([last, cost(last)]);
  const every = Math.ceil(places.length / corners);
  return places.filter((_, index) => index % every === 0 || index === places.length - 1);
}

const subscript = (index: number): string =>
  String(index).replaceAll(/\d/g, (digit) => '₀₁₂₃₄₅₆₇₈₉'[Number(digit)]!);

/** "layer 2 · w₁₃"; `words` name where it is: the part of the network, or more closely the layer. */
function weightName(
  { tensors }: ParameterLayout,
  { tensor, index }: WatchedWeight,
  words: (tensor: Tensor) => string = blockWords,
): string {
  const own = tensors[tensor]!;
  return `${words(own)} · ${own.role === 'bias' ? 'b' : 'w'}${subscript(index + 1)}`;
}

/** The watched weights of the viewed network at all recorded steps; in a file also their forecasts. */
export function weightsTable(history: RunHistory, view: ViewPreferences, whole: boolean): Table {
  const { prepared, watched, steps } = history;
  const replica = replicaShown(history, view);
  const { arm, seed } = prepared.replicas[replica]!;
  const { parameters } = prepared.model;
  const width = prepared.watched.length;
  const courses = prepared.watched.map((_, w) => watched.courseOf(replica * width + w, steps));
  const actual = [
    ...stepsOf(courses[0]?.length ?? 0, whole).map((row) => [
      row * watched.every,
      ...courses.map((course) => course[row]!),
    ]),
    ...(steps % watched.every === 0
      ? []
      : [[steps, ...courses.map((_, w) => watched.newest[replica * width + w]!)]]),
  ];
  const weights = prepared.watched.map((weight): TableColumn => {
    const tensor = parameters.tensors[weight.tensor]!;
    const kind = tensor.role === 'bias' ? 'bias' : 'weight';
    return [
      weightName(parameters, weight, layerWords),
      columnName(arm, 'seed', seed, layerWords(tensor), kind, weight.index + 1),
    ];
  });
  if (!whole) return { columns: [['step', 'step'], ...weights], rows: actual };
  return {
    columns: [['step', 'step'], ['forecast made steps before', 'forecast_made_steps_before'], ...weights],
    rows: [...actual.map(([step, ...values]) => [step!, 0, ...values]), ...forecastRows(history, replica)],
  };
}

/** Every forecast of a replica's watched weights: target step, number of steps ahead, weights. */
function forecastRows({ prepared, forecasts, replicaCount }: RunHistory, replica: number): number[][] {
  const width = prepared.watched.length;
  return forecasts.flatMap(({ anchor, predicted }) =>
    prepared.horizons.flatMap((horizon, h) => {
      const from = (h * replicaCount + replica) * width;
      const values = [...predicted.subarray(from, from + width)];
      return values.some(Number.isFinite) ? [[anchor + horizon, horizon, ...values]] : [];
    }),
  );
}
