/** Losses over outputs [network, output, column], of which an example has one column or, over tokens, several. */
import { exp, log, mul, square, sub, sum, type Tensor } from '@tensorflow/tfjs-core';
import type { LossName } from '../../../core/data/data-set.ts';
import type { Constants } from '../constants.ts';
import { columnSums, largest } from './softmax.ts';

interface LossParts {
  /** [network], to be multiplied by `scale`. */
  readonly sum: Tensor;
  /** Gradient of the mean loss with respect to the outputs. */
  readonly gradient: () => Tensor;
}

interface LossRule {
  readonly parts: (outputs: Tensor, targets: Tensor, constants: Constants) => LossParts;
  /** Turns a sum over columns and outputs into the mean loss. */
  readonly scale: (columns: number, outputs: number) => number;
}

const crossEntropy: LossRule = {
  parts(outputs, targets, constants) {
    const columns = outputs.shape[2]!;
    const shifted = sub(outputs, largest(outputs));
    const totals = columnSums(exp(shifted), constants);
    const logShares = sub(shifted, log(totals));
    return {
      sum: sum(mul(targets, logShares), [1, 2]),
      gradient: () => mul(sub(exp(logShares), targets), constants.of(1 / columns)),
    };
  },
  scale: (columns) => -1 / columns,
};

export const losses: Readonly<Record<LossName, LossRule>> = {
  'cross-entropy': crossEntropy,
  'token-cross-entropy': crossEntropy,
  'squared-error': {
    parts(outputs, targets, constants) {
      const errors = sub(outputs, targets);
      const [, width, columns] = outputs.shape;
      return {
        sum: sum(square(errors), [1, 2]),
        gradient: () => mul(errors, constants.of(2 / (columns! * width!))),
      };
    },
    scale: (columns, outputs) => 1 / (columns * outputs),
  },
};
