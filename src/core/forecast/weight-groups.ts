/** Groups of weights that share coefficients. */
import type { ExperimentSpec } from '../../experiment/fields.ts';
import type { ParameterTensor } from '../network/layout.ts';

type Rule = ExperimentSpec['groups'];

/** Names of the groups of a network of so many layers, in order. */
export function groupNames(rule: Rule, layers: number): readonly string[] {
  switch (rule) {
    case 'shared':
      return ['all weights'];
    case 'layer':
      return Array.from({ length: layers }, (_, l) => `layer ${l + 1}`);
    case 'kind':
      return ['kernels', 'biases'];
  }
}

/** Number of the group whose coefficients a tensor shares. */
export function groupOf(rule: Rule, { layer, kind }: Pick<ParameterTensor, 'layer' | 'kind'>): number {
  switch (rule) {
    case 'shared':
      return 0;
    case 'layer':
      return layer - 1;
    case 'kind':
      return kind === 'kernel' ? 0 : 1;
  }
}
