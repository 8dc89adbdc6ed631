/** Starts the fused engine on a device that has proved itself. */
import type { EngineSetup } from '../engine.ts';
import { selfTest, type SelfTestResult } from '../self-test.ts';
import { startFusedEngine, type FusedEngine } from './fused-engine.ts';

/** One test serves for as long as the page lives. */
let tested: Promise<SelfTestResult> | null = null;

/** Rejects, in plain words, where the device computes wrongly or cannot hold the experiment. */
export async function startTrustedFusedEngine(setup: EngineSetup): Promise<FusedEngine> {
  tested ??= selfTest(startFusedEngine);
  const { passed, detail } = await tested.catch((error: unknown) => {
    tested = null;
    throw error;
  });
  if (!passed) throw new Error(`it failed the self-test: ${detail}`);
  return startFusedEngine(setup);
}
