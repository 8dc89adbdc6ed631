/**
 * One experiment of the sequence lab from settings to scores: pure, seeded, and in pieces so that a page can pause
 * between them.
 */
import type { LabSettings } from '../../experiment/lab/lab-fields.ts';
import { stayTerms, type Terms } from '../forecast/basis.ts';
import { endpointTerms, recentTerms } from '../forecast/rivals/lines.ts';
import { commonRate } from '../forecast/rates.ts';
import { fitFarcaster, fitScalars } from './fit.ts';
import { gather, type Rows } from './gather.ts';
import { fitSettingsOf, labPlan, type LabPlan } from './plan.ts';
import { populationOf } from './population.ts';
import type { RegressionProblem } from './regression.ts';
import { forecastOf, scoreOf, type LabForecaster, type LabScores, type Linear } from './score.ts';

/** A scored unit that is drawn. */
export interface Shown {
  /** [step, weight]. */
  readonly path: Float64Array;
  /** [weight, horizon]. */
  readonly forecast: Float64Array;
}

export interface LabResult extends LabScores {
  readonly plan: LabPlan;
  /** The farcaster's, one per horizon, over the columns. */
  readonly terms: readonly Terms[];
  /**
   * Decay rate per step shared by all weights: known from the formula, or estimated from the scored windows; null if
   * they do not decay.
   */
  readonly rate: { readonly value: number; readonly known: boolean } | null;
  readonly fittedUnits: number;
  readonly scoredUnits: number;
  /** Number of weights in one unit. */
  readonly weights: number;
  readonly shown: readonly Shown[];
  readonly problem: RegressionProblem | null;
}

const shownSequences = 8;

/** The steps after the marks (w_0, w_n): for the recent line, and three equally spaced ones for the rate. */
interface Marks {
  readonly window: number;
  readonly recent: number;
}
const marksOf = ({ window, recent }: Marks): readonly number[] => {
  const half = Math.floor(window / 2);
  return [0, window, window - recent, window - 2 * half, window - half];
};

/** The result; null if a path diverged. */
export function* labExperiment(lab: LabSettings): Generator<undefined, LabResult | null> {
  const plan = labPlan(lab);
  const population = populationOf(lab);
  const { window, horizons, columns, fitColumns, fitTargets } = plan;
  const anchor = fitColumns.at(-1) ?? window;
  const toFit = yield* gather(
    population,
    population.fitted,
    Math.max(...fitTargets),
    { columns: fitColumns, targets: fitTargets, marks: [0, anchor] },
    0,
  );
  const toScore = yield* gather(
    population,
    population.tested,
    plan.steps,
    { columns, targets: horizons.map((j) => window + j), marks: marksOf(plan) },
    population.problem === null ? shownSequences : 1,
  );
  if (toFit === null || toScore === null) return null;
  const pairs = { ...toFit, columns: columns.length, horizons: horizons.length };
  const terms = yield* fitFarcaster(pairs, fitSettingsOf(lab));
  yield;
  const scalars = fitScalars(toFit.marks, toFit.targets, horizons.length);
  const forecasts = forecastsOf(plan, toScore, terms, scalars);
  const { weights } = population;
  return {
    ...scoreOf(forecasts, toScore.targets, horizons.length, weights),
    plan,
    terms,
    rate: rateOf(lab, toScore, window),
    fittedUnits: population.fitted.length,
    scoredUnits: population.tested.length,
    weights,
    shown: toScore.paths.map((path, unit) => ({
      path,
      forecast: Float64Array.from({ length: weights * horizons.length }, (_, i) =>
        forecastOf(
          forecasts.farcaster,
          unit * weights + Math.floor(i / horizons.length),
          i % horizons.length,
        ),
      ),
    })),
    problem: population.problem,
  };
}

function forecastsOf(
  { horizons, window, recent }: LabPlan,
  { features, marks, rows }: Rows,
  terms: readonly Terms[],
  scalars: readonly Terms[],
): Readonly<Record<LabForecaster, Linear>> {
  const places = marks.length / rows;
  const pick = (first: number): Float64Array => {
    const values = new Float64Array(2 * rows);
    for (let row = 0; row < rows; row += 1) {
      values[2 * row] = marks[row * places + first]!;
      values[2 * row + 1] = marks[row * places + 1]!;
    }
    return values;
  };
  const ends = pick(0);
  return {
    farcaster: { values: features, terms },
    scalar: { values: ends, terms: scalars },
    stay: { values: ends, terms: horizons.map(() => stayTerms(2)) },
    endpoint: { values: ends, terms: horizons.map((j) => endpointTerms(j, window)) },
    recent: { values: pick(2), terms: horizons.map((j) => recentTerms(j, recent)) },
  };
}

/** Known for a formula with one rate and no other motion; otherwise estimated from the scored windows alone. */
function rateOf(lab: LabSettings, { marks, rows }: Rows, window: number): LabResult['rate'] {
  if (lab.kind === 'formula' && lab.spread === 0 && lab.turns === 0 && lab.drift === 0)
    return lab.rate > 0 ? { value: lab.rate, known: true } : null;
  const places = marks.length / rows;
  let [previous, cross, last] = [0, 0, 0];
  for (let row = 0; row < rows; row += 1) {
    const at = row * places;
    const before = marks[at + 4]! - marks[at + 3]!;
    const after = marks[at + 1]! - marks[at + 4]!;
    previous += before * before;
    cross += before * after;
    last += after * after;
  }
  const value = commonRate(Float64Array.of(previous, cross, cross, last), Math.floor(window / 2));
  return value === null ? null : { value, known: false };
}
