/** Named settings of the sequence lab: a few values over the defaults, and one line that says what to look for. */
import { defaultLab, type LabSettings } from './lab-fields.ts';

export interface LabPreset {
  readonly id: string;
  readonly label: string;
  readonly blurb: string;
  readonly values: Partial<LabSettings>;
}

export const labPresets: readonly LabPreset[] = [
  {
    id: 'figure',
    label: 'Figure 1 of the paper',
    blurb:
      'SGD on a linear regression in the plane, and where a forecast fitted on other runs sees it going.',
    values: {},
  },
  {
    id: 'one-rate',
    label: 'One rate: two columns suffice',
    blurb:
      'Every weight decays at the same rate to a target of its own: the first and the last weight tell all.',
    values: { kind: 'formula' },
  },
  {
    id: 'spread',
    label: 'A spread of rates: they do not',
    blurb:
      'Rates from .5 to .9999: most weights have arrived, and least squares is spoilt by those that have not. Try L1.',
    values: { kind: 'formula', rate: 0.75, spread: 0.25 },
  },
  {
    id: 'oscillation',
    label: 'Oscillation: more columns help',
    blurb:
      'Each weight swings about its target with a phase of its own. Two columns cannot tell the phase, four can.',
    values: { kind: 'formula', turns: 1.3, columns: 'four' },
  },
  {
    id: 'noise',
    label: 'Noise: no longer exact',
    blurb: 'The same decay with noise at every step: what is left of an exact forecast.',
    values: { kind: 'formula', noise: 0.02 },
  },
];

/** The complete settings of a preset. */
export const labPresetSettings = ({ values }: LabPreset): LabSettings => ({ ...defaultLab, ...values });
