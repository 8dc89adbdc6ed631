/** Which weights a jump moves. */
import type { ExperimentSpec } from '../../experiment/fields.ts';
import { blocksOf, type ParameterLayout } from '../model/layout.ts';

/** [tensor]: whether it jumps or keeps its weights. */
export function jumpingTensors(part: ExperimentSpec['part'], layout: ParameterLayout): readonly boolean[] {
  const blocks = blocksOf(layout);
  return layout.tensors.map(({ block, role }) => {
    switch (part) {
      case 'all':
        return true;
      case 'first':
        return block === blocks[0];
      case 'last':
        return block === blocks.at(-1);
      case 'kernels':
        return role === 'kernel';
      case 'biases':
        return role === 'bias';
    }
  });
}
