/** What computes, in words: for the badge and its popover. */
import type { RunState } from '../../store/state.ts';

export type EngineReport = NonNullable<RunState['engine']>;

const backends: Readonly<Record<EngineReport['backend'], string | null>> = {
  webgpu: 'WebGPU',
  wasm: 'WebAssembly',
  cpu: 'processor',
  none: null,
};

/** "tensorflow · WebGPU"; by its name alone where an engine computes in one way only: "simd". */
export function engineName(engine: EngineReport): string {
  const backend = backends[engine.backend];
  return backend === null || engine.name === 'simd' ? engine.name : `${engine.name} · ${backend}`;
}

/** "apple metal-3", "google swiftshader (software)"; null without an adapter. */
export function adapterName({ adapter }: EngineReport): string | null {
  if (adapter === null) return null;
  const name = [adapter.vendor, adapter.architecture].filter((word) => word !== '').join(' ');
  return `${name === '' ? 'unnamed adapter' : name}${adapter.isFallback ? ' (software)' : ''}`;
}

/** What may be expected of a run on another machine. */
export const repeatability =
  'The engines simd and reference give the same bits on every machine, any engine the same each time on one graphics adapter. ' +
  'Between engines single steps agree within rounding; where training is sensitive to that, runs part, and the verdict says so.';

/** The reason without what stands in brackets: "no GPU: only a software adapter". */
export const shortReason = ({ reason }: EngineReport): string => reason.replaceAll(/ \([^)]*\)/g, '');
