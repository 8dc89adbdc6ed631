/**
 * Rules between fields. Each checks a spec and, if the rule is broken, names the one field to change, its new value
 * and the reason. Applied in order; none undoes an earlier one.
 */
import {
  armKind,
  armNames,
  bringsMomentum,
  controlArm,
  isNetwork,
  rateRival,
  subjectArm,
  type ArmId,
} from './arms.ts';
import { fields, type ExperimentSpec, type FieldName } from './fields.ts';
import { farthestFrozen, frozenHorizons, groupCount } from './frozen.ts';
import { headsThatDivide, isTransformer, maxStages, networksFor } from './networks.ts';
import { exampleForm, fileTask, imageTask, taskName } from './tasks.ts';

export interface BrokenRule {
  readonly field: FieldName;
  readonly value: unknown;
  readonly message: string;
}

export type Rule = (spec: ExperimentSpec) => BrokenRule | null;

/** Training examples per seed. */
export const trainingExamples = (spec: ExperimentSpec): number => exampleForm(spec).counts.train;

const batchFits: Rule = (spec) => {
  const examples = trainingExamples(spec);
  return spec.batch <= examples
    ? null
    : {
        field: 'batch',
        value: 0,
        message: `a batch of ${spec.batch} is more than the ${examples} training examples`,
      };
};

const filesNeedBatches: Rule = (spec) => {
  const task = fileTask(spec.task);
  return task === null || spec.batch > 0
    ? null
    : { field: 'batch', value: task.batch, message: `${task.label} trains in mini-batches` };
};

const placebosFollow: Rule = (spec) => {
  const placebo = spec.arms.find((arm) => armKind(arm) === 'follows');
  if (placebo === undefined || spec.arms.includes(subjectArm)) return null;
  const order: readonly ArmId[] = [controlArm, subjectArm];
  return {
    field: 'arms',
    value: [...order, ...spec.arms.filter((arm) => !order.includes(arm))],
    message: 'a placebo follows the farcaster, which must be included',
  };
};

const momentumIsNew: Rule = (spec) => {
  if (spec.optimizer === 'sgd' || !spec.arms.some(bringsMomentum)) return null;
  const chosen = new Set(spec.arms.map((arm) => (bringsMomentum(arm) ? rateRival : arm)));
  return {
    field: 'arms',
    value: armNames.filter((arm) => chosen.has(arm)),
    message: 'momentum is a rival only of plain gradient descent; for other optimizers, rate × 2 replaces it',
  };
};

const subSpanExists: Rule = (spec) =>
  spec.window >= 2 * spec.split
    ? null
    : {
        field: 'split',
        value: Math.floor(spec.window / 2),
        message: `a window of ${spec.window} snapshots cannot be split by ${spec.split}`,
      };

const windowFitsBeforeFirstJump: Rule = (spec) => {
  const least = spec.window * spec.stride;
  return spec.warmup >= least
    ? null
    : {
        field: 'warmup',
        value: least,
        message: `the first window of ${least} steps must fit before step ${spec.warmup}`,
      };
};

const windowFitsBetweenJumps: Rule = (spec) => {
  const least = spec.window * spec.stride + 1;
  return spec.period >= least
    ? null
    : {
        field: 'period',
        value: least,
        message: `a period of ${spec.period} steps is too short for a window to fit between two jumps`,
      };
};

const frozenAreRows: Rule = (spec) => {
  if (spec.source !== 'frozen') return null;
  const groups = groupCount(spec);
  const value = frozenHorizons(spec.frozen).flatMap(({ horizon, sets }) =>
    (sets.length === groups ? sets : sets.slice(-1)).flatMap((set) => [horizon, ...set]),
  );
  return value.length === spec.frozen.length
    ? null
    : {
        field: 'frozen',
        value,
        message: `they must be rows of four numbers, each starting with a whole horizon up to ${farthestFrozen}, with one row per horizon or one for each of ${groups} groups`,
      };
};

/** Why an experiment's learning rates cannot be tuned; null if they can. */
export function tuningRefusal({ source, arms, sweep, across }: ExperimentSpec): string | null {
  if (source === 'transfer' || arms.some(isNetwork))
    return 'forecasts that learn from other seeds need one learning rate for all arms';
  if (sweep === 'learningRate' || (sweep !== 'none' && across === 'learningRate'))
    return 'a sweep of the learning rate already trains every arm at each rate';
  return null;
}

const ratesCanBeTuned: Rule = (spec) => {
  const message = spec.tune === 'off' ? null : tuningRefusal(spec);
  return message === null ? null : { field: 'tune', value: 'off', message };
};

const networkReadsTask: Rule = ({ task, network }) => {
  const possible = networksFor(task);
  const options = fields.network.options;
  return possible.includes(network)
    ? null
    : {
        field: 'network',
        value: possible[0],
        message: `${taskName(task)} needs a ${possible.map((name) => options[name]).join(' or a ')}`,
      };
};

const stagesFitImage: Rule = ({ task, network, filters }) => {
  const images = imageTask(task);
  if (network !== 'cnn' || images === null) return null;
  const [rows, columns] = images.shape;
  const most = maxStages(rows, columns);
  if (filters.length <= most) return null;
  return {
    field: 'filters',
    value: filters.slice(0, most),
    message: `an image of ${rows} × ${columns} pixels can be halved ${most} times, not ${filters.length}`,
  };
};

const headsDivideWidth: Rule = ({ network, width, heads }) =>
  !isTransformer(network) || width % heads === 0
    ? null
    : {
        field: 'heads',
        value: headsThatDivide(width, heads),
        message: `${heads} heads cannot share a width of ${width} equally`,
      };

export const rules: readonly Rule[] = [
  networkReadsTask,
  stagesFitImage,
  headsDivideWidth,
  filesNeedBatches,
  batchFits,
  momentumIsNew,
  placebosFollow,
  subSpanExists,
  windowFitsBeforeFirstJump,
  windowFitsBetweenJumps,
  frozenAreRows,
  ratesCanBeTuned,
];
