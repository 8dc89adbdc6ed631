/**
 * The graphics device of this machine, through the package "webgpu" (Dawn, WebGPU for Node). It is large and few need
 * it: it is not installed with this program, and loaded only if an experiment requests the fused engine.
 */
import { probeDevice } from '../../engine/device.ts';
import { startTrustedFusedEngine } from '../../engine/fused/start.ts';
import { UsageError } from '../commands.ts';
import type { OpenGpu } from '../surroundings.ts';

/** What is used of the package. */
interface WebGpu {
  readonly create: (options: readonly string[]) => GPU;
  /** The classes and constants that a browser has as globals. */
  readonly globals: Readonly<Record<string, unknown>>;
}

const packageName = 'webgpu';

/**
 * Offers WebGPU where the engines look for it, as a browser does, until `close`: as long as it is referenced, the
 * process does not end. Rejects with a UsageError without the package, with an Error if there is no adapter.
 */
export const openGpu: OpenGpu = async () => {
  const { create, globals } = await loadPackage();
  Object.assign(globalThis, globals);
  const navigator = (globalThis as { navigator?: object }).navigator ?? {};
  const offered = { ...{ configurable: true, enumerable: true }, value: navigator };
  Object.defineProperty(globalThis, 'navigator', offered);
  Object.defineProperty(navigator, 'gpu', { ...offered, value: create([]) });
  const close = (): void => void Reflect.deleteProperty(navigator, 'gpu');
  const { state, adapter } = await probeDevice();
  if (adapter !== null) return { start: startTrustedFusedEngine, state, close };
  close();
  throw new Error(
    'The engine "fused" found no graphics adapter here: it needs a driver for Vulkan (on Linux "vulkaninfo --summary" lists what there is), Metal or Direct3D 12',
  );
};

async function loadPackage(): Promise<WebGpu> {
  try {
    return (await import(/* @vite-ignore */ packageName)) as WebGpu;
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
    throw isMissing
      ? new UsageError(
          `The engine "fused" needs WebGPU, which Node has from the package "webgpu": run "npm install --no-save webgpu" in the folder of farcast, or add --engine simd or --engine reference, which train the same experiment on the processor`,
        )
      : new Error(`The package "webgpu" could not be loaded (${String(error)})`, { cause: error });
  }
}
