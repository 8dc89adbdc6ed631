/** How the initializers draw the kernel and the bias of a dense layer or a convolution. */
import type { RandomStream } from '../../rng.ts';
import type { Tensor } from '../layout.ts';
import type { Initializer } from './op.ts';

interface Rule {
  /** One weight of a kernel with these fans. */
  readonly kernel: (random: RandomStream, inputs: number, outputs: number) => number;
  /** One bias; left out if biases are 0. */
  readonly bias?: (random: RandomStream, inputs: number) => number;
}

const uniform = (random: RandomStream, limit: number): number => limit * (2 * random.uniform() - 1);

/** Standard deviation of the initial rows of all tables, as in GPT-2, and of its kernels. */
export const tableDeviation = 0.02;

const torchDefault = (random: RandomStream, inputs: number): number => uniform(random, 1 / Math.sqrt(inputs));

const rules: Readonly<Record<Initializer, Rule>> = {
  // Glorot & Bengio (AISTATS 2010), eq. 16.
  glorot: { kernel: (random, inputs, outputs) => uniform(random, Math.sqrt(6 / (inputs + outputs))) },
  // He et al. (ICCV 2015), eq. 10.
  he: { kernel: (random, inputs) => uniform(random, Math.sqrt(6 / inputs)) },
  // torch.nn.Linear and Conv2d: kaiming_uniform_ with a = sqrt(5), and a bias of the same limit.
  torch: { kernel: torchDefault, bias: torchDefault },
  // Radford et al. (2019), section 2.3; layers that add to the residual stream are scaled by ../initialise.ts.
  gpt2: { kernel: (random) => tableDeviation * random.normal() },
};

/** Fills a kernel, and its bias unless that is 0; `inputs` and `outputs` are its fans. */
export function fillLayer(
  [kernel, bias]: readonly Tensor[],
  weights: Float32Array,
  random: RandomStream,
  { initializer, inputs, outputs }: { initializer: Initializer; inputs: number; outputs: number },
): void {
  const rule = rules[initializer];
  const fill = (tensor: Tensor, draw: () => number): void => {
    const { offset, length } = tensor;
    for (let p = offset; p < offset + length; p += 1) weights[p] = draw();
  };
  fill(kernel!, () => rule.kernel(random, inputs, outputs));
  const { bias: drawBias } = rule;
  if (bias !== undefined && drawBias !== undefined) fill(bias, () => drawBias(random, inputs));
}
