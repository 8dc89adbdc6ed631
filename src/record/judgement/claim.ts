/** What may be claimed of an arm's result, given what its forecasts were fitted on. */
import { isFitted, isNetwork } from '../../experiment/arms.ts';
import type { ArmId, ExperimentSpec } from '../../experiment/fields.ts';

/**
 * `bound`: fitted on its own future, an upper bound and never a result. `uncharged`: fitted on other runs,
 * which the ledger does not charge. `plain`: nothing to add.
 */
export type Claim = 'plain' | 'bound' | 'uncharged';

/** Fitted coefficients learn from where the experiment says; networks always from other seeds. */
export function claimOf(arm: ArmId, { source }: Pick<ExperimentSpec, 'source'>): Claim {
  if (isNetwork(arm)) return 'uncharged';
  if (!isFitted(arm)) return 'plain';
  return source === 'oracle' ? 'bound' : source === 'transfer' ? 'uncharged' : 'plain';
}
