/**
 * The watched weights of all replicas over time, for charts only: at every step if that takes little memory, else at
 * regular intervals and the latest. No judgement or digest uses it.
 */

/** Maximum bytes of the watched weights of one run. */
const maxBytes = 64 * 2 ** 20;

/** Steps between rows, so that a run with this many values per step stays within the limit. */
export const stepsPerRow = (steps: number, values: number): number =>
  Math.max(1, Math.ceil(((steps + 1) * values * Float32Array.BYTES_PER_ELEMENT) / maxBytes));

export class WatchedCourses {
  /** Steps between rows. */
  readonly every: number;
  /** [replica, watched] after the latest step. */
  readonly newest: Float32Array;
  /** [row, replica, watched]. */
  readonly #rows: Float32Array;
  readonly #width: number;

  /** `initial` [replica, watched] is the row of step 0. */
  constructor(initial: Float32Array, steps: number, every = stepsPerRow(steps, initial.length)) {
    this.#width = initial.length;
    this.every = every;
    this.#rows = new Float32Array((Math.floor(steps / every) + 1) * this.#width);
    this.#rows.set(initial);
    this.newest = initial.slice();
  }

  get byteLength(): number {
    return this.#rows.byteLength;
  }

  /** Takes values [step, replica, watched] after steps firstStep + 1 .. */
  take(firstStep: number, values: Float32Array): void {
    const { every } = this;
    const width = this.#width;
    const count = values.length / width;
    if (every === 1) this.#rows.set(values, (firstStep + 1) * width);
    else
      for (let step = (Math.floor(firstStep / every) + 1) * every; step <= firstStep + count; step += every)
        this.#rows.set(
          values.subarray((step - firstStep - 1) * width, (step - firstStep) * width),
          (step / every) * width,
        );
    this.newest.set(values.subarray((count - 1) * width));
  }

  /** Value number `at` of a row [replica, watched] after steps 0, `every`, .. up to `last`. */
  courseOf(at: number, last: number): Float32Array {
    const course = new Float32Array(Math.floor(last / this.every) + 1);
    for (let row = 0, from = at; row < course.length; row += 1, from += this.#width)
      course[row] = this.#rows[from]!;
    return course;
  }
}
