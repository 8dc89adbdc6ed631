/** The engine in words, for the badge and its popover. */
import type { RunState } from '../../store/state.ts';

export type EngineReport = NonNullable<RunState['engine']>;

const backends: Readonly<Record<EngineReport['backend'], string | null>> = {
  webgpu: 'WebGPU',
  wasm: 'WebAssembly',
  cpu: 'processor',
  none: null,
};

/** "tensorflow · WebGPU"; only the name if an engine has one way to compute: "simd". */
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

/** What to expect of a run on another machine. */
export const repeatability =
  'The engines simd and reference give bit-identical results on every machine; any other engine is repeatable on the same graphics adapter. ' +
  'Between engines, single steps agree within rounding; if training is sensitive to rounding, runs diverge and the verdict says so.';

/** The reason without the parts in brackets: "no GPU: only a software adapter". */
export const shortReason = ({ reason }: EngineReport): string => reason.replaceAll(/ \([^)]*\)/g, '');
