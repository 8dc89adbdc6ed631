/** Starts the fused engine on a device that passed the self-test. */
import { onDevice } from '../device.ts';
import type { EngineSetup } from '../engine.ts';
import { selfTest, type SelfTestResult } from '../self-test.ts';
import { limits } from '../within.ts';
import { startFusedEngine, type FusedEngine } from './fused-engine.ts';

/** One test is enough for the lifetime of the page. */
let tested: Promise<SelfTestResult> | null = null;

/** Rejects, in plain words, if the device computes wrongly or cannot hold the experiment. */
export async function startTrustedFusedEngine(setup: EngineSetup): Promise<FusedEngine> {
  tested ??= onDevice(selfTest(startFusedEngine), limits.start, 'the self-test on the GPU');
  const { passed, detail } = await tested.catch((error: unknown) => {
    tested = null;
    throw error;
  });
  if (!passed) throw new Error(`it failed the self-test: ${detail}`);
  return onDevice(startFusedEngine(setup), limits.start, 'the GPU', (late) => late.dispose());
}
