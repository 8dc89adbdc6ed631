/** What may be claimed of an arm's result, given what its forecasts were fitted on. */
import { isNetwork } from '../../experiment/arm-kinds.ts';
import type { ArmId, ExperimentSpec } from '../../experiment/fields.ts';

/**
 * `bound`: fitted on its own future, an upper bound and never a result. `uncharged`: fitted on other runs,
 * which the ledger does not charge. `plain`: nothing to add.
 */
export type Claim = 'plain' | 'bound' | 'uncharged';

/** Arms with fitted coefficients learn from where the experiment says; networks always from other seeds. */
const fitted: readonly ArmId[] = ['farcaster', 'scalar', 'columns', 'points'];

export function claimOf(arm: ArmId, { source }: Pick<ExperimentSpec, 'source'>): Claim {
  if (isNetwork(arm)) return 'uncharged';
  if (!fitted.includes(arm)) return 'plain';
  return source === 'oracle' ? 'bound' : source === 'transfer' ? 'uncharged' : 'plain';
}
