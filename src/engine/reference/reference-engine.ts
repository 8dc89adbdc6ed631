/**
 * Starts the reference engine: the definition of every engine's results, in plain TypeScript (reference-machine.ts).
 */
import type { Engine, EngineSetup } from '../engine.ts';
import { HostEngine } from '../host/host-engine.ts';
import { ReferenceMachine } from './reference-machine.ts';

/** Multiply-adds between two divisions of a call: a tenth of a second or less. */
const partWork = 6e7;

/**
 * Calls are divided after about `maxWork` multiply-adds; this affects only how soon other tasks run. Async, so that
 * a failed allocation becomes a rejection.
 */
export const startReferenceEngine = async (setup: EngineSetup, maxWork = partWork): Promise<Engine> =>
  new HostEngine('reference', setup, new ReferenceMachine(setup, maxWork), maxWork);
