/** Which weights a jump moves. */
import type { ExperimentSpec } from '../../experiment/fields.ts';
import type { ParameterTensor } from '../network/layout.ts';

/** Whether a tensor of a network of so many `layers` jumps, or stays where it is. */
export function jumpsAlong(
  part: ExperimentSpec['part'],
  { layer, kind }: Pick<ParameterTensor, 'layer' | 'kind'>,
  layers: number,
): boolean {
  switch (part) {
    case 'all':
      return true;
    case 'first':
      return layer === 1;
    case 'last':
      return layer === layers;
    case 'kernels':
      return kind === 'kernel';
    case 'biases':
      return kind === 'bias';
  }
}
