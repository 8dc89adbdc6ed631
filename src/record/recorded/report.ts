/**
 * What an analysis of recorded runs comes to, as values: errors by horizon, how much closer the farcaster is than each
 * rival, with an interval, and the digest of all numbers.
 *
 * Forecasts of one run overlap: they share weights, so they are not independent, and neither are the weights of one
 * forecast. An interval is therefore over units that share nothing: over runs, where there are several; within a single
 * run over blocks of consecutive forecasts, each as long as a window and its horizon. Its level is that of
 * core/evidence/median-interval.ts, which supports no claim for fewer than six units.
 */
import { medianInterval, sideOf, type MedianInterval } from '../../core/evidence/median-interval.ts';
import { holm, signedRankP } from '../../core/evidence/signed-rank.ts';
import { median } from '../../core/evidence/statistics.ts';
import { digestOf } from '../../core/digest.ts';
import { subjectArm } from '../../experiment/arms.ts';
import type { ArmId } from '../../experiment/fields.ts';
import type { RecordedAnalysis } from '../../run/recorded/analysis.ts';

/** A forecast that needs no training, or persistence. */
export type Method = ArmId | 'stay';

/** How much smaller the farcaster's error is than a rival's: 1 - ratio of mean errors; below 0: larger. */
export interface Closer {
  readonly rival: Method;
  /** Median over units. */
  readonly closer: number;
  /** Null for a single unit. */
  readonly interval: MedianInterval | null;
  readonly units: number;
  /**
   * A claim needs an interval on one side of 0 and a signed-rank p-value of at most .05 after correction for all rivals
   * (Holm): the farcaster is closer, or farther; else they cannot be told apart.
   */
  readonly outcome: 'closer' | 'farther' | 'unclear';
  /** That p-value. */
  readonly p: number;
}

export interface HorizonRow {
  readonly horizonSteps: number;
  /** Number of forecasts compared, over all runs. */
  readonly forecasts: number;
  /** Mean absolute error over all weights, then mean over forecasts. */
  readonly mae: Readonly<Partial<Record<Method, number>>>;
  /** 1 - MAE / MAE(persistence), by method. */
  readonly skill: Readonly<Partial<Record<Method, number>>>;
  /** Mean cosine between forecast and true displacement, and geometric mean of the ratio of their lengths. */
  readonly cosine: Readonly<Partial<Record<Method, number>>>;
  readonly lengthRatio: Readonly<Partial<Record<Method, number>>>;
  /** The farcaster against every rival, in the order of the methods. */
  readonly against: readonly Closer[];
  /** [part]: 1 - MAE / MAE(persistence) of the farcaster over the weights of a part; NaN if nothing moved. */
  readonly partSkill: readonly number[];
}

export interface CoefficientRow {
  readonly horizonSteps: number;
  readonly group: string;
  /** Median over forecasts and runs of each coefficient, constant last. */
  readonly median: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
}

export interface RecordedReport {
  readonly unit: 'run' | 'block';
  readonly rows: readonly HorizonRow[];
  readonly coefficients: readonly CoefficientRow[];
  /** Whether the nearest checkpoints replace missing ones, and the methods that this leaves out. */
  readonly isUneven: boolean;
  readonly leftOut: readonly ArmId[];
  /** Index of the row that the verdict is about: the farthest horizon with at least half of the forecasts of the best. */
  readonly judged: number | null;
  readonly digest: string;
}

export function reportOf(analysis: RecordedAnalysis): RecordedReport {
  const rows = analysis.horizons.map((_, horizon) => rowOf(analysis, horizon));
  const most = Math.max(...rows.map(({ forecasts }) => forecasts));
  const judged = rows.findLastIndex(({ forecasts }) => forecasts > 0 && 2 * forecasts >= most);
  return {
    unit: analysis.runs.length > 1 ? 'run' : 'block',
    rows,
    coefficients: analysis.horizons.flatMap((_, horizon) => coefficientsOf(analysis, horizon)),
    ...{ isUneven: analysis.isUneven, leftOut: analysis.leftOut },
    judged: judged < 0 ? null : judged,
    digest: digestOf([
      ...[analysis.steps, analysis.anchors, analysis.horizons, [analysis.windowSteps]],
      analysis.methods.join(),
      ...[analysis.error, analysis.partError, ...analysis.coefficients],
    ]),
  };
}

/** One forecast with a target. */
interface Compared {
  readonly run: number;
  readonly anchor: number;
  /** Index [run, anchor, horizon] of its numbers. */
  readonly at: number;
}

