/** Where each field is shown. Others are shown in their group. */
import { fieldNames, fields, type FieldName } from '../../experiment/fields.ts';
import type { FieldGroup } from '../../experiment/kinds.ts';
import { explained } from '../help/explained.ts';

const order = ['task', 'network', 'optimizer', 'farcaster', 'jumps', 'arms', 'sweep'] as const;

export const groups: readonly (readonly [group: FieldGroup, title: string])[] = order.map((group) => [
  group,
  explained[group],
]);

/** Beside the verdict, or in the engine badge. */
const elsewhere: readonly FieldName[] = ['split', 'reach', 'learningRate', 'tune', 'engine'];

/** Rarely touched: behind "more" of their group. */
const quiet: readonly FieldName[] = [
  'samples',
  'dropout',
  'initializer',
  'schedule',
  'rateWarmup',
  'beta1',
  'beta2',
  'weightDecay',
  'decayOf',
  'clip',
  'changeAt',
  'stride',
  'bias',
  'sum',
  'groups',
  'penalty',
  'warmup',
  'extra',
  'times',
  'candidates',
  'horizons',
  'regime',
  'damping',
  'part',
  'state',
  'clock',
  'sweep',
];

export const fieldsIn = (group: FieldGroup): readonly FieldName[] =>
  fieldNames.filter((name) => fields[name].group === group && !elsewhere.includes(name));

export const isQuiet = (name: FieldName): boolean => quiet.includes(name);
