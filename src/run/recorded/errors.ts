/** Collects the errors of all forecasts of recorded runs from the sums of their comparisons. */
import type { RecordedRuns } from '../../core/recorded.ts';
import { comparedSums, type Compared } from '../../engine/engine.ts';
import type { RecordedAnalysis } from './analysis.ts';
import type { RecordedPlan } from './plan.ts';

/** The errors of all forecasts, by run, anchor, horizon and method. */
export class Errors {
  readonly values: Pick<RecordedAnalysis, 'error' | 'cosine' | 'lengthRatio' | 'partError'>;
  readonly #source: RecordedRuns;
  readonly #plan: RecordedPlan;

  constructor(source: RecordedRuns, plan: RecordedPlan) {
    this.#source = source;
    this.#plan = plan;
    const all =
      source.runs.length * plan.anchors.length * plan.forecast.horizons.length * (plan.methods.length + 1);
    const empty = (width = 1): Float64Array => new Float64Array(all * width).fill(NaN);
    this.values = {
      error: empty(),
      cosine: empty(),
      lengthRatio: empty(),
      partError: empty(plan.parts.names.length),
    };
  }

  /** `rowOf` [method]: its row among those compared. Forecasts are not compared with weights after a jump. */
  add(anchor: number, horizon: number, { meanError, sums }: Compared, rowOf: readonly number[]): void {
    const { anchors, forecast, forecasts, methods, parts } = this.#plan;
    const { runs } = this.#source;
    const from = anchors[anchor]!;
    const to = from + forecasts[anchor]!.forecast.horizons[horizon]!;
    const [rows, width] = [methods.length + 1, parts.names.length];
    runs.forEach(({ jumps }, run) => {
      if (jumps.some((jump) => jump >= from && jump < to)) return;
      for (let row = 0; row < rows; row += 1) {
        const at = ((run * anchors.length + anchor) * forecast.horizons.length + horizon) * rows + row;
        this.values.error[at] = meanError[rowOf[row]! * runs.length + run]!;
        let [squared, crossed, moved] = [0, 0, 0];
        for (let part = 0; part < width; part += 1) {
          const own = ((rowOf[row]! * runs.length + run) * width + part) * comparedSums.length;
          this.values.partError[at * width + part] = sums[own]! / parts.counts[part]!;
          squared += sums[own + 1]!;
          crossed += sums[own + 2]!;
          moved += sums[own + 3]!;
        }
        // With d = e + a: <d, a> = <e, a> + <a, a> and <d, d> = <e, e> + 2 <e, a> + <a, a>.
        const length = Math.max(0, squared + 2 * crossed + moved);
        this.values.lengthRatio[at] = moved > 0 ? Math.sqrt(length / moved) : NaN;
        this.values.cosine[at] =
          length > 1e-24 * moved && moved > 0 ? (crossed + moved) / Math.sqrt(length * moved) : NaN;
      }
    });
  }
}
