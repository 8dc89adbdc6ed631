/**
 * Starts the simd engine: the reference engine's arithmetic in WebAssembly, four numbers at a time, with the same
 * bits and several times as fast. Use it wherever `simdObstacle` (available.ts) returns null; the reference engine
 * elsewhere.
 */
import type { Engine, EngineSetup } from '../engine.ts';
import { HostEngine } from '../host/host-engine.ts';
import { startSimdMachine } from './simd-machine.ts';

/** Multiply-adds between two divisions of a call: some hundredths of a second. */
const partWork = 4e8;

/** Calls are divided after about `maxWork` multiply-adds; this affects only how soon other tasks run. */
export const startSimdEngine = async (setup: EngineSetup, maxWork = partWork): Promise<Engine> =>
  new HostEngine('simd', setup, await startSimdMachine(setup), maxWork);
