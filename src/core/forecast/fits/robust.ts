/** L1 and Huber regression by iteratively reweighted least squares (IRLS), from the least-squares answer. */
import type { Parts } from '../../parts.ts';
import { applyFeatures, weightedSquares, type Design } from './design.ts';

const meanAbsolute = (values: Float64Array): number => {
  let sum = 0;
  for (const value of values) sum += Math.abs(value);
  return sum / values.length;
};

/** The median; of two in the middle their mean. */
function median(values: Float64Array): number {
  const sorted = values.slice().sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/**
 * Huber's threshold 1.345 x 1.48 x MAD of residuals [row], the MAD taken about their median: 95 %
 * efficient where errors are normal (Huber, 1981). At the least-squares residuals here, and fixed.
 */
export function huberThreshold(residuals: Float64Array): number {
  const middle = median(residuals);
  return 1.345 * 1.48 * median(residuals.map((value) => Math.abs(value - middle)));
}

/** A fit under way: coefficients [free feature] and what they leave, residuals [row]. */
class Descent {
  readonly design: Design;
  readonly coefficients: Float64Array;
  readonly residuals: Float64Array;
  readonly weights: Float64Array;
  readonly change: Float64Array;
  #step: Float64Array;

  /** Starts at least squares; a second step takes back what the ridge withheld in the first. */
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

  /** Finds the least-squares step for the present residuals and weights; `change` is what it takes off them. */
  aim(): void {
    this.#step = weightedSquares(this.design, this.residuals, this.weights);
    applyFeatures(this.design, this.#step, this.change);
  }

  /** Mean |r| if so many steps were gone. */
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
/** Rounds that gain less than this share of the loss, three in a row, end the search. */
const smallGain = 1e-6;

/**
 * Coefficients [free feature] that minimise mean |r|. A row counts by eps / max(|r|, eps), at first with
 * eps = .1 mean |r| so that small residuals do not take over, falling by .7 a round; a step is doubled
 * while that helps, and not gone where it does not. So the answer is never worse than least squares.
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
/** A step that changes no residual by more than this share of the threshold ends the fit. */
const converged = 1e-9;

/**
 * Coefficients [free feature] that minimise Huber's loss, in a bounded number of rounds: r^2 / 2 up to the threshold,
 * linear beyond it.
 * A row counts by min(1, delta / |r|). Where delta is 0, that is where half of the residuals are alike,
 * the least-squares answer stands.
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

/** Solutions of weighted least squares at most: the two that a fit starts from, and its rounds. */
export const robustPasses = { absolute: absoluteRounds + 2, huber: huberRounds + 2 } as const;

/**
 * What the ledger charges: multiply-adds per row of fits with so many features to so many targets. Every pass takes
 * the inner products of the weighted features, with each other and with the residuals, and applies the step.
 */
export const robustMultiplies = (
  loss: keyof typeof robustPasses,
  features: number,
  targets: number,
): number => robustPasses[loss] * targets * ((features * (features + 1)) / 2 + 2 * features);
