/** Adam over a flat vector of float64 numbers, used to train forecasting networks. */

const beta1 = 0.9;
const beta2 = 0.999;
const epsilon = 1e-12;

/** Adam (Kingma & Ba, ICLR 2015) with its moments; the rate is passed to each step. */
export class Adam {
  readonly #mean: Float64Array;
  readonly #square: Float64Array;
  #decay1 = 1;
  #decay2 = 1;

  constructor(size: number) {
    this.#mean = new Float64Array(size);
    this.#square = new Float64Array(size);
  }

  /** Moves `values` one step against `gradient`. */
  step(values: Float64Array, gradient: Float64Array, rate: number): void {
    this.#decay1 *= beta1;
    this.#decay2 *= beta2;
    const size = rate / (1 - this.#decay1);
    const correction = 1 / (1 - this.#decay2);
    const mean = this.#mean;
    const square = this.#square;
    for (let i = 0; i < values.length; i += 1) {
      const slope = gradient[i]!;
      const m = beta1 * mean[i]! + (1 - beta1) * slope;
      const v = beta2 * square[i]! + (1 - beta2) * slope * slope;
      mean[i] = m;
      square[i] = v;
      values[i] = values[i]! - (size * m) / (Math.sqrt(v * correction) + epsilon);
    }
  }
}
