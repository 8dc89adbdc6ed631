/** Which claims an arm's result allows, given what its forecasts were fitted on. */
import { isFitted, isNetwork } from '../../experiment/arms.ts';
import type { ArmId, ExperimentSpec } from '../../experiment/fields.ts';

/**
 * `bound`: fitted on its own future, so only an upper bound. `uncharged`: fitted on other runs, whose cost is not
 * included. `plain`: no caveat.
 */
export type Claim = 'plain' | 'bound' | 'uncharged';

/** Coefficients are fitted on the experiment's source; networks are always trained on other seeds. */
export function claimOf(arm: ArmId, { source }: Pick<ExperimentSpec, 'source'>): Claim {
  if (isNetwork(arm)) return 'uncharged';
  if (!isFitted(arm)) return 'plain';
  return source === 'oracle' ? 'bound' : source === 'transfer' ? 'uncharged' : 'plain';
}
