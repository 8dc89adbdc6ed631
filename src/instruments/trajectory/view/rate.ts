/** The one decay rate of recorded weights, estimated from those that are watched. Pure. */
import { median } from '../../../core/evidence/statistics.ts';
import { commonRate } from '../../../core/forecast/rates.ts';
import type { RecordedAnalysis } from '../../../run/recorded/analysis.ts';

/** Per step, median over forecasts whose window has a checkpoint in its middle; null if the weights do not decay. */
export function rateOf({
  anchors,
  steps,
  runs,
  actual,
  watched,
  windowSteps,
}: RecordedAnalysis): number | null {
  const indexOf = new Map(steps.map((step, index) => [step, index]));
  const half = windowSteps / 2;
  const rates = runs.flatMap((_, run) =>
    anchors.flatMap((anchor) => {
      const at = [anchor - windowSteps, anchor - half, anchor].map((step) => indexOf.get(step));
      if (at.includes(undefined)) return [];
      const [start, middle, end] = at.map((index) => {
        const from = (run * steps.length + index!) * watched.length;
        return actual.subarray(from, from + watched.length);
      }) as [Float32Array, Float32Array, Float32Array];
      const gram = new Float64Array(4);
      start.forEach((value, weight) => {
        const first = middle[weight]! - value;
        const second = end[weight]! - middle[weight]!;
        gram[0]! += first * first;
        gram[1]! += first * second;
        gram[3]! += second * second;
      });
      gram[2] = gram[1]!;
      return commonRate(gram, half) ?? [];
    }),
  );
  return rates.length === 0 ? null : median(rates);
}
