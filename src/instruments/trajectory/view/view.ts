/** What the charts of recorded runs draw: small rows, computed once from an analysis and its report. Pure. */
import { subjectArm } from '../../../experiment/arms.ts';
import { closedForm, type ClosedForm } from '../../../core/forecast/rates.ts';
import { tensorWords } from '../../../core/model/words.ts';
import type { CoefficientRow, Method } from '../../../record/recorded/report.ts';
import { bestRival } from '../../../record/recorded/words.ts';
import type { Analysed } from '../../../store/recorded/recorded.ts';
import { niceCeiling, niceFloor, roomAround } from '../../../store/select/rows.ts';
import type { Trace } from '../../../ui/charts/ForecastMultiples.tsx';
import { drawnOf, heatOf, type HeatView } from '../../../ui/charts/heat/heat.ts';
import { rateOf } from './rate.ts';

export type StepValue = readonly [step: number, value: number];
export type Domain = readonly [number, number];

export interface ErrorView {
  /** The farcaster last, on top of the others. */
  readonly methods: readonly Method[];
  readonly rows: readonly {
    readonly horizon: number;
    readonly mae: Readonly<Partial<Record<Method, number>>>;
    readonly skill: number;
    readonly forecasts: number;
  }[];
  readonly yDomain: Domain;
  readonly summary: string;
}

export function errorView({ analysis, report }: Analysed): ErrorView {
  const rows = report.rows.flatMap(({ horizonSteps, mae, skill, forecasts }) =>
    forecasts === 0 ? [] : [{ horizon: horizonSteps, mae, skill: skill[subjectArm] ?? NaN, forecasts }],
  );
  const errors = rows.flatMap(({ mae }) => Object.values(mae)).filter((error) => error > 0);
  const finite = errors.filter(Number.isFinite);
  const last = rows.at(-1);
  const best = report.rows.at(-1) === undefined ? null : bestRival(report.rows.at(-1)!);
  return {
    methods: analysis.methods.toSorted((a, b) => Number(a === subjectArm) - Number(b === subjectArm)),
    rows,
    yDomain:
      finite.length === 0 ? [0.1, 1] : [niceFloor(Math.min(...finite)), niceCeiling(Math.max(...finite))],
    summary:
      last === undefined
        ? 'No forecast has a later checkpoint to compare with.'
        : `Mean absolute error of ${analysis.methods.length} forecasts at ${rows.length} horizons. ${last.horizon} steps ahead: farcaster ${short(last.mae[subjectArm])}, persistence ${short(last.mae.stay)}${best === null ? '' : `, best rival (${best.rival}) ${short(last.mae[best.rival])}`}.`,
  };
}

export interface PathsView {
  readonly traces: readonly Trace[];
  readonly anchor: number;
  readonly windowSteps: number;
  readonly xDomain: Domain;
  readonly summary: string;
}

/** Maximum number of weights that are drawn. */
const mostTraces = 8;

/** Actual values of some weights of a run, and their forecasts at the anchor of an index. */
export function pathsView({ analysis }: Analysed, run: number, anchor: number, method: Method): PathsView {
  const { steps, anchors, horizons, methods, watched, runs, actual, predicted, layout } = analysis;
  const at = anchors[anchor]!;
  const reached = analysis.forecastSteps.slice(anchor * horizons.length, (anchor + 1) * horizons.length);
  const here = steps.indexOf(at);
  const valueAt = (step: number, weight: number): number =>
    actual[(run * steps.length + step) * watched.length + weight]!;
  const forecastAt = (horizon: number, weight: number): number => {
    if (method === 'stay') return valueAt(here, weight);
    const row = (horizon * (methods.length - 1) + methods.indexOf(method)) * runs.length + run;
    return predicted[anchor]![row * watched.length + weight]!;
  };
  const every = Math.max(1, Math.ceil(watched.length / mostTraces));
  const chosen = watched.map((_, weight) => weight).filter((weight) => weight % every === 0);
  const traces = chosen.map((weight) => {
    const { tensor, index } = watched[weight]!;
    const own = steps.map((step, i): StepValue => [step, valueAt(i, weight)]);
    const ahead = reached.map((step, h): StepValue => [step, forecastAt(h, weight)]);
    const forecast: StepValue[] = [[at, valueAt(here, weight)], ...ahead];
    const known = [...own, ...forecast].map(([, value]) => value).filter(Number.isFinite);
    return {
      title: `${tensorWords(layout.tensors[tensor]!)} ${index}`,
      ...{ actual: own, forecast, yDomain: roomAround(known, 0.08, 0.01) },
    };
  });
  const end = Math.max(steps.at(-1)!, reached.at(-1)!);
  return {
    ...{ traces, anchor: at, windowSteps: at - analysis.starts[anchor]!, xDomain: [steps[0]!, end] },
    summary: `${traces.length} of ${layout.count} weights over steps ${steps[0]} to ${steps.at(-1)}, each with its forecast from step ${at} on.`,
  };
}

