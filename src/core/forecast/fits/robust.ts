/** L1 and Huber regression by iteratively reweighted least squares (IRLS), starting from least squares. */
import type { Parts } from '../../parts.ts';
import { applyFeatures, weightedSquares, type Design } from './design.ts';

const meanAbsolute = (values: Float64Array): number => {
  let sum = 0;
  for (const value of values) sum += Math.abs(value);
  return sum / values.length;
};

/** The median; for an even count, the mean of the two middle values. */
function median(values: Float64Array): number {
  const sorted = values.slice().sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/**
 * Huber's threshold 1.345 x 1.48 x MAD of residuals [row], with the MAD taken about their median: 95 % efficient for
 * normal errors (Huber, 1981). Computed at the least-squares residuals and then fixed.
 */
export function huberThreshold(residuals: Float64Array): number {
  const middle = median(residuals);
  return 1.345 * 1.48 * median(residuals.map((value) => Math.abs(value - middle)));
}

/** State of a fit: coefficients [free feature] and residuals [row]. */
class Descent {
  readonly design: Design;
  readonly coefficients: Float64Array;
  readonly residuals: Float64Array;
  readonly weights: Float64Array;
  readonly change: Float64Array;
  #step: Float64Array;

  /** Starts at least squares; a second step removes the bias of the ridge in the first. */
  constructor(design: Design, targets: Float64Array) {
    this.design = design;
    this.residuals = targets.slice();
    this.weights = new Float64Array(design.rows).fill(1);
    this.change = new Float64Array(design.rows);
    this.#step = new Float64Array(design.free.length);
    this.coefficients = new Float64Array(design.free.length);
    for (let step = 0; step < 2; step += 1) {
      this.aim();
      this.go(1);
    }
  }

  /**
   * Finds the weighted least-squares step for the current residuals; `change` is the resulting change of the
   * residuals.
   */
  aim(): void {
    this.#step = weightedSquares(this.design, this.residuals, this.weights);
    applyFeatures(this.design, this.#step, this.change);
  }

  /** Mean |r| after this multiple of the step. */
  lossAfter(steps: number): number {
    let sum = 0;
    for (let row = 0; row < this.residuals.length; row += 1) {
      sum += Math.abs(this.residuals[row]! - steps * this.change[row]!);
    }
    return sum / this.residuals.length;
  }

  go(steps: number): void {
    for (let row = 0; row < this.residuals.length; row += 1) {
      this.residuals[row] = this.residuals[row]! - steps * this.change[row]!;
    }
    for (let i = 0; i < this.#step.length; i += 1) {
      this.coefficients[i] = this.coefficients[i]! + steps * this.#step[i]!;
    }
  }
}

const absoluteRounds = 24;
/** Three consecutive rounds that improve the loss by less than this fraction end the search. */
const smallGain = 1e-6;

/**
 * Coefficients [free feature] that minimise mean |r|. A row has weight eps / max(|r|, eps), initially with eps = .1
 * mean |r| so that small residuals do not dominate; eps shrinks by .7 each round. A step is doubled while that helps,
 * and skipped if it does not. The result is therefore never worse than least squares.
 */
export function* fitAbsolute(design: Design, targets: Float64Array): Parts<Float64Array> {
  const descent = new Descent(design, targets);
  const { residuals, weights } = descent;
  let loss = meanAbsolute(residuals);
  let epsilon = 0.1 * loss;
  let idle = 0;
  for (let round = 0; round < absoluteRounds && epsilon > 0 && idle < 3; round += 1, epsilon *= 0.7) {
    for (let row = 0; row < weights.length; row += 1) {
      weights[row] = epsilon / Math.max(Math.abs(residuals[row]!), epsilon);
    }
    descent.aim();
    yield;
    let steps = 1;
    let after = descent.lossAfter(1);
    for (let farther = descent.lossAfter(2); farther < after; farther = descent.lossAfter(2 * steps)) {
      steps *= 2;
      after = farther;
    }
    idle = loss - after > smallGain * loss ? 0 : idle + 1;
    if (!(after < loss)) continue;
    descent.go(steps);
    loss = after;
  }
  return descent.coefficients;
}

/** Most fits end after 16. */
const huberRounds = 38;
/** A step that changes no residual by more than this fraction of the threshold ends the fit. */
const converged = 1e-9;

/**
 * Coefficients [free feature] that minimise Huber's loss, in a bounded number of rounds: r^2 / 2 up to the threshold,
 * linear beyond. A row has weight min(1, delta / |r|). If delta is 0, that is if half of the residuals are equal, the
 * least-squares solution is returned.
 */
export function* fitHuber(design: Design, targets: Float64Array): Parts<Float64Array> {
  const descent = new Descent(design, targets);
  const { residuals, weights, change } = descent;
  const delta = huberThreshold(residuals);
  for (let round = 0; round < huberRounds && delta > 0; round += 1) {
    for (let row = 0; row < weights.length; row += 1) {
      weights[row] = Math.min(1, delta / Math.abs(residuals[row]!));
    }
    descent.aim();
    descent.go(1);
    yield;
    if (change.every((value) => Math.abs(value) <= converged * delta)) break;
  }
  return descent.coefficients;
}

/** Maximum number of weighted least-squares solves: two at the start of a fit, and one per round. */
export const robustPasses = { absolute: absoluteRounds + 2, huber: huberRounds + 2 } as const;

/**
 * Multiply-adds charged per row for fits with this many features and targets. Every pass computes the inner products
 * of the weighted features, with each other and with the residuals, and applies the step.
 */
export const robustMultiplies = (
  loss: keyof typeof robustPasses,
  features: number,
  targets: number,
): number => robustPasses[loss] * targets * ((features * (features + 1)) / 2 + 2 * features);
