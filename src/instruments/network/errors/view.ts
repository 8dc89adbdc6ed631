/** How forecast errors spread over the weights of each tensor, forecast by forecast: a job in short pieces. */
import { errorSpread, type ErrorSpread } from '../../../core/evidence/error-quantiles.ts';
import { forecastOf } from '../../../core/forecast/jump-line.ts';
import { decadeOf, powerOfTen } from '../../../core/numeric/functions.ts';
import { partName, type ParameterLayout } from '../../../core/model/layout.ts';
import { tensorWords } from '../../../core/model/words.ts';
import { armRecords, controlArm } from '../../../experiment/arms.ts';
import type { ArmId } from '../../../experiment/fields.ts';
import type { RecordedCoefficients, RunHistory } from '../../../record/history.ts';
import { Remembered } from '../../../record/evidence/remembered.ts';
import { defineView } from '../../../store/view.ts';
import { frameOf, tensorForecasts, windowOf } from '../fit.ts';
import { whoseOf, type Whose } from '../../../store/select/rows.ts';
import { jumpStepsOf, pairShown, weightsIn, type Shown } from '../pair.ts';

export interface ForecastErrorsView {
  readonly arm: ArmId;
  readonly seed: number;
  readonly horizon: number;
  readonly tensors: readonly {
    readonly name: string;
    /** The part of the network that it belongs to (core/model/layout.ts). */
    readonly part: string;
    readonly weights: number;
    /**
     * By forecast: quantiles of |forecast - actual| over the weights, and the median error of the persistence
     * forecast.
     */
    readonly rows: readonly {
      readonly anchor: number;
      readonly quantiles: readonly number[];
      readonly stay: number;
    }[];
  }[];
  /** Of the network: what panels show of it depends on its size. */
  readonly layout: ParameterLayout;
  /** Number of forecasts, and of those that are recorded completely. */
  readonly made: number;
  readonly told: number;
  readonly xMax: number;
  readonly yDomain: readonly [number, number];
  readonly empty: string | null;
  readonly summary: string;
}

const nothing: ForecastErrorsView = {
  arm: controlArm,
  seed: 1,
  horizon: 0,
  tensors: [],
  layout: { tensors: [], count: 0 },
  made: 0,
  told: 0,
  xMax: 1,
  yDomain: [0.1, 1],
  empty: 'Appears once training has passed a forecast’s horizon.',
  summary: 'No forecast errors yet.',
};

export const errorsView = defineView({
  empty: () => nothing,
  pace: 2000,
  look: whoseOf,
  select: errorsJob,
});

/** Spreads [tensor] by replica, anchor and horizon; they never change. */
const known = new Remembered<Map<string, readonly ErrorSpread[]>>();

export function* errorsJob(history: RunHistory, whose: Whose): Generator<void, ForecastErrorsView> {
  // The control's forecasts alone have a future without jumps at every anchor.
  const [shown] = pairShown(history, whose);
  if (shown === undefined) return nothing;
  const { arm, seed } = shown;
  const { fits, forecasts, spec } = history;
  const horizon = horizonTold(history, shown);
  if (horizon === null) return { ...nothing, arm, seed, empty: emptyWords(history, shown) };
  const rows: { readonly anchor: number; readonly spreads: readonly ErrorSpread[] }[] = [];
  for (const fit of fits) {
    const spreads = yield* spreadsOf(history, shown, fit, horizon);
    if (spreads !== null) rows.push({ anchor: fit.anchor, spreads });
  }
  if (rows.length === 0) return { ...nothing, arm, seed, empty: emptyWords(history, shown) };
  const tensors = history.prepared.model.parameters.tensors.map((tensor, t) => ({
    name: tensorWords(tensor),
    part: partName(tensor),
    weights: tensor.length,
    rows: rows.map(({ anchor, spreads }) => ({ anchor, ...spreads[t]! })),
  }));
  const view: ForecastErrorsView = {
    arm,
    seed,
    horizon: history.prepared.horizons[horizon]!,
    tensors,
    layout: history.prepared.model.parameters,
    made: forecasts.length,
    told: rows.length,
    xMax: spec.steps,
    yDomain: domainOf(tensors),
    empty: null,
    summary: '',
  };
  return { ...view, summary: summarise(view) };
}

