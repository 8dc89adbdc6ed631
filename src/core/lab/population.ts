/** Who the lab's weights belong to: which are fitted on, which are scored, and how each one's path is made. */
import type { LabSettings } from '../../experiment/lab/lab-fields.ts';
import { sequence } from '../../experiment/kinds.ts';
import { regressionProblem, traceSgd, type RegressionProblem } from './regression.ts';
import { sequenceMaker } from './sequences.ts';

/** Units are independent of each other: single weights of a formula, or whole runs of a regression. */
export interface Population {
  /** Weights of one unit. */
  readonly weights: number;
  /** Numbers of the units that a forecast is fitted on. */
  readonly fitted: readonly number[];
  /** Numbers of the units it is scored on; the first are drawn. Never fitted on, unless in-run. */
  readonly tested: readonly number[];
  /** Fills `path` [step, weight] with a unit's weights. */
  readonly trace: (unit: number, path: Float64Array) => void;
  /** Null where there is no loss to draw. */
  readonly problem: RegressionProblem | null;
}

/** Runs of a regression that are scored. */
const testRuns = 64;

export function populationOf(lab: LabSettings): Population {
  if (lab.kind === 'regression') {
    const problem = regressionProblem(lab);
    return {
      weights: 2,
      // Their own numbers: the scored runs stay the same however many are fitted on.
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
    // A window alone teaches nothing of its future: those that are scored may teach, as they do in a run.
    fitted: lab.source === 'in-run' ? [...tested, ...others] : others,
    tested,
    trace: sequenceMaker(lab),
    problem: null,
  };
}
