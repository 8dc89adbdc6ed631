/**
 * The graphics device: finds out what WebGPU offers here, in words for people, and opens devices with raised limits.
 * Independent of what is computed on them.
 */
import type { AdapterSummary, GpuState } from './engine.ts';
import { limits, NoAnswer, within } from './within.ts';

/** What WebGPU offers here. `reason` is a sentence for the badge. */
export type DeviceProbe =
  | {
      readonly state: Exclude<GpuState, 'software' | 'ready'>;
      readonly adapter: null;
      readonly reason: string;
    }
  | {
      readonly state: 'software' | 'ready';
      readonly adapter: GPUAdapter;
      readonly summary: AdapterSummary;
      readonly reason: string;
    };

/** lib.dom declares all of it for every browser, but some browsers lack it and Node has none. */
interface Surroundings {
  readonly isSecureContext?: boolean;
  readonly navigator?: { readonly gpu?: GPU };
}

const softwareArchitectures = ['swiftshader', 'llvmpipe', 'lavapipe', 'warp'];

/** Why the graphics device is no longer used: it once did not answer. */
let silence: string | null = null;

/** From now on this worker does not use the graphics device. */
export function leaveDeviceAlone(reason: string): void {
  silence ??= reason;
}

/** Like `within`, for waits that only the graphics device can delay: after a timeout the device is no longer used. */
export function onDevice<Value>(...wait: Parameters<typeof within<Value>>): Promise<Value> {
  return within(...wait).catch((error: unknown) => {
    if (error instanceof NoAnswer) leaveDeviceAlone(error.message);
    throw error;
  });
}

/**
 * Requests an adapter, in a page or in a worker. An adapter can open only one device: probe again for the next. Never
 * rejects and never waits for long.
 */
export async function probeDevice(): Promise<DeviceProbe> {
  const { isSecureContext, navigator } = globalThis as Surroundings;
  if (isSecureContext === false) {
    return {
      state: 'insecure',
      adapter: null,
      reason: 'no GPU: the page is not served over https or from localhost',
    };
  }
  const gpu = navigator?.gpu;
  if (gpu === undefined)
    return { state: 'none', adapter: null, reason: 'no GPU: this browser has no WebGPU' };
  const adapter = silence === null ? await askForAdapter(gpu) : null;
  if (adapter === null) {
    const reason = silence ?? 'the browser offers WebGPU but found no adapter';
    return { state: 'no-adapter', adapter: null, reason: `no GPU: ${reason}` };
  }
  const summary = summaryOf(adapter.info);
  const name = adapterName(summary);
  return isSoftware(summary, adapter.info.description)
    ? { state: 'software', adapter, summary, reason: `no GPU: only a software adapter (${name})` }
    : { state: 'ready', adapter, summary, reason: `GPU: ${name}` };
}

/** Null if there is none or no answer comes. An adapter that arrives late is available to the next caller. */
function askForAdapter(gpu: GPU): Promise<GPUAdapter | null> {
  const asked = gpu.requestAdapter({ powerPreference: 'high-performance' });
  return onDevice(asked, limits.adapter, 'WebGPU', () => (silence = null)).catch(() => null);
}

/** "vendor architecture", as far as the browser tells. */
const adapterName = ({ vendor, architecture }: AdapterSummary): string =>
  [vendor, architecture].filter((part) => part !== '').join(' ') || 'unnamed adapter';

function summaryOf(info: GPUAdapterInfo): AdapterSummary {
  // Browsers before 2025 do not report it; a missing value means no fallback adapter.
  const isFallback = (info.isFallbackAdapter as boolean | undefined) ?? false;
  return { vendor: info.vendor, architecture: info.architecture, isFallback };
}

function isSoftware({ architecture, isFallback }: AdapterSummary, description: string): boolean {
  const told = `${architecture} ${description}`.toLowerCase();
  return isFallback || softwareArchitectures.some((name) => told.includes(name));
}

/** Limits raised to those of the adapter; the others stay at WebGPU's defaults. */
const raisedLimits = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY',
  'maxComputeWorkgroupSizeZ',
  'maxComputeWorkgroupsPerDimension',
] as const;

/**
 * Opens a new device. `onLost` is called at most once: when the device is lost, destroyed, or reports an uncaught
 * error (out of memory, an invalid shader). The device must not be used after that. Rejects if the adapter gives no
 * device.
 */
export async function openDevice(adapter: GPUAdapter, onLost: (reason: string) => void): Promise<GPUDevice> {
  const requiredLimits = Object.fromEntries(raisedLimits.map((name) => [name, adapter.limits[name]]));
  const asked = adapter.requestDevice({ label: 'farcast', requiredLimits });
  const device = await onDevice(asked, limits.device, 'the GPU', (late) => late.destroy());
  let told = false;
  const tell = (what: string, message: string): void => {
    if (!told) onLost(message === '' ? what : `${what}: ${message}`);
    told = true;
  };
  device.addEventListener('uncapturederror', ({ error }) => tell('the GPU reported an error', error.message));
  void device.lost.then(({ message }) => tell('the GPU device was lost', message));
  return device;
}
