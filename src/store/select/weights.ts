/** Watched weights of one replica: what they did, and what was forecast for them. */
import type { WatchedWeight } from '../../run/events.ts';
import type { RecordedForecast, RunHistory } from '../history.ts';
import type { ViewPreferences } from '../state.ts';
import type { WeightPanel, WeightsView } from '../views.ts';
import { stepsToDraw } from './rows.ts';

/** At most about this many forecasts per panel. */
const forecastsShown = 10;

export function weightsView(history: RunHistory, view: ViewPreferences): WeightsView {
  const { prepared, spec, forecasts } = history;
  const replica = replicaShown(history, view);
  const { arm, seed } = prepared.replicas[replica]!;
  const shown = chooseForecasts(history);
  const newest = forecasts.at(-1)?.anchor ?? null;
  return {
    arm,
    seed,
    panels: prepared.watched.map((weight, w) => panelOf(history, replica, weight, w, shown)),
    xMax: spec.steps,
    window: newest === null ? null : [newest - prepared.windowSteps, newest],
    horizon:
      newest === null ? null : [newest, Math.min(spec.steps, newest + (prepared.horizons.at(-1) ?? 0))],
    summary: `${prepared.watched.length} weights of ${arm}, seed ${seed}, after ${history.steps} steps; ${forecasts.length} forecasts made.`,
  };
}

function replicaShown({ prepared }: RunHistory, view: ViewPreferences): number {
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
): WeightPanel {
  const { prepared, replicaCount, steps, spec } = history;
  const width = prepared.watched.length;
  const values = Float32Array.from(
    { length: steps + 1 },
    (_, step) => history.watched[(step * replicaCount + replica) * width + w]!,
  );
  const actual = stepsToDraw(values, steps + 1, spec.steps + 1)
    .filter((step) => Number.isFinite(values[step]))
    .map((step) => [step, values[step]!] as const);
  const forecasts = shown.map(({ anchor, predicted }) => ({
    anchor,
    points: [
      [anchor, values[anchor]!] as const,
      ...prepared.horizons.map(
        (horizon, h) => [anchor + horizon, predicted[(h * replicaCount + replica) * width + w]!] as const,
      ),
    ].filter(([step, value]) => step <= spec.steps && Number.isFinite(value)),
  }));
  return { title: titleOf(weight), actual, forecasts, yDomain: domainOf(actual) };
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

const titleOf = ({ layer, kind, index }: WatchedWeight): string =>
  `layer ${layer} · ${kind === 'bias' ? 'b' : 'w'}${subscript(index + 1)}`;
