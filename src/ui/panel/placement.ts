/** Where each field is shown. What is not named here stands openly in its group. */
import { fieldNames, fields, type FieldName } from '../../experiment/fields.ts';
import type { FieldGroup } from '../../experiment/kinds.ts';

export const groups: readonly (readonly [group: FieldGroup, title: string])[] = [
  ['task', 'Task'],
  ['network', 'Network'],
  ['optimizer', 'Optimizer'],
  ['farcaster', 'Farcaster'],
  ['jumps', 'Jumps'],
  ['arms', 'Arms and seeds'],
];

/** Beside the verdict, or in the engine badge. */
const elsewhere: readonly FieldName[] = ['split', 'learningRate', 'engine'];

/** Rarely touched: behind "more" of their group. */
const quiet: readonly FieldName[] = [
  'samples',
  'initializer',
  'schedule',
  'beta1',
  'beta2',
  'weightDecay',
  'stride',
  'candidates',
  'warmup',
];

export interface Placed {
  readonly open: readonly FieldName[];
  readonly quiet: readonly FieldName[];
}

export function fieldsIn(group: FieldGroup): Placed {
  const names = fieldNames.filter((name) => fields[name].group === group && !elsewhere.includes(name));
  return {
    open: names.filter((name) => !quiet.includes(name)),
    quiet: names.filter((name) => quiet.includes(name)),
  };
}
