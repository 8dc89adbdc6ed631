/** An analysis of recorded runs for scripts and files: plain data that survives JSON. Its names are published. */
import { subjectArm } from '../../experiment/arms.ts';
import type { RecordedAnalysis } from '../../run/recorded/analysis.ts';
import type { HorizonRow, Method, RecordedReport } from './report.ts';
import { recordedVerdict } from './words.ts';

/** A number by method (`farcaster`, `scalar`, ..., `stay`: persistence); null if there is none. */
export type ByMethod = Readonly<Partial<Record<Method, number | null>>>;

export interface PublishedReport {
  readonly verdict: string;
  /** Whether checkpoints are spaced unevenly, and the methods that this leaves out. */
  readonly uneven: boolean;
  readonly leftOut: readonly Method[];
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
  /** Each run in the plane of its first two principal components over checkpoints. */
  readonly path: {
    /** Number of weights of a checkpoint that it is computed from. */
    readonly weights: number;
    readonly runs: readonly {
      readonly name: string;
      /** Fractions of the checkpoints' variance along x and y. */
      readonly explained: readonly number[];
      readonly checkpoints: readonly {
        readonly step: number;
        readonly x: number | null;
        readonly y: number | null;
      }[];
      /** Of the farcaster. */
      readonly forecasts: readonly {
        /** Step of the checkpoint that it was made at. */
        readonly anchor: number;
        readonly horizonSteps: number;
        readonly x: number | null;
        readonly y: number | null;
      }[];
    }[];
  };
  readonly digest: string;
}

export const publishedReport = (report: RecordedReport, analysis: RecordedAnalysis): PublishedReport => ({
  verdict: recordedVerdict(report).sentence,
  uneven: report.isUneven,
  leftOut: report.leftOut,
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
  path: publishedPath(analysis),
  digest: report.digest,
});

function publishedPath(analysis: RecordedAnalysis): PublishedReport['path'] {
  const { runs, steps, anchors, horizons, methods, path } = analysis;
  const own = methods.indexOf(subjectArm);
  return {
    weights: path.weights,
    runs: runs.map((name, run) => ({
      name,
      explained: [...path.explained.subarray(2 * run, 2 * run + 2)],
      checkpoints: steps.map((step, index) => {
        const at = 2 * (run * steps.length + index);
        return { step, x: known(path.checkpoints[at]!), y: known(path.checkpoints[at + 1]!) };
      }),
      forecasts: anchors.flatMap((anchor, a) =>
        horizons.map((horizonSteps, h) => {
          const row = (run * anchors.length + a) * horizons.length + h;
          const at = 2 * (row * (methods.length - 1) + own);
          return {
            ...{ anchor, horizonSteps },
            ...{ x: known(path.forecasts[at]!), y: known(path.forecasts[at + 1]!) },
          };
        }),
      ),
    })),
  };
}

const known = (value: number): number | null => (Number.isFinite(value) ? value : null);

const byMethod = (values: HorizonRow['mae']): ByMethod =>
  Object.fromEntries(Object.entries(values).map(([method, value]) => [method, known(value)]));
