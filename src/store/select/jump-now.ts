/** Whether a forecast can be requested now, and if not, why. The worker keeps the same rules. */
import { isNetwork } from '../../experiment/arms.ts';
import { fields } from '../../experiment/fields.ts';
import type { RunState } from '../state.ts';

/** Why no forecast can be requested at this step, as a sentence; null where it can. */
export function jumpRefusal(run: Pick<RunState, 'lifecycle' | 'spec'> | null, step: number): string | null {
  if (run === null || run.lifecycle === 'preparing' || run.lifecycle === 'idle')
    return 'The run is not prepared yet.';
  if (run.lifecycle !== 'running' && run.lifecycle !== 'paused')
    return 'The run is over; look back and branch instead.';
  const { source, arms, steps, window, stride, extra } = run.spec;
  if (source === 'transfer' || arms.some(isNetwork))
    return 'Forecasts learned from other runs are made at steps planned before the run.';
  if (extra.length >= fields.extra.maxCount)
    return `There are ${extra.length} extra forecasts already, the most there can be.`;
  return step + window * stride + 1 >= steps ? 'The rest of the run is shorter than a window.' : null;
}
