/**
 * The objective of a penalised fit, L_pred + lambda L_grad, with its corners smoothed, and its gradient. L_pred is
 * the mean over rows and horizons of |r|, r^2 or Huber's loss (r^2 / 2 up to its threshold). A distance in L_grad is
 * a mean over rows too, (mean |step|^p)^(1/p), so lambda and eps mean the same for any number of weights.
 */
import type { FitSettings } from '../basis.ts';
import type { Design } from './design.ts';
import { penaltyOf, roundedPenalty } from './penalty.ts';
import { huberThreshold } from './robust.ts';
import type { Whitened } from './whiten.ts';

/** The objective over coefficients [horizon, width] on whitened features, targets in units of `scale`. */
export class PenalisedObjective {
  readonly #white: Whitened;
  readonly #rows: number;
  readonly #horizons: number;
  readonly #settings: FitSettings;
  /** lambda in units of `scale`; for squared losses it is scaled once more. */
  readonly #weight: number;
  readonly #margin: number;
  /** [horizon, row]. */
  readonly #targets: Float64Array;
  /** [horizon, width]: least squares. */
  readonly squares: Float64Array;
  /** Mean squared residual of least squares, over all horizons. */
  readonly #left: number;
  /** [horizon]: Huber's thresholds, in units of `scale`. */
  readonly #thresholds: Float64Array;
  /** [horizon]. */
  readonly #distances: Float64Array;
  readonly #slopes: Float64Array;
  /** [horizon, width]: gradient of a distance with respect to its step. */
  readonly #directions: Float64Array;

  constructor(design: Design, white: Whitened, scale: number, settings: FitSettings) {
    const { rows, horizons } = design;
    const { loss, penalty } = settings;
    this.#white = white;
    this.#rows = rows;
    this.#horizons = horizons;
    this.#settings = settings;
    this.#weight = loss === 'absolute' ? penalty.weight : penalty.weight / scale;
    this.#margin = penalty.margin / scale;
    this.#targets = design.targets.map((value) => value / scale);
    this.squares = new Float64Array(horizons * white.width);
    this.#thresholds = new Float64Array(horizons);
    this.#distances = new Float64Array(horizons);
    this.#slopes = new Float64Array(horizons);
    this.#directions = new Float64Array(horizons * white.width);
    let left = 0;
    for (let h = 0; h < horizons; h += 1) left += this.#solveSquares(h);
    this.#left = left / horizons;
  }

  /**
   * The loss at `values` [horizon, width], with |x| smoothed to sqrt(x^2 + bend^2), and its gradient. With bend 0 the
   * loss is exact, and the gradient is meaningless at corners.
   */
  at(values: Float64Array, gradient: Float64Array, bend: number): number {
    gradient.fill(0);
    const { loss, penalty } = this.#settings;
    const { width } = this.#white;
    const prediction =
      loss === 'squares' ? this.#squaresAt(values, gradient) : this.#rowsAt(values, gradient, bend);
    for (let h = 0; h < this.#horizons; h += 1) this.#measure(values, h, bend);
    const step =
      bend === 0
        ? penaltyOf(this.#distances, penalty.reading, this.#margin)
        : roundedPenalty(this.#distances, penalty.reading, this.#margin, bend, this.#slopes);
    for (let h = 0; h < this.#horizons; h += 1) {
      const slope = this.#weight * this.#slopes[h]!;
      for (let i = h * width; slope !== 0 && i < (h + 1) * width; i += 1) {
        const part = slope * this.#directions[i]!;
        gradient[i] = gradient[i]! + part;
        if (h > 0) gradient[i - width] = gradient[i - width]! - part;
      }
    }
    return prediction + this.#weight * step;
  }

  /** Least squares of one horizon by projection, and Huber's threshold there; returns the mean squared residual. */
  #solveSquares(h: number): number {
    const { width, features } = this.#white;
    const squares = this.squares.subarray(h * width, (h + 1) * width);
    const targets = this.#targets.subarray(h * this.#rows, (h + 1) * this.#rows);
    targets.forEach((target, row) => {
      for (let i = 0; i < width; i += 1) squares[i]! += (target * features[row * width + i]!) / this.#rows;
    });
    const residuals = targets.map((target, row) => {
      let residual = target;
      for (let i = 0; i < width; i += 1) residual -= features[row * width + i]! * squares[i]!;
      return residual;
    });
    this.#thresholds[h] = huberThreshold(residuals);
    return residuals.reduce((sum, value) => sum + value * value, 0) / this.#rows;
  }

  #squaresAt(values: Float64Array, gradient: Float64Array): number {
    let sum = 0;
    for (let i = 0; i < values.length; i += 1) {
      const off = values[i]! - this.squares[i]!;
      sum += off * off;
      gradient[i] = (2 * off) / this.#horizons;
    }
    return this.#left + sum / this.#horizons;
  }

  #rowsAt(values: Float64Array, gradient: Float64Array, bend: number): number {
    const { width, features } = this.#white;
    const absolute = this.#settings.loss === 'absolute';
    const share = 1 / (this.#rows * this.#horizons);
    let sum = 0;
    for (let h = 0; h < this.#horizons; h += 1) {
      const at = h * width;
      const delta = absolute ? 0 : this.#thresholds[h]!;
      for (let row = 0; row < this.#rows; row += 1) {
        const from = row * width;
        let residual = this.#targets[h * this.#rows + row]!;
        for (let i = 0; i < width; i += 1) residual -= features[from + i]! * values[at + i]!;
        const size = absolute ? Math.sqrt(residual * residual + bend * bend) : Math.abs(residual);
        const quadratic = size <= delta;
        sum += absolute ? size : quadratic ? (residual * residual) / 2 : delta * (size - delta / 2);
        const slope = share * (quadratic ? residual : ((absolute ? 1 : delta) * residual) / size);
        for (let i = 0; i < width; i += 1) gradient[at + i] = gradient[at + i]! - slope * features[from + i]!;
      }
    }
    return sum * share;
  }

  /** The distance d_h from the previous forecast (from persistence for h = 0), and its gradient. */
  #measure(values: Float64Array, h: number, bend: number): void {
    const { width, features } = this.#white;
    const step = this.#directions.subarray(h * width, (h + 1) * width);
    for (let i = 0; i < width; i += 1) {
      step[i] = values[h * width + i]! - (h > 0 ? values[(h - 1) * width + i]! : 0);
    }
    if (this.#settings.penalty.norm === 2) {
      const length = Math.sqrt(step.reduce((sum, value) => sum + value * value, bend * bend));
      this.#distances[h] = length;
      if (length > 0) for (let i = 0; i < width; i += 1) step[i] = step[i]! / length;
      return;
    }
    const direction = new Float64Array(width);
    let sum = 0;
    for (let from = 0; from < features.length; from += width) {
      let move = 0;
      for (let i = 0; i < width; i += 1) move += features[from + i]! * step[i]!;
      const size = Math.sqrt(move * move + bend * bend);
      const sign = move / size;
      sum += size;
      for (let i = 0; i < width; i += 1) direction[i] = direction[i]! + sign * features[from + i]!;
    }
    this.#distances[h] = sum / this.#rows;
    for (let i = 0; i < width; i += 1) step[i] = direction[i]! / this.#rows;
  }
}
