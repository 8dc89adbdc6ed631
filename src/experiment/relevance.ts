/** Which fields have an effect in a given experiment. Decides what is shown, never what is valid. */
import { considersJumps } from './arms.ts';
import type { ExperimentSpec, FieldName } from './fields.ts';
import { networksFor, type NetworkName } from './networks.ts';
import { tuningRefusal } from './rules.ts';
import { fileTask } from './tasks.ts';

type Condition = (spec: ExperimentSpec) => boolean;

/** Whether some arm considers jumps. */
const considers: Condition = ({ arms }) => arms.some(considersJumps);
/** Whether jumps may be made. */
const jumps: Condition = (spec) => considers(spec) && spec.gate !== 'never';
/** Whether coefficients are fitted at all. */
const fits: Condition = ({ source }) => source !== 'frozen';
const isPenalised: Condition = (spec) => fits(spec) && spec.penalty !== 'none';
/** The four numbers per horizon of `frozen`. */
const givesHorizons: Condition = ({ source, frozen }) => source === 'frozen' && frozen.length >= 4;
const isDrawn: Condition = ({ task }) => fileTask(task) === null;
/** Whether the network is one of these. */
const isOf =
  (...networks: readonly NetworkName[]): Condition =>
  ({ network }) =>
    networks.includes(network);
const isAdam: Condition = ({ optimizer }) => optimizer === 'adam' || optimizer === 'adamw';
/** Whether a replica's learning rate depends on the step. */
const ratesChange: Condition = ({ schedule, rateWarmup, changeAt }) =>
  schedule !== 'constant' || rateWarmup > 0 || changeAt > 0;
const isSwept: Condition = ({ sweep }) => sweep !== 'none';

const relevance: Partial<Record<FieldName, Condition>> = {
  samples: isDrawn,
  noise: isDrawn,
  network: ({ task }) => networksFor(task).join() !== 'mlp',
  layers: isOf('mlp'),
  filters: isOf('cnn'),
  kernel: isOf('cnn'),
  halving: isOf('cnn'),
  head: isOf('cnn'),
  width: isOf('gpt', 'encoder'),
  blocks: isOf('gpt', 'encoder'),
  heads: isOf('gpt', 'encoder'),
  context: isOf('gpt', 'encoder'),
  tied: isOf('gpt'),
  readout: isOf('encoder'),
  dropout: isOf('cnn', 'gpt', 'encoder'),
  activation: (spec) => spec.network === 'cnn' || (spec.network === 'mlp' && spec.layers.length > 0),
  changeFactor: (spec) => spec.changeAt > 0,
  tune: (spec) => tuningRefusal(spec) === null,
  momentum: (spec) => spec.optimizer === 'momentum' || spec.optimizer === 'nesterov',
  beta1: isAdam,
  beta2: (spec) => isAdam(spec) || spec.optimizer === 'rmsprop',
  decayOf: ({ weightDecay }) => weightDecay > 0,
  columns: fits,
  lastColumns: (spec) => fits(spec) && spec.columns === 'last',
  fit: fits,
  bias: fits,
  sum: fits,
  groups: (spec) => fits(spec) || givesHorizons(spec),
  penalty: fits,
  penaltyWeight: isPenalised,
  penaltyNorm: isPenalised,
  penaltyMargin: (spec) => isPenalised(spec) && spec.penalty === 'size',
  split: (spec) => spec.source === 'in-run',
  reach: (spec) => spec.source !== 'in-run' && !givesHorizons(spec),
  frozen: (spec) => spec.source === 'frozen',
  candidates: (spec) => considers(spec) && !givesHorizons(spec),
  horizons: jumps,
  gate: considers,
  tolerance: (spec) => jumps(spec) && spec.gate === 'tolerance',
  times: jumps,
  regime: jumps,
  damping: jumps,
  part: jumps,
  state: (spec) => jumps(spec) && spec.optimizer !== 'sgd',
  clock: (spec) => jumps(spec) && ratesChange(spec),
  sweepValues: isSwept,
  across: isSwept,
  acrossValues: (spec) => isSwept(spec) && spec.across !== 'none',
  sweepTarget: isSwept,
};

export const isRelevant = (name: FieldName, spec: ExperimentSpec): boolean => relevance[name]?.(spec) ?? true;
