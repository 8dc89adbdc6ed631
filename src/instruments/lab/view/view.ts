/** What the lab's charts are given: fresh, small rows from one finished lab experiment. */
import { closedForm } from '../../../core/forecast/rates.ts';
import type { LabResult } from '../../../core/lab/lab.ts';
import { labForecasters, type LabForecaster } from '../../../core/lab/score.ts';
import type { LabSettings } from '../../../experiment/lab/lab-fields.ts';
import { planeView, type PlaneView } from './plane.ts';
import { labSentence, labSteps, scoredOn, sequencesText, short, type LabSentence } from './words.ts';
import { stepsToDraw } from '../../../store/select/rows.ts';
import type { Trace } from '../../../ui/charts/ForecastMultiples.tsx';

export interface LabErrorRow {
  readonly horizon: number;
  readonly errors: Readonly<Record<LabForecaster, number>>;
}

export interface LabErrorView {
  readonly rows: readonly LabErrorRow[];
  /** Upper end of the axis; curves far above the others leave it. */
  readonly yMax: number;
  readonly caption: string;
  readonly summary: string;
}

export interface CoefficientRow {
  readonly horizon: number;
  /** Of w_0 (or the first column there is), of w_n, of all columns together, and the constant. */
  readonly first: number;
  readonly last: number;
  readonly sum: number;
  readonly constant: number;
  /** What one common rate gives for two columns; null otherwise. */
  readonly closed: { readonly first: number; readonly last: number } | null;
}

export interface CoefficientView {
  readonly rows: readonly CoefficientRow[];
  readonly fromStart: boolean;
  readonly yDomain: readonly [number, number];
  readonly caption: string;
  readonly summary: string;
}

export interface LabView {
  readonly settings: LabSettings;
  /** Null: the paths diverged and there is nothing to draw. */
  readonly drawn: {
    readonly sentence: LabSentence;
    readonly error: LabErrorView;
    readonly coefficients: CoefficientView;
    readonly plane: PlaneView | null;
    readonly traces: TracesView | null;
  } | null;
}

export function labView(settings: LabSettings, result: LabResult | null): LabView {
  if (result === null) return { settings, drawn: null };
  return {
    settings,
    drawn: {
      sentence: labSentence(settings, result),
      error: errorView(settings, result),
      coefficients: coefficientView(settings, result),
      plane: planeView(result),
      traces: settings.kind === 'formula' ? tracesView(result, sequencesText(settings)) : null,
    },
  };
}

/** How far above the largest of the others a curve is still drawn. */
const headroom = 1.5;

function errorView(lab: LabSettings, result: LabResult): LabErrorView {
  const { errors, plan } = result;
  const rows = plan.horizons.map((horizon, h) => ({
    horizon,
    errors: Object.fromEntries(labForecasters.map((name) => [name, errors[name][h]!])) as Record<
      LabForecaster,
      number
    >,
  }));
  const greatest = (names: readonly LabForecaster[]): number =>
    Math.max(...names.flatMap((name) => [...errors[name]]));
  const yMax =
    1.04 * Math.min(greatest(labForecasters), headroom * greatest(['farcaster', 'scalar', 'stay']));
  const last = rows.at(-1);
  const ends = labForecasters.map((name) => `${name} ${short(last?.errors[name] ?? NaN)}`).join(', ');
  return {
    rows,
    yMax: yMax > 0 ? yMax : 1,
    caption: 'mean absolute error',
    summary: `${scoredOn(lab, result)}. ${labSteps(last?.horizon ?? 0)} ahead: ${ends}.`,
  };
}

function coefficientView(lab: LabSettings, { terms, plan, rate }: LabResult): CoefficientView {
  const two = lab.columns === 'ends';
  const rows = plan.horizons.map((horizon, h): CoefficientRow => {
    const of = terms[h]!;
    const columns = of.length - 1;
    const sum = of.subarray(0, columns).reduce((total, value) => total + value, 0);
    return {
      horizon,
      first: of[0]!,
      last: of[columns - 1]!,
      sum,
      constant: of[columns]!,
      closed: two && rate !== null ? closedForm(rate.value, plan.window, horizon) : null,
    };
  });
  const values = rows.flatMap(({ first, last, sum, constant, closed }) => [
    ...[first, last, sum, constant],
    ...(closed === null ? [] : [closed.first, closed.last]),
  ]);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const margin = 0.06 * Math.max(high - low, 0.1);
  return {
    rows,
    fromStart: plan.columns[0] === 0,
    yDomain: [low - margin, high + margin],
    caption: closedText(two, rate),
    summary: coefficientText(rows, two ? rate : null),
  };
}

function closedText(two: boolean, rate: LabResult['rate']): string {
  if (!two) return 'first and last column, sum';
  if (rate === null) return 'no decay at one rate';
  return `dots: closed form, r ${rate.known ? '=' : '≈'} ${short(rate.value)}`;
}

function coefficientText(rows: readonly CoefficientRow[], rate: LabResult['rate']): string {
  const last = rows.at(-1);
  if (last === undefined) return 'There is nothing to fit.';
  const { first, last: ofLast, sum, constant, closed } = last;
  const fitted = `${labSteps(last.horizon)} ahead the first column counts ${first.toFixed(4)}, the last ${ofLast.toFixed(4)}, all together ${sum.toFixed(4)}, and the constant is ${constant.toFixed(4)}.`;
  return closed === null || rate === null
    ? fitted
    : `${fitted} One common rate of ${short(rate.value)} would make it ${closed.first.toFixed(4)} and ${closed.last.toFixed(4)}.`;
}

export type StepValue = readonly [step: number, value: number];

export interface TracesView {
  readonly traces: readonly Trace[];
  readonly steps: number;
  readonly anchor: number;
  readonly caption: string;
  readonly summary: string;
}

function tracesView({ shown, plan }: LabResult, caption: string): TracesView {
  const { window, horizons, steps } = plan;
  const traces = shown.map(({ path, forecast }, i): Trace => {
    const ahead = horizons.map((j, h): StepValue => [window + j, forecast[h]!]);
    const values = [...path, ...forecast];
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const margin = 0.08 * Math.max(high - low, 0.02);
    return {
      title: `sequence ${i + 1}`,
      actual: stepsToDraw(path, path.length, steps).map((step): StepValue => [step, path[step]!]),
      forecast: [[window, path[window]!], ...ahead],
      yDomain: [low - margin, high + margin],
    };
  });
  return {
    traces,
    steps,
    anchor: window,
    caption,
    summary: `${traces.length} of the scored sequences over ${steps} steps (${caption}), each with its forecast from step ${window} on.`,
  };
}
