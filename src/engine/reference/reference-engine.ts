/** Starts the reference engine: the definition of what every engine computes, in plain TypeScript (reference-machine.ts). */
import type { Engine, EngineSetup } from '../engine.ts';
import { HostEngine } from '../host/host-engine.ts';
import { ReferenceMachine } from './reference-machine.ts';

/** Multiply-adds between two divisions of a call: a tenth of a second or less. */
const partWork = 6e7;

/**
 * Calls are divided after about `mostWork` multiply-adds; where, changes nothing but how soon others get their turn.
 * Async, so that memory refused here becomes a rejection.
 */
export const startReferenceEngine = async (setup: EngineSetup, mostWork = partWork): Promise<Engine> =>
  new HostEngine('reference', setup, new ReferenceMachine(setup, mostWork), mostWork);
