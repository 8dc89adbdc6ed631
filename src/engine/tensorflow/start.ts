/** Starts the tensorflow engine on the first backend that runs here and passes the self-test. */
import { onDevice } from '../device.ts';
import type { EngineSetup } from '../engine.ts';
import { errorText } from '../error-text.ts';
import { selfTest } from '../self-test.ts';
import { limits, within } from '../within.ts';
import type { TensorflowBackend } from './backend.ts';
import { TensorflowEngine } from './tensorflow-engine.ts';

const preference: readonly TensorflowBackend[] = ['webgpu', 'wasm', 'cpu'];

export interface TensorflowOptions {
  /** Only this one; if left out, WebGPU, WebAssembly, plain JavaScript, in this order. */
  readonly backend?: TensorflowBackend;
  /** Skips the self-test of the graphics device. */
  readonly trusted?: boolean;
  /** See TensorflowEngine.start. */
  readonly workingNumbers?: number;
  /** Called for every backend that was skipped, in plain words. */
  readonly onPassedOver?: (backend: TensorflowBackend, reason: string) => void;
}

/** Rejects, with all reasons, if no backend runs. */
export async function startTensorflowEngine(
  setup: EngineSetup,
  options: TensorflowOptions = {},
): Promise<TensorflowEngine> {
  const reasons: string[] = [];
  for (const backend of options.backend === undefined ? preference : [options.backend]) {
    try {
      return await startOn(backend, setup, options);
    } catch (error) {
      const reason = errorText(error);
      reasons.push(`${backend}: ${reason}`);
      options.onPassedOver?.(backend, reason);
    }
  }
  throw new Error(reasons.join('; '));
}

async function startOn(
  backend: TensorflowBackend,
  setup: EngineSetup,
  { trusted = false, workingNumbers }: TensorflowOptions,
): Promise<TensorflowEngine> {
  const starting = TensorflowEngine.start(setup, backend, workingNumbers);
  const engine = await within(starting, limits.code, `tfjs on ${backend}`, (late) => late.dispose());
  if (trusted || backend !== 'webgpu') return engine;
  const tested = selfTest((small) => TensorflowEngine.start(small, backend), setup.model);
  const { passed, detail } = await onDevice(tested, limits.start, 'the self-test').catch((error: unknown) => {
    engine.dispose();
    throw error;
  });
  if (passed) return engine;
  engine.dispose();
  throw new Error(`it failed the self-test: ${detail}`);
}
