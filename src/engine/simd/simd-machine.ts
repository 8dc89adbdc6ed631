import type { EngineSetup } from '../engine.ts';
import type { Machine } from '../host/machine.ts';
export const startSimdMachine = (_setup: EngineSetup): Promise<Machine> =>
  Promise.reject(new Error('not yet'));
