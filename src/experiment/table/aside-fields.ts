/** Which fields do not affect the numbers of a run: where it is computed, how it is judged, and what is swept. */
import { fieldNames, fields, type ExperimentSpec, type FieldName } from '../fields.ts';
import { changedFields } from '../spec.ts';

/** Fields that affect how recorded losses are judged: the current run is judged again when one changes. */
const judging: readonly FieldName[] = ['goal'];

const sweeping: readonly FieldName[] = fieldNames.filter((name) => fields[name].group === 'sweep');

/** Whether a field does not affect the numbers of a run, nor its id. */
export const isAside = (name: FieldName): boolean =>
  name === 'engine' || judging.includes(name) || sweeping.includes(name);

/** Whether two specs describe the same run, ignoring judgement, sweep and engine. */
export const sameRun = (a: ExperimentSpec, b: ExperimentSpec): boolean => changedFields(a, b).every(isAside);

/** Whether values change neither the numbers nor the engine. */
export const leavesRun = (values: Partial<ExperimentSpec>): boolean =>
  Object.keys(values).every((name) => isAside(name as FieldName) && name !== 'engine');