/** 1 - MAE / MAE(persistence) of the farcaster by anchor and horizon, over the runs together. */
export function skillMap({ analysis }: Analysed): HeatView {
  const { anchors, horizons, methods, runs, error, steps } = analysis;
  const [subject, stay] = [methods.indexOf(subjectArm), methods.indexOf('stay')];
  return heatOf(
    drawnOf(anchors.map((anchor, index) => ({ anchor, index }))),
    {
      ...{
        horizons,
        steps: steps.at(-1)!,
        apart: apartOf(anchors),
        kind: 'diverging',
        middle: 0,
        farthest: 1,
      },
      more: ['MAE', 'MAE of persistence'],
      subject: 'Skill of the farcaster’s forecasts against persistence',
    },
    ({ index }, horizon) => {
      const at = runs
        .map((_, run) => ((run * anchors.length + index) * horizons.length + horizon) * methods.length)
        .filter((from) => Number.isFinite(error[from + subject]) && Number.isFinite(error[from + stay]));
      const mean = (method: number): number =>
        at.reduce((sum, from) => sum + error[from + method]!, 0) / at.length;
      const [own, persistence] = [mean(subject), mean(stay)];
      return { value: 1 - own / persistence, certain: false, more: [own, persistence] };
    },
  );
}

/** Skill of the farcaster over the weights of a part, by horizon; the first part is at the top. */
export function partMap({ analysis, report }: Analysed): HeatView {
  const { horizons, parts } = analysis;
  const order = parts.names.map((_, part) => part).reverse();
  const rows = order.map((part) => parts.names[part]!);
  return heatOf(
    drawnOf(horizons.map((anchor, index) => ({ anchor, index }))),
    {
      ...{ horizons: order, steps: horizons.at(-1)!, apart: apartOf(horizons) },
      ...{ kind: 'diverging', middle: 0, farthest: 1 },
      subject: 'Skill of the farcaster’s forecasts against persistence',
      axes: {
        x: 'steps ahead',
        rows,
        place: (column, row) => `${rows[row] ?? ''}, ${horizons[column] ?? 0} steps ahead`,
      },
    },
    ({ index }, row) => ({
      value: report.rows[index]!.partSkill[order[row]!]!,
      certain: false,
      more: [],
    }),
  );
}

export interface PartsView {
  readonly horizon: number;
  /** Largest parts first; [10, 25, 50, 75, 90] % of the farcaster's error / persistence's. */
  readonly rows: readonly {
    readonly name: string;
    readonly weights: number;
    readonly quantiles: readonly number[];
    readonly forecasts: number;
  }[];
  readonly xDomain: Domain;
  readonly summary: string;
}

const levels = [0.1, 0.25, 0.5, 0.75, 0.9];

/** How the error of the farcaster relative to persistence's is spread over forecasts, part by part. */
export function partsView({ analysis }: Analysed, horizon: number): PartsView {
  const { runs, anchors, horizons, methods, parts, partError } = analysis;
  const [subject, stay] = [methods.indexOf(subjectArm), methods.indexOf('stay')];
  const rows = parts.names.map((name, part) => {
    const ratios = runs
      .flatMap((_, run) =>
        anchors.map((_anchor, anchor) => {
          const from = ((run * anchors.length + anchor) * horizons.length + horizon) * methods.length;
          const of = (method: number): number => partError[(from + method) * parts.names.length + part]!;
          return of(subject) / of(stay);
        }),
      )
      .filter((ratio) => Number.isFinite(ratio) && ratio > 0)
      .sort((a, b) => a - b);
    const quantiles = levels.map((level) => ratios[Math.round(level * (ratios.length - 1))] ?? NaN);
    return { name, weights: parts.counts[part]!, quantiles, forecasts: ratios.length };
  });
  const ends = rows.flatMap(({ quantiles }) => quantiles).filter(Number.isFinite);
  const better = rows.filter(({ quantiles }) => quantiles[2]! < 1).length;
  return {
    horizon: horizons[horizon]!,
    rows: rows.toSorted((a, b) => b.weights - a.weights),
    xDomain: [niceFloor(Math.min(0.5, ...ends)), niceCeiling(Math.max(2, ...ends))],
    summary: `Error of the farcaster relative to persistence, ${horizons[horizon]} steps ahead, over the forecasts: the median is below 1 in ${better} of ${rows.length} parts.`,
  };
}

