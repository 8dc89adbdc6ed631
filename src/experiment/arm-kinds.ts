/** What arms have in common that others ask about, without their words. */
import type { ArmId } from './fields.ts';

/** Whether its forecasts are a network's: for one horizon, without coefficients, learned from other seeds' runs. */
export const isNetwork = (arm: ArmId): boolean => arm === 'introspection' || arm === 'wnn';
