/** From which checkpoints of recorded runs a forecast can be made, also without a later one to compare it with. */
import type { RecordedAnalysis } from '../../run/recorded/analysis.ts';

/**
 * Ascending. A forecast reads checkpoints `stride` steps apart over its window: those of runs that were saved for some
 * forecasts are there for these alone. Uneven ones are replaced by the nearest, which is not checked here.
 */
export function castSteps(
  {
    steps,
    anchors,
    windowSteps,
    isUneven,
  }: Pick<RecordedAnalysis, 'steps' | 'anchors' | 'windowSteps' | 'isUneven'>,
  stride: number,
): number[] {
  const known = new Set(steps);
  const hasWindow = (step: number): boolean => {
    for (let before = 0; before <= windowSteps; before += stride) if (!known.has(step - before)) return false;
    return true;
  };
  return steps.filter(
    (step) => anchors.includes(step) || (isUneven ? step - windowSteps >= steps[0]! : hasWindow(step)),
  );
}
