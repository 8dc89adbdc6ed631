/**
 * The engines that compute on the processor, all with the same arithmetic and so with the same bits, and the choice
 * between them if either will do.
 */
import type { Model } from '../../core/model/model.ts';
import type { Engine, EngineFactory, EngineSetup } from '../engine.ts';
import { errorText } from '../error-text.ts';
import { startReferenceEngine } from '../reference/reference-engine.ts';
import { simdObstacle } from '../simd/available.ts';
import { startSimdEngine } from '../simd/simd-engine.ts';
import { supports } from '../supports.ts';

export const processorEngines = {
  simd: (setup) => startSimdEngine(setup),
  reference: (setup) => startReferenceEngine(setup),
} satisfies Readonly<Record<string, EngineFactory>>;

export type ProcessorEngine = keyof typeof processorEngines;

export const isProcessorEngine = (name: string): name is ProcessorEngine =>
  Object.hasOwn(processorEngines, name);

/** Starts the engine of that name: in this thread, or sharded over several. */
export type StartOnProcessor = (name: ProcessorEngine, setup: EngineSetup) => Promise<Engine>;

export const startHere: StartOnProcessor = (name, setup) => processorEngines[name](setup);

/** Why simd cannot train a model here, in plain words; null if it can. */
function obstacleToSimd(model: Model): string | null {
  const unfit = supports.simd(model);
  return unfit === null ? simdObstacle() : `simd ${unfit}`;
}

/** The faster of the two that runs here, and why the other was skipped, if it was. Rejects if neither starts. */
export async function startFastest(
  start: StartOnProcessor,
  setup: EngineSetup,
): Promise<{ readonly engine: Engine; readonly passedOver: readonly string[] }> {
  let why = obstacleToSimd(setup.model);
  if (why === null) {
    try {
      return { engine: await start('simd', setup), passedOver: [] };
    } catch (error) {
      why = `simd failed (${errorText(error)})`;
    }
  }
  return { engine: await start('reference', setup), passedOver: [why] };
}
