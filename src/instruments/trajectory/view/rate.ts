/** The one decay rate of recorded weights, estimated from those that are watched. Pure. */
import { median } from '../../../core/evidence/statistics.ts';
import { commonRate } from '../../../core/forecast/rates.ts';
import type { RecordedAnalysis } from '../../../run/recorded/analysis.ts';

/**
 * Per step, median over forecasts whose window has a checkpoint within it: the one nearest to its middle. Null if the
 * weights do not decay.
 */
export function rateOf({ anchors, starts, steps, runs, actual, watched }: RecordedAnalysis): number | null {
  const weightsAt = (run: number, index: number): Float32Array => {
    const from = (run * steps.length + index) * watched.length;
    return actual.subarray(from, from + watched.length);
  };
  const rates = runs.flatMap((_, run) =>
    anchors.flatMap((anchor, a) => {
      const [start, end] = [steps.indexOf(starts[a]!), steps.indexOf(anchor)];
      const middle = nearestWithin(steps, start, end);
      if (middle === null) return [];
      const gram = gramOf(weightsAt(run, start), weightsAt(run, middle), weightsAt(run, end));
      return commonRate(gram, steps[middle]! - steps[start]!, steps[end]! - steps[middle]!) ?? [];
    }),
  );
  return rates.length === 0 ? null : median(rates);
}

/** Index between two others of the step that is nearest to the middle of theirs. */
function nearestWithin(steps: readonly number[], start: number, end: number): number | null {
  const middle = (steps[start]! + steps[end]!) / 2;
  let best: number | null = null;
  for (let index = start + 1; index < end; index += 1)
    if (best === null || Math.abs(steps[index]! - middle) < Math.abs(steps[best]! - middle)) best = index;
  return best;
}

/** Inner products [2, 2] of the two differences of three vectors. */
function gramOf(start: Float32Array, middle: Float32Array, end: Float32Array): Float64Array {
  const gram = new Float64Array(4);
  start.forEach((value, weight) => {
    const first = middle[weight]! - value;
    const second = end[weight]! - middle[weight]!;
    gram[0]! += first * first;
    gram[1]! += first * second;
    gram[3]! += second * second;
  });
  gram[2] = gram[1]!;
  return gram;
}
