/** Watched weights of one replica: what they did, and what was forecast for them. */
import type { ParameterLayout } from '../../core/model/layout.ts';
import { blockWords } from '../../core/model/words.ts';
import type { WatchedWeight } from '../../run/events.ts';
import type { RecordedForecast, RunHistory } from '../../record/history.ts';
import type { ViewPreferences } from '../state.ts';
import type { WeightPanel, WeightsView } from '../views.ts';
import { rangeShown, spanIn, stepsToDraw, type StepSpan } from './rows.ts';
import { costOf, stepAtCost } from '../../record/cost.ts';

/** At most about this many forecasts per panel. */
const forecastsShown = 10;

export function weightsView(history: RunHistory, view: ViewPreferences): WeightsView {
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
    panels: prepared.watched.map((weight, w) => panelOf(history, replica, weight, w, shown, span)),
    xMin: range === null ? 0 : stepAtCost(cost, history.steps, range[0]),
    xMax:
      range === null
        ? spec.steps
        : Math.max(stepAtCost(cost, history.steps, range[1]), (span?.from ?? 0) + 1),
    costs: cornersOf(cost, history.steps),
    window: shaded === null ? null : [shaded - prepared.windowSteps, shaded],
    horizon:
      shaded === null ? null : [shaded, Math.min(spec.steps, shaded + (prepared.horizons.at(-1) ?? 0))],
    summary: `${prepared.watched.length} weights of ${arm}, seed ${seed}, after ${history.steps} steps; ${forecasts.length} forecasts made${focused === undefined ? '' : `, that of step ${focused.anchor} shown`}.`,
  };
}

export function replicaShown({ prepared }: RunHistory, view: ViewPreferences): number {
  const wanted = prepared.replicas.findIndex(
    ({ arm, seed }) => arm === view.weightsArm && seed === view.weightsSeed,
  );
  return wanted >= 0
    ? wanted
    : Math.max(
        0,
        prepared.replicas.findIndex(({ arm }) => arm === view.weightsArm),
      );
}

/** Every so many anchors, so that forecasts do not cover each other; and always the newest. */
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
    actual,
    forecasts,
    yDomain: domainOf(actual),
  };
}

/** What a weight did, as far as it is recorded, and where it is now. */
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

/** The actual path decides, with room for forecasts: a forecast that shoots out is cut off, not allowed to flatten the rest. */
function domainOf(actual: readonly (readonly [number, number])[]): readonly [number, number] {
  const values = actual.map(([, value]) => value);
  const low = values.reduce((a, b) => Math.min(a, b), Infinity);
  const high = values.reduce((a, b) => Math.max(a, b), -Infinity);
  if (!(high > low)) return Number.isFinite(low) ? [low - 0.1, low + 0.1] : [-1, 1];
  const room = 0.2 * (high - low);
  return [low - room, high + room];
}

const subscript = (index: number): string =>
  String(index).replaceAll(/\d/g, (digit) => '₀₁₂₃₄₅₆₇₈₉'[Number(digit)]!);

export function weightName({ tensors }: ParameterLayout, { tensor, index }: WatchedWeight): string {
  const { block, role } = tensors[tensor]!;
  return `${blockWords(block)} · ${role === 'bias' ? 'b' : 'w'}${subscript(index + 1)}`;
}
