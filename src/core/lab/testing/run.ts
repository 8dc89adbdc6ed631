/** Runs a lab experiment to its end, for tests. */
import { defaultLab, type LabSettings } from '../../../experiment/lab/lab-fields.ts';
import { labExperiment, type LabResult } from '../lab.ts';

/** The result over default settings; null when a path diverged. */
export function tryLab(values: Partial<LabSettings>): LabResult | null {
  const work = labExperiment({ ...defaultLab, ...values });
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

export function requireLab(values: Partial<LabSettings>): LabResult {
  const result = tryLab(values);
  if (result === null) throw new Error('the paths diverged');
  return result;
}