export interface CoefficientsView {
  readonly groups: readonly string[];
  readonly lines: readonly CoefficientLine[];
  readonly rows: readonly CoefficientRow[];
  /** What one decay rate gives for two inputs, by row; null if no rate describes the weights. */
  readonly closed: { readonly rate: number; readonly rows: readonly ClosedForm[] } | null;
  readonly yDomain: Domain;
  readonly summary: string;
}

export interface CoefficientLine {
  readonly name: string;
  readonly of: (values: readonly number[]) => number;
  readonly closed: ((form: ClosedForm) => number) | null;
}

export function coefficientsView(analysed: Analysed, group: number): CoefficientsView {
  const { analysis, report } = analysed;
  const { groups, inputs, windowSteps } = analysis;
  const rows = report.coefficients.filter((row) => row.group === groups[group]);
  const isEnds = inputs.length === 2 && inputs[0] === 0;
  const rate = isEnds ? rateOf(analysis) : null;
  const lines: CoefficientLine[] = [
    { name: isEnds ? 'A₀' : 'first A', of: (values) => values[0]!, closed: ({ first }) => first },
    { name: 'Aₙ', of: (values) => values.at(-2)!, closed: ({ last }) => last },
    { name: 'sum', of: (values) => values.slice(0, -1).reduce((sum, value) => sum + value, 0), closed: null },
    { name: 'b', of: (values) => values.at(-1)!, closed: null },
  ];
  const closed =
    rate === null
      ? null
      : { rate, rows: rows.map(({ horizonSteps }) => closedForm(rate, windowSteps, horizonSteps)) };
  const values = rows
    .flatMap(({ median, low, high }) => [
      ...lines.map(({ of }) => of(median)),
      ...[low, high].flatMap((ends) => [ends[0]!, ends.at(-2)!]),
    ])
    .concat(closed?.rows.flatMap(({ first, last }) => [first, last]) ?? [])
    .filter(Number.isFinite);
  const last = rows.at(-1);
  return {
    ...{ groups, lines, rows, closed, yDomain: roomAround(values, 0.06, 0.1) },
    summary:
      last === undefined
        ? 'There are no coefficients.'
        : `${last.horizonSteps} steps ahead, medians over forecasts: ${lines.map(({ name, of }) => `${name} ${short(of(last.median))}`).join(', ')}.`,
  };
}

export interface LossesView {
  readonly curves: readonly {
    readonly name: string;
    readonly run: number;
    readonly isValidation: boolean;
    readonly points: readonly StepValue[];
  }[];
  readonly xDomain: Domain;
  readonly yDomain: Domain;
  readonly logarithmic: boolean;
  readonly summary: string;
}

/** Losses that came with the files; null if there are none. */
export function lossesView({ opened: { losses } }: Pick<Analysed, 'opened'>): LossesView | null {
  const kinds = [
    ['loss', 'training'],
    ['validation', 'validation'],
  ] as const;
  const curves = losses.flatMap((own, run) =>
    kinds.flatMap(([kind, words]) => {
      const points = own.steps
        .map((step, i): StepValue => [step, own[kind][i]!])
        .filter(([, value]) => Number.isFinite(value));
      const name = losses.length === 1 ? words : `${own.run}, ${words}`;
      return points.length === 0 ? [] : [{ name, run, isValidation: kind === 'validation', points }];
    }),
  );
  if (curves.length === 0) return null;
  const all = curves.flatMap(({ points }) => points);
  const values = all.map(([, value]) => value);
  const logarithmic = values.every((value) => value > 0);
  const range = (numbers: readonly number[]): Domain => [Math.min(...numbers), Math.max(...numbers)];
  const [low, high] = range(values);
  return {
    ...{ curves, logarithmic, xDomain: range(all.map(([step]) => step)) },
    yDomain: logarithmic ? [niceFloor(low), niceCeiling(high)] : roomAround(values, 0.05, 0.1),
    summary: curves.map(({ name, points }) => `${name}: last ${short(points.at(-1)![1])}`).join('; '),
  };
}

/** The usual distance between steps: the median of them. */
function apartOf(steps: readonly number[]): number {
  const gaps = steps
    .slice(1)
    .map((step, i) => step - steps[i]!)
    .sort((a, b) => a - b);
  return gaps[Math.floor(gaps.length / 2)] ?? Math.max(1, steps[0] ?? 1);
}

const short = (value: number | undefined): string =>
  value === undefined || !Number.isFinite(value) ? '–' : String(Number(value.toPrecision(3)));
