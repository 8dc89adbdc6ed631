/** The part of a large network that panels show: the one with the weight that is picked. */
import {
  partName,
  partsOf,
  tensorAt,
  type ModelPart,
  type ParameterLayout,
} from '../../../core/model/layout.ts';

/** Panels show the tensors of a network with more than these part by part. */
const maxTensors = 16;

/** Null if all tensors are shown. */
export function partShown(layout: ParameterLayout, picked: number): ModelPart | null {
  if (layout.tensors.length <= maxTensors) return null;
  const name = partName(layout.tensors[tensorAt(layout, Math.min(picked, layout.count - 1))]!);
  return partsOf(layout).find((part) => part.name === name) ?? null;
}
