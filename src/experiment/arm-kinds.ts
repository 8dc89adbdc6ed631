/** How arms forecast, for those who need not know how they do it (run/arms.ts does). */
import type { ArmId } from './fields.ts';

/** `follows`: jumps whenever the farcaster of its seed does. `none`: never jumps. */
export type ArmKind = 'fitted' | 'formula' | 'network' | 'follows' | 'none';

export const armKinds: Readonly<Record<ArmId, ArmKind>> = {
  control: 'none',
  farcaster: 'fitted',
  scalar: 'fitted',
  search: 'formula',
  endpoint: 'formula',
  recent: 'formula',
  quadratic: 'formula',
  aitken: 'formula',
  columns: 'fitted',
  points: 'fitted',
  introspection: 'network',
  wnn: 'network',
  average: 'none',
  lookahead: 'none',
  random: 'follows',
  surgery: 'follows',
  faster: 'none',
  decay: 'none',
  momentum: 'none',
};

/** Whether it trains with momentum of its own, which only plain gradient descent leaves room for. */
export const bringsMomentum = (arm: ArmId): boolean => arm === 'momentum';

/** Whether its forecasts are a network's: for one horizon, without coefficients, learned from other seeds' runs. */
export const isNetwork = (arm: ArmId): boolean => armKinds[arm] === 'network';

/** Whether its forecasts have coefficients that are fitted where the experiment says. */
export const isFitted = (arm: ArmId): boolean => armKinds[arm] === 'fitted';

/** Whether it jumps by a forecast of its own. */
export const considersJumps = (arm: ArmId): boolean => !['follows', 'none'].includes(armKinds[arm]);