/** The horizon with most complete forecasts. */
function horizonTold(history: RunHistory, { replica }: Shown): number | null {
  const counts = history.prepared.horizons.map(
    (_, h) => history.fits.filter((fit) => isTold(history, replica, fit, h)).length,
  );
  const most = Math.max(...counts);
  return most > 0 ? counts.lastIndexOf(most) : null;
}

/** Whether a replica's window and target were recorded while it trained, without a jump in between. */
function isTold(
  history: RunHistory,
  replica: number,
  { anchor }: RecordedCoefficients,
  horizon: number,
): boolean {
  const { prepared } = history;
  const aim = anchor + prepared.horizons[horizon]!;
  const start = anchor - prepared.windowSteps;
  return (
    aim <= history.steps &&
    aim < history.stopOf(replica) &&
    frameOf(history, aim) !== undefined &&
    windowOf(history, anchor) !== null &&
    !jumpStepsOf(history, replica).some((step) => step >= start && step <= aim)
  );
}

function* spreadsOf(
  history: RunHistory,
  { replica }: Shown,
  fit: RecordedCoefficients,
  horizon: number,
): Generator<void, readonly ErrorSpread[] | null> {
  const memory = known.of(history, () => new Map<string, readonly ErrorSpread[]>());
  const key = `${replica} ${fit.anchor} ${horizon}`;
  const found = memory.get(key);
  if (found !== undefined) return found;
  if (!isTold(history, replica, fit, horizon)) return null;
  const tensors = tensorForecasts(history, fit.values, replica, horizon);
  if (tensors === null) return null;
  const frames = windowOf(history, fit.anchor)!;
  const columns = frames.map((frame) => weightsIn(history, frame, replica));
  const actual = weightsIn(
    history,
    frameOf(history, fit.anchor + history.prepared.horizons[horizon]!)!,
    replica,
  );
  const forecast = forecastOf(columns, tensors);
  const spreads: ErrorSpread[] = [];
  yield;
  for (const tensor of tensors) {
    spreads.push(yield* errorSpread(forecast, columns.at(-1)!, actual, tensor));
    yield;
  }
  memory.set(key, spreads);
  return spreads;
}

function emptyWords(history: RunHistory, { replica, arm }: Shown): string {
  const { fits, steps, prepared } = history;
  const stop = history.stopOf(replica);
  if (Number.isFinite(stop))
    return `The ${armRecords[arm].name} stopped at step ${stop}, before a forecast could be scored.`;
  const due = fits.filter(({ anchor }) => anchor + prepared.horizons[0]! <= steps);
  if (due.length === 0) return nothing.empty!;
  if (jumpStepsOf(history, replica).length > 0)
    return 'Without a control arm there is no run without jumps to score forecasts against.';
  return `No forecast of the ${armRecords[arm].name} can be redrawn for all weights: their windows or aims fall between two recorded frames, or they have no coefficients.`;
}

/** Whole powers of ten around the data, at most five decades. */
function domainOf(tensors: ForecastErrorsView['tensors']): readonly [number, number] {
  const values = tensors
    .flatMap(({ rows }) => rows.flatMap(({ quantiles, stay }) => [...quantiles, stay]))
    .filter((value) => value > 0 && Number.isFinite(value));
  if (values.length === 0) return [0.1, 1];
  const greatest = values.reduce((a, b) => Math.max(a, b));
  const below = decadeOf(greatest);
  const high = powerOfTen(powerOfTen(below) < greatest ? below + 1 : below);
  const low = powerOfTen(decadeOf(values.reduce((a, b) => Math.min(a, b))));
  return [Math.max(low, high / 1e5), high === low ? 10 * high : high];
}

/** Of more tensors than these the summary names the first. */
const mostSaid = 12;

function summarise({ arm, seed, horizon, tensors, told }: ForecastErrorsView): string {
  const last = tensors.slice(0, mostSaid).map(({ name, rows }) => {
    const { quantiles, stay } = rows.at(-1)!;
    return `${name} median ${quantiles[2]!.toPrecision(2)}, 80 % of the weights ${quantiles[0]!.toPrecision(2)} to ${quantiles[4]!.toPrecision(2)}, persistence ${stay.toPrecision(2)}`;
  });
  return `Errors of ${told} forecasts ${horizon} steps ahead of the ${armRecords[arm].name}, seed ${seed}, over the weights of each tensor. The last, made at step ${tensors[0]?.rows.at(-1)?.anchor ?? 0}: ${last.join('; ')}${tensors.length > mostSaid ? `; and ${tensors.length - mostSaid} more tensors` : ''}.`;
}
