/** Cuts the stages of a pass into short parts. The cuts do not change any number. */
import type { Stage } from './kernels/stage.ts';

/** Approximate multiply-adds of a part: some milliseconds. */
const partWork = 5e7;

const unitsOf = ({ units }: Stage, panels: number): number => (units === 'panels' ? panels : units);
const workOf = ({ units, width }: Stage, panels: number): number => width * (units === 'panels' ? 1 : panels);

/** A part: units from <= u < to of a stage; stage -1 is all stages at once. */
export class Parts {
  readonly #stages: readonly Stage[];
  readonly #most: number;
  /** [stage]: units of a part, and number of parts up to the stage's last. */
  readonly #sizes: Float64Array;
  readonly #ends: Float64Array;
  #panels = 0;
  /** Number of stages done, from the first. */
  #length = 0;
  stage = 0;
  from = 0;
  to = 0;

  constructor(stages: readonly Stage[], most = partWork) {
    this.#stages = stages;
    this.#most = most;
    this.#sizes = new Float64Array(stages.length);
    this.#ends = new Float64Array(stages.length);
  }

  /** Plans the first `length` stages for the given number of panels; returns the number of parts. */
  begin(panels: number, length: number): number {
    this.#panels = panels;
    this.#length = length;
    let all = 0;
    let end = 0;
    for (let i = 0; i < length; i += 1) {
      const stage = this.#stages[i]!;
      const units = unitsOf(stage, panels);
      const work = workOf(stage, panels);
      // Panels are processed in pairs.
      const size = Math.max(2, 2 * Math.floor(Math.min(units, this.#most / Math.max(1, work)) / 2));
      this.#sizes[i] = size;
      end += Math.ceil(units / size);
      this.#ends[i] = end;
      all += units * work;
    }
    if (all > this.#most) return end;
    this.#length = 0;
    return 1;
  }

  /** Sets `stage`, `from` and `to` to a part. */
  seek(index: number): void {
    this.stage = -1;
    if (this.#length === 0) return;
    let stage = 0;
    while (this.#ends[stage]! <= index) stage += 1;
    const first = stage === 0 ? 0 : this.#ends[stage - 1]!;
    this.stage = stage;
    this.from = (index - first) * this.#sizes[stage]!;
    this.to = Math.min(unitsOf(this.#stages[stage]!, this.#panels), this.from + this.#sizes[stage]!);
  }
}
