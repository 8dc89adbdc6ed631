/** The analysis of recorded runs as `farcast.trajectory()` and `farcast trajectory --json` give it: plain JSON. */
import type { RecordedAnalysis } from '../../run/recorded/analysis.ts';
import type { Closer, Method, RecordedReport } from './report.ts';
import { recordedVerdict } from './words.ts';

type ByMethod = Readonly<Partial<Record<Method, number | null>>>;

export interface TrajectoryResult {
  readonly verdict: string;
  readonly notes: readonly string[];
  readonly runs: readonly string[];
  /** Steps of the checkpoints, and of the forecasts. */
  readonly steps: readonly number[];
  readonly anchors: readonly number[];
  readonly windowSteps: number;
  readonly rows: readonly {
    readonly horizonSteps: number;
    readonly forecasts: number;
    /** Mean absolute error over all weights; null: no forecast has a target. */
    readonly mae: ByMethod;
    readonly skill: ByMethod;
    readonly cosine: ByMethod;
    readonly normRatio: ByMethod;
    readonly against: readonly Closer[];
  }[];
  /** Median over forecasts and runs, the constant last. */
  readonly coefficients: readonly {
    readonly horizonSteps: number;
    readonly group: string;
    readonly median: readonly (number | null)[];
  }[];
  readonly digest: string;
}

export function resultOfAnalysis(analysis: RecordedAnalysis, report: RecordedReport): TrajectoryResult {
  const { sentence, notes } = recordedVerdict(report);
  const { runs, steps, anchors, windowSteps } = analysis;
  return {
    verdict: sentence,
    ...{ notes, runs, steps, anchors, windowSteps },
    rows: report.rows.map(({ horizonSteps, forecasts, mae, skill, cosine, lengthRatio, against }) => ({
      ...{ horizonSteps, forecasts, against },
      mae: finite(mae),
      skill: finite(skill),
      cosine: finite(cosine),
      normRatio: finite(lengthRatio),
    })),
    coefficients: report.coefficients.map(({ horizonSteps, group, median }) => ({
      ...{ horizonSteps, group },
      median: median.map((value) => (Number.isFinite(value) ? value : null)),
    })),
    digest: report.digest,
  };
}

const finite = (values: Readonly<Partial<Record<Method, number>>>): ByMethod =>
  Object.fromEntries(
    Object.entries(values).map(([method, value]) => [method, Number.isFinite(value) ? value : null]),
  );
