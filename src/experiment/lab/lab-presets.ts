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
    blurb: 'SGD on a linear regression with two weights, and the forecast of its path, fitted on other runs.',
    values: {},
  },
  {
    id: 'one-rate',
    label: 'One rate: two inputs suffice',
    blurb:
      'Every weight decays at the same rate to its own target: its first and last value determine the rest.',
    values: { kind: 'formula' },
  },
  {
    id: 'spread',
    label: 'A spread of rates: they do not',
    blurb:
      'Rates from .5 to .9999: most weights have converged, and the few that have not dominate least squares. Try L1.',
    values: { kind: 'formula', rate: 0.75, spread: 0.25 },
  },
  {
    id: 'oscillation',
    label: 'Oscillation: more inputs help',
    blurb:
      'Each weight oscillates about its target with its own phase. Two inputs do not determine the phase, four do.',
    values: { kind: 'formula', turns: 1.3, columns: 'four' },
  },
  {
    id: 'noise',
    label: 'Noise: no longer exact',
    blurb: 'The same decay with noise at every step: how much of an exact forecast is left.',
    values: { kind: 'formula', noise: 0.02 },
  },
];

/** The complete settings of a preset. */
export const labPresetSettings = ({ values }: LabPreset): LabSettings => ({ ...defaultLab, ...values });