function comparedAt(
  { runs, anchors, horizons, methods, error }: RecordedAnalysis,
  horizon: number,
): Compared[] {
  return runs.flatMap((_, run) =>
    anchors.flatMap((_step, anchor) => {
      const at = (run * anchors.length + anchor) * horizons.length + horizon;
      const own = error.subarray(at * methods.length, (at + 1) * methods.length);
      return own.every(Number.isFinite) ? [{ run, anchor, at }] : [];
    }),
  );
}

function rowOf(analysis: RecordedAnalysis, horizon: number): HorizonRow {
  const { methods, parts, partError, error, cosine, lengthRatio } = analysis;
  const compared = comparedAt(analysis, horizon);
  const [subject, stay] = [methods.indexOf(subjectArm), methods.indexOf('stay')];
  const value = (values: Float64Array, { at }: Compared, method: number): number =>
    values[at * methods.length + method]!;
  const meanOf = (values: Float64Array, method: number): number =>
    meanFinite(compared.map((one) => value(values, one, method)));
  const by = (of: (method: number) => number): Partial<Record<Method, number>> =>
    compared.length === 0 ? {} : Object.fromEntries(methods.map((method, m) => [method, of(m)]));
  const units = unitsOf(analysis, compared, horizon);
  const partMean = (method: number, part: number): number =>
    meanFinite(
      compared.map(({ at }) => partError[(at * methods.length + method) * parts.names.length + part]!),
    );
  return {
    horizonSteps: analysis.horizons[horizon]!,
    forecasts: compared.length,
    mae: by((m) => meanOf(error, m)),
    skill: by((m) => 1 - meanOf(error, m) / meanOf(error, stay)),
    cosine: by((m) => meanOf(cosine, m)),
    lengthRatio: by((m) => meanOf(lengthRatio, m)),
    against: againstAll(
      methods.flatMap((rival, m) => {
        const total = (unit: readonly Compared[], method: number): number =>
          unit.reduce((sum, one) => sum + value(error, one, method), 0);
        const closer = units.map((unit) => 1 - total(unit, subject) / total(unit, m));
        return m === subject ? [] : [{ rival, closer: closer.filter((share) => !Number.isNaN(share)) }];
      }),
    ),
    partSkill: parts.names.map((_, part) => 1 - partMean(subject, part) / partMean(stay, part)),
  };
}

/** `closer` [unit]: by how much the farcaster is closer in each. */
function againstAll(
  rivals: readonly { readonly rival: Method; readonly closer: readonly number[] }[],
): Closer[] {
  const ps = holm(rivals.map(({ closer }) => signedRankP(closer)));
  return rivals.flatMap(({ rival, closer }, i) => {
    if (closer.length === 0) return [];
    const interval = medianInterval(closer);
    const side = ps[i]! <= significance ? sideOf(interval) : 'neither';
    return [
      { rival, closer: median(closer), interval, units: closer.length, outcome: outcomes[side], p: ps[i]! },
    ];
  });
}

const significance = 0.05;

const outcomes = { above: 'closer', below: 'farther', neither: 'unclear' } as const;

/** Forecasts in lists that share no weights: by run, or by blocks of one run. */
function unitsOf(
  { runs, anchors, starts, forecastSteps, horizons }: RecordedAnalysis,
  compared: readonly Compared[],
  horizon: number,
): Compared[][] {
  const units = new Map<number, Compared[]>();
  const first = compared[0];
  if (first === undefined) return [];
  const lengths = compared.map(
    ({ anchor }) => forecastSteps[anchor * horizons.length + horizon]! - starts[anchor]!,
  );
  const length = Math.max(...lengths);
  for (const one of compared) {
    const unit =
      runs.length > 1 ? one.run : Math.floor((anchors[one.anchor]! - anchors[first.anchor]!) / length);
    units.set(unit, [...(units.get(unit) ?? []), one]);
  }
  return [...units.values()];
}

function coefficientsOf(
  { coefficients, horizons, runs, groups, inputs }: RecordedAnalysis,
  horizon: number,
): CoefficientRow[] {
  const width = inputs.length + 1;
  return groups.map((group, g) => {
    const columns = Array.from({ length: width }, (_, i) =>
      coefficients
        .flatMap((values) =>
          runs.map((_run, run) => values[((horizon * runs.length + run) * groups.length + g) * width + i]!),
        )
        .filter(Number.isFinite)
        .sort((a, b) => a - b),
    );
    return {
      horizonSteps: horizons[horizon]!,
      group,
      median: columns.map((values) => (values.length === 0 ? NaN : median(values))),
      low: columns.map((values) => values[0] ?? NaN),
      high: columns.map((values) => values.at(-1) ?? NaN),
    };
  });
}

/** Mean of the finite values; NaN if there is none. */
function meanFinite(values: readonly number[]): number {
  const known = values.filter(Number.isFinite);
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}
