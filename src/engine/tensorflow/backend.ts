/**
 * Opens and closes tfjs backends. tfjs has one of each kind per realm: leases share it, and the last release frees
 * its memory. Each backend's code is loaded on first use.
 */
import {
  enableProdMode,
  env,
  findBackendFactory,
  getBackend,
  registerBackend,
  removeBackend,
  setBackend,
  type KernelBackend,
} from '@tensorflow/tfjs-core';
import { openDevice, probeDevice } from '../device.ts';
import type { AdapterSummary } from '../engine.ts';
import { limits, within } from '../within.ts';
import { replaceMatMul } from './webgpu-matmul.ts';

export type TensorflowBackend = 'webgpu' | 'wasm' | 'cpu';

/** A lease of an open backend. */
export interface BackendLease {
  readonly kind: TensorflowBackend;
  readonly adapter: AdapterSummary | null;
  /** Makes tfjs compute on this backend: call before every group of operations. Throws after a failure. */
  activate(): void;
  /** The cause of an operation's error: the device's own message, if one follows shortly. */
  explain(error: unknown): Promise<unknown>;
  /** Ends the lease. Safe to call twice. */
  release(): void;
}

interface OpenBackend {
  readonly adapter: AdapterSummary | null;
  readonly close: () => void;
}

interface Shared {
  users: number;
  failure: string | null;
  closed: boolean;
  readonly opened: Promise<OpenBackend>;
}

const shared = new Map<TensorflowBackend, Shared>();

/** Opens a backend or joins the open one. Rejects with a reason in plain words if it cannot run. */
export async function leaseBackend(kind: TensorflowBackend): Promise<BackendLease> {
  const entry = shared.get(kind) ?? open(kind);
  entry.users += 1; // At once, so that a release elsewhere does not close the backend meanwhile.
  let held = true;
  let backend: OpenBackend | null = null;
  const release = (): void => {
    if (!held) return;
    held = false;
    entry.users -= 1;
    if (entry.users === 0) close(kind, entry, backend);
  };
  try {
    backend = await within(entry.opened, limits.code, `tfjs on ${kind}`);
  } catch (error) {
    release();
    throw error;
  }
  const { adapter } = backend;
  return {
    kind,
    adapter,
    activate: () => activate(kind, entry),
    explain: (error) => explain(error, entry),
    release,
  };
}

function open(kind: TensorflowBackend): Shared {
  let backend: OpenBackend | null = null;
  const entry: Shared = { users: 0, failure: null, closed: false, opened: openers[kind](fail) };
  function fail(reason: string): void {
    entry.failure = reason;
    close(kind, entry, backend);
  }
  entry.opened.then(
    (opened) => {
      backend = opened;
      if (entry.closed) opened.close(); // It arrived after the last caller had left.
    },
    () => undefined, // The rejection reaches its callers.
  );
  shared.set(kind, entry);
  return entry;
}

function close(kind: TensorflowBackend, entry: Shared, backend: OpenBackend | null): void {
  if (entry.closed) return;
  entry.closed = true;
  shared.delete(kind);
  backend?.close();
}

function activate(kind: TensorflowBackend, { failure }: Shared): void {
  if (failure !== null) throw new Error(failure);
  // Takes effect at once for a backend that is open.
  if (getBackend() !== kind) void setBackend(kind);
}

/** A lost device reports its loss after its operations failed: how often to look for that, and how many times, ms. */
const [lossDelay, lossLooks] = [50, 40];

async function explain(error: unknown, entry: Shared): Promise<unknown> {
  for (let look = 0; look < lossLooks && entry.failure === null && !entry.closed; look += 1)
    await new Promise((resolve) => setTimeout(resolve, lossDelay));
  return entry.failure === null ? error : new Error(entry.failure);
}

type Opener = (onFailure: (reason: string) => void) => Promise<OpenBackend>;

const openers: Readonly<Record<TensorflowBackend, Opener>> = {
  async webgpu(onFailure) {
    const probe = await probeDevice();
    if (probe.adapter === null) throw new Error(probe.reason);
    const { WebGPUBackend, webgpu_util } = await import('@tensorflow/tfjs-backend-webgpu');
    env().set('WEBGPU_CPU_FORWARD', false); // The same arithmetic for all sizes.
    replaceMatMul(webgpu_util);
    const device = await openDevice(probe.adapter, onFailure);
    await install('webgpu', new WebGPUBackend(device, probe.adapter.info), 3);
    const close = (): void => {
      removeBackend('webgpu');
      device.destroy();
    };
    return { adapter: probe.summary, close };
  },

  async wasm() {
    const make = await wasmFactory();
    await install('wasm', await make(), 2);
    return { adapter: null, close: () => removeBackend('wasm') };
  },

  async cpu() {
    const { MathBackendCPU } = await import('@tensorflow/tfjs-backend-cpu');
    await install('cpu', new MathBackendCPU(), 1);
    return { adapter: null, close: () => removeBackend('cpu') };
  },
};

/** Replaces the backend that the package registered by our own instance. */
async function install(kind: TensorflowBackend, backend: KernelBackend, priority: number): Promise<void> {
  enableProdMode();
  if (factoryOf(kind) !== null) removeBackend(kind);
  registerBackend(kind, () => backend, priority);
  if (!(await setBackend(kind))) throw new Error(`tfjs could not start its ${kind} backend`);
}

/** With its actual type: there may be none. */
const factoryOf = (kind: TensorflowBackend): BackendMaker | null => findBackendFactory(kind);

type BackendMaker = () => KernelBackend | Promise<KernelBackend>;
let keptWasmFactory: BackendMaker | null = null;

/**
 * If the file is not WebAssembly, the package would wait forever: it is requested once more past the browser's cache,
 * which also repairs the cache. Rejects if it is still wrong.
 */
async function requireWasm(address: string): Promise<void> {
  let answer = '';
  for (const cache of ['default', 'reload'] as const) {
    const response = await fetch(address, { cache });
    if (response.ok && WebAssembly.validate(await response.arrayBuffer())) return;
    answer = response.ok ? 'it is damaged' : `the server answered ${response.status}`;
  }
  throw new Error(`the WebAssembly of tfjs could not be loaded: ${answer}`);
}

/** The package exports no constructor, only the factory that it registers once. */
async function wasmFactory(): Promise<BackendMaker> {
  if (keptWasmFactory !== null) return keptWasmFactory;
  const [{ setWasmPaths }, { default: simd }, { default: plain }] = await Promise.all([
    import('@tensorflow/tfjs-backend-wasm'),
    import('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url'),
    import('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url'),
  ]);
  const hasSimd = await env().getAsync('WASM_HAS_SIMD_SUPPORT');
  await requireWasm(hasSimd ? simd : plain);
  // Threads need headers that a static host does not send: one thread, and no third binary.
  env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  setWasmPaths({
    'tfjs-backend-wasm.wasm': plain,
    'tfjs-backend-wasm-simd.wasm': simd,
    'tfjs-backend-wasm-threaded-simd.wasm': simd,
  });
  return (keptWasmFactory = findBackendFactory('wasm'));
}
