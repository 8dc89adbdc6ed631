/** Groups of weights that share coefficients. */
import type { ExperimentSpec } from '../../experiment/fields.ts';
import { rolesOf, type ParameterLayout, type Tensor } from '../model/layout.ts';
import { blockWords, roleWords } from '../model/words.ts';

export interface WeightGroups {
  /** Names of the groups, in order. */
  readonly names: readonly string[];
  /** [tensor]: number of the group whose coefficients it shares. */
  readonly groupOf: readonly number[];
}

export function weightGroups(rule: ExperimentSpec['groups'], layout: ParameterLayout): WeightGroups {
  const { tensors } = layout;
  switch (rule) {
    case 'shared':
      return { names: ['all weights'], groupOf: tensors.map(() => 0) };
    case 'layer': {
      const firsts = new Map<number, Tensor>();
      for (const tensor of tensors) if (!firsts.has(tensor.block)) firsts.set(tensor.block, tensor);
      const numberOf = new Map([...firsts.keys()].map((block, number) => [block, number]));
      return {
        names: [...firsts.values()].map(blockWords),
        groupOf: tensors.map(({ block }) => numberOf.get(block)!),
      };
    }
    case 'kind': {
      const roles = rolesOf(layout);
      return { names: roles.map(roleWords), groupOf: tensors.map(({ role }) => roles.indexOf(role)) };
    }
  }
}
