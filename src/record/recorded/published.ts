/** An analysis of recorded runs for scripts and files: plain data that survives JSON. Its names are published. */
import type { HorizonRow, Method, RecordedReport } from './report.ts';
import { recordedVerdict } from './words.ts';

/** A number by method (`farcaster`, `scalar`, ..., `stay`: persistence); null if there is none. */
export type ByMethod = Readonly<Partial<Record<Method, number | null>>>;

export interface PublishedReport {
  readonly verdict: string;
  readonly rows: readonly {
    /** Steps ahead of a checkpoint. */
    readonly horizonSteps: number;
    /** Number of forecasts compared, over all runs. */
    readonly forecasts: number;
    /** Mean absolute error over all weights, then over forecasts. */
    readonly mae: ByMethod;
    /** 1 - MAE / MAE of persistence. */
    readonly skill: ByMethod;
    /** Mean cosine between forecast and true displacement; geometric mean of the ratio of their lengths. */
    readonly cosine: ByMethod;
    readonly normRatio: ByMethod;
  }[];
  /** Of the farcaster, medians over forecasts and runs: one for each input, then the constant. */
  readonly coefficients: readonly {
    readonly horizonSteps: number;
    readonly group: string;
    readonly median: readonly (number | null)[];
    readonly low: readonly (number | null)[];
    readonly high: readonly (number | null)[];
  }[];
  readonly digest: string;
}

export const publishedReport = (report: RecordedReport): PublishedReport => ({
  verdict: recordedVerdict(report).sentence,
  rows: report.rows.map((row) => ({
    horizonSteps: row.horizonSteps,
    forecasts: row.forecasts,
    mae: byMethod(row.mae),
    skill: byMethod(row.skill),
    cosine: byMethod(row.cosine),
    normRatio: byMethod(row.lengthRatio),
  })),
  coefficients: report.coefficients.map(({ horizonSteps, group, median, low, high }) => ({
    ...{ horizonSteps, group },
    ...{ median: median.map(known), low: low.map(known), high: high.map(known) },
  })),
  digest: report.digest,
});

const known = (value: number): number | null => (Number.isFinite(value) ? value : null);

const byMethod = (values: HorizonRow['mae']): ByMethod =>
  Object.fromEntries(Object.entries(values).map(([method, value]) => [method, known(value)]));
