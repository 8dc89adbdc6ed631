/** The jump-gain map as a heat map: means over seeds with their 95 % intervals. */
import { pairedMean } from '../../../core/evidence/statistics.ts';
import type { GainColumn, GainMap } from './maps-state.ts';
import { drawnOf, heatOf, type HeatCell, type HeatView } from '../heat/heat.ts';

export type GainMoment = 'immediate' | 'recovered';

export function gainView(
  { spec, horizons, replicas, recovery, columns }: GainMap,
  moment: GainMoment,
): HeatView {
  const when = moment === 'immediate' ? 'at once' : `${recovery ?? 0} steps later`;
  return heatOf(
    drawnOf(columns),
    {
      horizons,
      steps: spec.steps,
      apart: Math.max(spec.period, spec.steps / 24),
      kind: 'diverging',
      middle: 0,
      more: ['interval 95 low', 'interval 95 high', 'seeds'],
      subject: `log10 loss with the jump less that without, ${when}, mean over seeds (below 0: the jump lowers the loss)`,
    },
    (column: GainColumn, h) => cellOf(column[moment].subarray(h * replicas, (h + 1) * replicas)),
  );
}

/** Seeds whose loss was not finite are left out, and counted by what is left. */
function cellOf(values: Float32Array): HeatCell | null {
  const paired = pairedMean([...values]);
  if (paired === null) return null;
  const { mean, interval, count } = paired;
  const certain = interval !== null && (interval.low > 0 || interval.high < 0);
  return { value: mean, certain, more: [interval?.low ?? NaN, interval?.high ?? NaN, count] };
}
