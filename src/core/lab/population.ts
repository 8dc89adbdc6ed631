/** The lab's population of weights: which are used for fitting, which for scoring, and how each path is generated. */
import type { LabSettings } from '../../experiment/lab/lab-fields.ts';
import { sequence } from '../../experiment/kinds.ts';
import { regressionProblem, traceSgd, type RegressionProblem } from './regression.ts';
import { sequenceMaker } from './sequences.ts';

/** Units are independent of each other: single weights of a formula, or whole runs of a regression. */
export interface Population {
  /** Weights of one unit. */
  readonly weights: number;
  /** Numbers of the units that the forecast is fitted on. */
  readonly fitted: readonly number[];
  /** Numbers of the units it is scored on; the first ones are drawn. Disjoint from the fitted ones, except in-run. */
  readonly tested: readonly number[];
  /** Fills `path` [step, weight] with a unit's weights. */
  readonly trace: (unit: number, path: Float64Array) => void;
  /** Null if there is no loss to draw. */
  readonly problem: RegressionProblem | null;
}

/** Number of regression runs that are scored. */
const testRuns = 64;

export function populationOf(lab: LabSettings): Population {
  if (lab.kind === 'regression') {
    const problem = regressionProblem(lab);
    return {
      weights: 2,
      // Separate numbers, so that the scored runs stay the same for any number of fitted runs.
      fitted: sequence(testRuns, lab.runs),
      tested: sequence(0, testRuns),
      trace: (unit, path) => traceSgd(problem, lab, unit, path),
      problem,
    };
  }
  const half = Math.floor(lab.sequences / 2);
  const tested = sequence(0, half).map((i) => 2 * i);
  const others = sequence(0, half).map((i) => 2 * i + 1);
  return {
    weights: 1,
    // Windows alone contain nothing of their future, so the scored ones may also be fitted on, as in a run.
    fitted: lab.source === 'in-run' ? [...tested, ...others] : others,
    tested,
    trace: sequenceMaker(lab),
    problem: null,
  };
}
