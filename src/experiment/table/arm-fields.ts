/** Rows of the field table: what is compared, on which seeds, where it is computed, and what is swept. */
import { choice, number, numbers, set } from './field-makers.ts';
import { armNames, armRecords, controlArm, type ArmId } from '../arms.ts';
import { sequence, type Field } from '../kinds.ts';

export const armFields = {
  arms: set({
    label: 'Arms',
    help: 'Treatments compared, paired by seed. The control trains plainly and is always there. A farcaster is worth its name only where it beats the trivial rivals and the placebos.',
    key: 'arms',
    since: 1,
    group: 'arms',
    options: Object.fromEntries(armNames.map((arm) => [arm, armRecords[arm].label])) as Record<ArmId, string>,
    required: [controlArm],
    default: ['control', 'farcaster', 'recent', 'faster', 'momentum'],
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
    default: sequence(1, 10),
  },
  metric: choice({
    label: 'Metric',
    help: 'The loss that curves, targets and verdicts speak of. With batches, training loss is smoothed. Validation loss (the validation split) is no fresh evidence: it also chose the horizons and accepted the jumps. Validation and test loss are evaluated about 160 times in a run; no arm is charged for that.',
    key: 'metric',
    since: 3,
    group: 'arms',
    options: {
      training: 'training loss',
      validation: 'validation loss',
      test: 'test loss',
    },
    default: 'training',
  }),
  goal: number({
    label: 'Target loss',
    help: 'Loss that every seed of every arm is timed to, in the metric. “auto” is the loss of each seed’s own control after 70 % of the budget. It can be dragged in the loss chart, and trains nothing anew.',
    key: 'goal',
    since: 3,
    group: 'arms',
    min: 0,
    max: 10,
    step: 0.0001,
    logarithmic: true,
    zero: 'auto',
    default: 0,
  }),
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

/** Fields that can be swept. */
const knobs = {
  none: 'nothing',
  learningRate: 'learning rate',
  window: 'window',
  split: 'window split f',
  stride: 'steps per snapshot',
  period: 'period',
  warmup: 'first jump',
  candidates: 'candidate horizons',
  reach: 'farthest horizon',
  damping: 'damping α',
  batch: 'batch',
  noise: 'noise',
  penaltyWeight: 'λ',
} as const;

export const sweepFields = {
  sweep: choice({
    label: 'Sweep',
    help: 'One experiment for each value, all seeds and arms in each.',
    key: 'sweep',
    since: 2,
    group: 'sweep',
    options: knobs,
    default: 'none',
  }),
  sweepValues: numbers({
    label: 'Values',
    help: 'Values of the swept setting, for example 0.1, 0.3, 1.',
    key: 'values',
    since: 2,
    group: 'sweep',
    maxCount: 16,
  }),
  across: choice({
    label: 'Across',
    help: 'A second setting: every combination of the two is run.',
    key: 'across',
    since: 2,
    group: 'sweep',
    options: knobs,
    default: 'none',
  }),
  acrossValues: numbers({
    label: 'Values across',
    help: 'Values of the second swept setting.',
    key: 'avalues',
    since: 2,
    group: 'sweep',
    maxCount: 8,
  }),
  sweepTarget: number({
    label: 'Target loss',
    help: 'Loss, in the metric, that every experiment of the sweep is timed to. “auto” is the verdict’s where that is given, else the control’s loss after 70 % of the budget in the experiment itself, median over seeds.',
    key: 'target',
    since: 2,
    group: 'sweep',
    min: 0,
    max: 10,
    step: 0.001,
    zero: 'auto',
    default: 0,
  }),
} as const satisfies Record<string, Field>;
