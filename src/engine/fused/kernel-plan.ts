/**
 * How a network is laid out on the device: whether weights and activations fit into workgroup memory, how many
 * examples are processed at a time, and where each layer's values are stored. Data for the shaders.
 */
import type { PaddedLayout } from './padded-layout.ts';

export interface KernelLimits {
  /** Bytes of workgroup memory. */
  readonly workgroupBytes: number;
  readonly invocations: number;
  /**
   * Whether the device is a processor: threads of a workgroup then run in turn, barriers are expensive, and workgroup
   * memory is no faster than other memory.
   */
  readonly software: boolean;
}

export interface KernelPlan {
  readonly layout: PaddedLayout;
  /** Where weights (a copy), gradients and activations are stored while a kernel runs. */
  readonly place: 'workgroup' | 'storage';
  readonly workgroupSize: number;
  /** Examples processed at a time, a multiple of four. In storage always the whole batch. */
  readonly chunk: number;
  /** By layer, in vec4 from the start of the scratch: outputs [chunk, outputGroups]; the last layer's become its deltas. */
  readonly outputsAt: readonly number[];
  /** By layer but the last: deltas [chunk, outputGroups]. */
  readonly deltasAt: readonly number[];
  /** Scratch of one workgroup, in vec4. */
  readonly scratch: number;
}

const vec4Bytes = 16;
const chunks = [128, 64, 32, 16] as const;
/** Threads per workgroup; on a processor only as many as fill its vectors. */
const smallGroup = 64;
const wideGroup = 256;
const softwareGroup = 8;

/** Threads per workgroup on a graphics card. */
export const threadsFor = (limits: KernelLimits, hardware = smallGroup): number =>
  limits.software ? softwareGroup : Math.min(hardware, limits.invocations);

const roundUp = (value: number, multiple: number): number => Math.ceil(value / multiple) * multiple;

/**
 * `withGradients`: for training; evaluation keeps no deltas and no gradients. Workgroup memory is used if requested
 * and everything fits.
 */
export function planKernel(
  layout: PaddedLayout,
  batch: number,
  limits: KernelLimits,
  withGradients: boolean,
  place: KernelPlan['place'] = limits.software ? 'storage' : 'workgroup',
): KernelPlan {
  const whole = roundUp(batch, 4);
  const places = (chunk: number): Pick<KernelPlan, 'chunk' | 'outputsAt' | 'deltasAt' | 'scratch'> => {
    let at = 0;
    const take = (groups: number): number => {
      at += chunk * groups;
      return at - chunk * groups;
    };
    const outputsAt = layout.layers.map(({ outputGroups }) => take(outputGroups));
    const deltasAt = withGradients
      ? layout.layers.slice(0, -1).map(({ outputGroups }) => take(outputGroups))
      : [];
    return { chunk, outputsAt, deltasAt, scratch: at };
  };
  const vectors = layout.groups * (withGradients ? 2 : 1);
  for (const chunk of place === 'workgroup' ? chunks : []) {
    const sized = places(Math.min(chunk, whole));
    const bytes = vec4Bytes * (vectors + sized.scratch) + 8 * smallGroup;
    if (bytes <= limits.workgroupBytes)
      return { layout, place: 'workgroup', workgroupSize: threadsFor(limits), ...sized };
  }
  const workgroupSize = threadsFor(limits, wideGroup);
  return { layout, place: 'storage', workgroupSize, ...places(withGradients ? whole : Math.min(64, whole)) };
}
