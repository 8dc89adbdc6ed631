/** Which fields change no number that a run computes: where it is computed, how it is judged, and what is swept. */
import { fieldNames, fields, type ExperimentSpec, type FieldName } from './fields.ts';
import { changedFields } from './spec.ts';

/** Fields that say how recorded losses are judged: a run on screen is judged anew when one changes. */
const judging: readonly FieldName[] = ['goal'];

const sweeping: readonly FieldName[] = fieldNames.filter((name) => fields[name].group === 'sweep');

/** Whether a field is no part of what one run computes, and of its id. */
export const isAside = (name: FieldName): boolean =>
  name === 'engine' || judging.includes(name) || sweeping.includes(name);

/** Whether two specs ask for the same run, however it is judged, whatever is swept and on whatever engine. */
export const sameRun = (a: ExperimentSpec, b: ExperimentSpec): boolean => changedFields(a, b).every(isAside);

/** Whether values change neither what is computed nor where. */
export const leavesRun = (values: Partial<ExperimentSpec>): boolean =>
  Object.keys(values).every((name) => isAside(name as FieldName) && name !== 'engine');
