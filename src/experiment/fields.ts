/**
 * The one table of everything a person can ask for. Types, checks, controls, links and the
 * "changed since this run" line all come from it: a new option is one row here.
 */
import {
  sequence,
  type ChoiceField,
  type Field,
  type FieldText,
  type FieldValue,
  type NumberField,
  type SetField,
} from './kinds.ts';

const number = (field: Omit<NumberField, 'kind' | 'integer'>): NumberField => ({
  ...field,
  kind: 'number',
  integer: false,
});
const whole = (field: Omit<NumberField, 'kind' | 'integer'>): NumberField => ({
  ...field,
  kind: 'number',
  integer: true,
});

interface Options<Name extends string> extends FieldText {
  readonly options: Readonly<Record<Name, string>>;
}
const choice = <Name extends string>(
  field: Options<Name> & { readonly default: NoInfer<Name> },
): ChoiceField<Name> => ({
  ...field,
  kind: 'choice',
});
const set = <Name extends string>(
  field: Options<Name> & {
    readonly required: readonly NoInfer<Name>[];
    readonly default: readonly NoInfer<Name>[];
  },
): SetField<Name> => ({ ...field, kind: 'set' });

export const fields = {
  task: choice({
    label: 'Task',
    help: 'What the network learns. Every seed draws its own examples; Fashion-MNIST is one fixed set.',
    key: 'task',
    since: 1,
    group: 'task',
    options: {
      moons: 'Moons',
      circles: 'Circles',
      xor: 'Xor',
      spiral: 'Spiral',
      gaussians: 'Gaussians',
      ripple: 'Ripple (regression)',
      'fashion-mnist': 'Fashion-MNIST',
    },
    default: 'moons',
  }),
  samples: whole({
    label: 'Examples',
    help: 'Training examples per seed. Guard and test splits are drawn besides, half as many each.',
    key: 'samples',
    since: 1,
    group: 'task',
    min: 32,
    max: 4096,
    step: 32,
    default: 256,
  }),
  noise: number({
    label: 'Noise',
    help: 'Standard deviation of the noise on the inputs (on the target for regression).',
    key: 'noise',
    since: 1,
    group: 'task',
    min: 0,
    max: 0.5,
    step: 0.01,
    default: 0.1,
  }),
  layers: {
    kind: 'widths',
    label: 'Hidden layers',
    help: 'Widths of the hidden layers, for example 8,8. “none” makes a linear model.',
    key: 'layers',
    since: 1,
    group: 'network',
    maxDepth: 6,
    maxWidth: 256,
    default: [8, 8],
  },
  activation: choice({
    label: 'Activation',
    help: 'Applied after every hidden layer.',
    key: 'activation',
    since: 1,
    group: 'network',
    options: { tanh: 'tanh', relu: 'relu', sigmoid: 'sigmoid', linear: 'linear' },
    default: 'tanh',
  }),
  initializer: choice({
    label: 'Initial weights',
    help: 'Uniform within ± sqrt(6 / (fan in + fan out)) (Glorot) or ± sqrt(6 / fan in) (He). Biases start at 0.',
    key: 'init',
    since: 1,
    group: 'network',
    options: { glorot: 'Glorot uniform', he: 'He uniform' },
    default: 'glorot',
  }),
  optimizer: choice({
    label: 'Method',
    help: 'Rule that turns a gradient into a step.',
    key: 'optimizer',
    since: 1,
    group: 'optimizer',
    options: {
      sgd: 'gradient descent',
      momentum: 'momentum',
      nesterov: 'Nesterov',
      rmsprop: 'RMSProp',
      adam: 'Adam',
      adamw: 'AdamW',
    },
    default: 'sgd',
  }),
  learningRate: number({
    label: 'Learning rate',
    help: 'Step size. Much of what jumps gain is what a larger learning rate would gain: try it.',
    key: 'lr',
    since: 1,
    group: 'optimizer',
    min: 0.0001,
    max: 10,
    step: 0.0001,
    logarithmic: true,
    default: 0.3,
  }),
  batch: whole({
    label: 'Batch',
    help: 'Examples per step, drawn without replacement within an epoch. “full” uses all of them in every step.',
    key: 'batch',
    since: 1,
    group: 'optimizer',
    unit: 'examples',
    min: 0,
    max: 1024,
    step: 8,
    zero: 'full',
    default: 0,
  }),
  steps: whole({
    label: 'Step budget',
    help: 'Optimizer steps per replica.',
    key: 'steps',
    since: 1,
    group: 'optimizer',
    unit: 'steps',
    min: 10,
    max: 20000,
    step: 10,
    logarithmic: true,
    default: 800,
  }),
  schedule: choice({
    label: 'Schedule',
    help: 'How the learning rate changes over the budget.',
    key: 'schedule',
    since: 1,
    group: 'optimizer',
    options: { constant: 'constant', step: 'halve at ½ and ¾', cosine: 'cosine to 0' },
    default: 'constant',
  }),
  momentum: number({
    label: 'Momentum',
    help: 'Share of the last step’s velocity that is kept (momentum, Nesterov).',
    key: 'momentum',
    since: 1,
    group: 'optimizer',
    min: 0,
    max: 0.999,
    step: 0.001,
    default: 0.9,
  }),
  beta1: number({
    label: 'β₁',
    help: 'Decay of the first moment (Adam, AdamW).',
    key: 'beta1',
    since: 1,
    group: 'optimizer',
    min: 0,
    max: 0.999,
    step: 0.001,
    default: 0.9,
  }),
  beta2: number({
    label: 'β₂',
    help: 'Decay of the second moment (RMSProp, Adam, AdamW).',
    key: 'beta2',
    since: 1,
    group: 'optimizer',
    min: 0,
    max: 0.9999,
    step: 0.0001,
    default: 0.999,
  }),
  weightDecay: number({
    label: 'Weight decay',
    help: 'Added to the gradient times the weight; AdamW shrinks the weight directly instead.',
    key: 'decay',
    since: 1,
    group: 'optimizer',
    min: 0,
    max: 0.1,
    step: 0.0005,
    default: 0,
  }),
  window: whole({
    label: 'Window',
    help: 'Context length n: how many snapshots the forecast may look back. Only the first and the last are its input.',
    key: 'window',
    since: 1,
    group: 'farcaster',
    unit: 'snapshots',
    min: 4,
    max: 200,
    step: 1,
    default: 20,
  }),
  stride: whole({
    label: 'Steps per snapshot',
    help: 'Optimizer steps between two snapshots. Larger strides smooth over mini-batch noise.',
    key: 'stride',
    since: 1,
    group: 'farcaster',
    unit: 'steps',
    min: 1,
    max: 100,
    step: 1,
    default: 1,
  }),
  split: whole({
    label: 'Window split f',
    help: 'The coefficients are fitted on a sub-span of n / f inside the window and then stretched to the whole of it, which reaches f − 1 windows ahead. Nothing from the future is used.',
    key: 'split',
    since: 1,
    group: 'farcaster',
    min: 2,
    max: 10,
    step: 1,
    default: 3,
  }),
  warmup: whole({
    label: 'First jump at',
    help: 'Step of the first forecast. A window must fit before it.',
    key: 'warmup',
    since: 1,
    group: 'jumps',
    unit: 'steps',
    min: 4,
    max: 20000,
    step: 1,
    logarithmic: true,
    default: 40,
  }),
  period: whole({
    label: 'Every',
    help: 'Steps between forecasts. Longer than a window, so that no window spans a jump.',
    key: 'period',
    since: 1,
    group: 'jumps',
    unit: 'steps',
    min: 5,
    max: 20001, // the longest window, 200 x 100 steps, and one more
    step: 1,
    logarithmic: true,
    default: 21,
  }),
  candidates: whole({
    label: 'Candidate horizons',
    help: 'How many horizons are tried on the guard split at each forecast. Every try is charged to the ledger.',
    key: 'candidates',
    since: 1,
    group: 'jumps',
    min: 1,
    max: 16,
    step: 1,
    default: 8,
  }),
  gate: choice({
    label: 'Accept',
    help: 'Strict: jump only if the guard loss falls. Never: forecast, but do not jump.',
    key: 'gate',
    since: 1,
    group: 'jumps',
    options: { strict: 'if guard loss falls', never: 'never (forecast only)' },
    default: 'strict',
  }),
  arms: set({
    label: 'Arms',
    help: 'Treatments compared. The control trains plainly and is always there.',
    key: 'arms',
    since: 1,
    group: 'arms',
    options: { control: 'control', farcaster: 'farcaster jumps' },
    required: ['control'],
    default: ['control', 'farcaster'],
  }),
  seeds: {
    kind: 'seeds',
    label: 'Seeds, paired',
    help: 'A count, or a list such as 3,5,9-12. All arms of a seed share data, initial weights and batch order.',
    key: 'seeds',
    since: 1,
    group: 'arms',
    maxCount: 64,
    maxSeed: 2 ** 31 - 1,
    default: sequence(1, 16),
  },
  engine: choice({
    label: 'Engine',
    help: 'Where the replicas are trained. Automatic takes the fastest one that this machine can be trusted with.',
    key: 'engine',
    since: 1,
    group: 'arms',
    options: {
      auto: 'automatic',
      fused: 'fused (WebGPU)',
      reference: 'reference (TypeScript)',
      tensorflow: 'tensorflow (WebGPU, wasm, cpu)',
    },
    default: 'auto',
  }),
} as const satisfies Record<string, Field>;

export type FieldName = keyof typeof fields;

/** What one experiment asks for: plain, flat, complete, checked. */
export type ExperimentSpec = { readonly [Name in FieldName]: FieldValue<(typeof fields)[Name]> };

/** All field names in the fixed order of the table, which is also the order in links. */
export const fieldNames = Object.keys(fields) as readonly FieldName[];

/** The field by name, widened to the common type so that every kind is handled. */
export const fieldOf = (name: FieldName): Field => fields[name];

export const defaultSpec = Object.fromEntries(
  fieldNames.map((name) => [name, fields[name].default]),
) as unknown as ExperimentSpec;
