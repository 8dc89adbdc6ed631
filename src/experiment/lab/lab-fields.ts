/**
 * What a person can ask the sequence lab for: one table like that of the experiment, with the same kinds of
 * field. No part of an experiment, its id or its result.
 */
import { choice, number, whole } from '../table/field-makers.ts';
import { farcasterFields } from '../table/forecast-fields.ts';
import { checkValue, formatValue, sameValue, type Field, type FieldValue } from '../kinds.ts';

const { columns, lastColumns, fit, bias, sum, penalty, penaltyWeight, penaltyNorm, penaltyMargin } =
  farcasterFields;

const problemFields = {
  kind: choice({
    label: 'Made by',
    help: 'The weights of a linear regression in the plane, trained by SGD (Figure 1 of the paper), or many single weights made by formula.',
    key: 'kind',
    since: 2,
    group: 'task',
    options: { regression: 'SGD in the plane', formula: 'a formula' },
    default: 'regression',
  }),
  learningRate: number({
    label: 'Learning rate',
    help: 'Step size of SGD. The largest curvature is about 1, so that a plain step overshoots from 2 on, and with small batches earlier.',
    key: 'lr',
    since: 2,
    group: 'task',
    min: 0.001,
    max: 1,
    step: 0.001,
    logarithmic: true,
    default: 0.02,
  }),
  batch: whole({
    label: 'Batch',
    help: 'Examples per SGD step, drawn anew from 256 at each. Small ones make the path noisy.',
    key: 'batch',
    since: 2,
    group: 'task',
    unit: 'examples',
    min: 1,
    max: 64,
    step: 1,
    logarithmic: true,
    default: 8,
  }),
  condition: number({
    label: 'Conditioning',
    help: 'Largest over smallest curvature of the loss. 1 is a round valley, where every weight decays at one rate; in a long one there are two rates.',
    key: 'condition',
    since: 2,
    group: 'task',
    min: 1,
    max: 100,
    step: 0.1,
    logarithmic: true,
    default: 1.5,
  }),
  scatter: number({
    label: 'Scatter of y',
    help: 'Standard deviation of what is added to x · w* in the examples.',
    key: 'scatter',
    since: 2,
    group: 'task',
    min: 0,
    max: 2,
    step: 0.05,
    default: 0.3,
  }),
  runs: whole({
    label: 'Runs to fit on',
    help: 'Other runs of the same problem, from other starts and with other batches, on which the forecast is fitted. Never the one that is drawn, nor those that are scored.',
    key: 'runs',
    since: 2,
    group: 'task',
    unit: 'runs',
    min: 1,
    max: 500,
    step: 1,
    logarithmic: true,
    default: 40,
  }),
  sequences: whole({
    label: 'Sequences l',
    help: 'How many weights. They are independent of each other: the forecast is fitted on one half and scored on the other.',
    key: 'l',
    since: 2,
    group: 'task',
    min: 16,
    max: 2000,
    step: 2,
    logarithmic: true,
    default: 1000,
  }),
  rate: number({
    label: 'Rate r',
    help: 'Each weight decays to a target of its own: w(t) = w* + r^t (w(0) − w*), start and target from a standard normal.',
    key: 'rate',
    since: 2,
    group: 'task',
    unit: 'per step',
    min: 0,
    max: 0.9999,
    step: 0.001,
    default: 0.98,
  }),
  spread: number({
    label: 'Spread of rates',
    help: 'Each weight has a rate of its own, uniform between r − spread and r + spread, as far as that lies between 0 and .9999.',
    key: 'spread',
    since: 2,
    group: 'task',
    min: 0,
    max: 0.5,
    step: 0.005,
    default: 0,
  }),
  noise: number({
    label: 'Noise per step',
    help: 'Standard deviation of what is added to each weight at each step and then decays with it, as the noise of mini-batches does.',
    key: 'noise',
    since: 2,
    group: 'task',
    min: 0,
    max: 0.2,
    step: 0.002,
    default: 0,
  }),
  turns: number({
    label: 'Oscillation',
    help: 'Turns per 100 steps of a damped oscillation about the target, with a phase of its own for each weight, as momentum makes it.',
    key: 'turns',
    since: 2,
    group: 'task',
    unit: 'turns per 100 steps',
    min: 0,
    max: 20,
    step: 0.1,
    default: 0,
  }),
  drift: number({
    label: 'Drift',
    help: 'Standard deviation of the constant speed, per step, at which each weight’s target moves.',
    key: 'drift',
    since: 2,
    group: 'task',
    unit: 'per step',
    min: 0,
    max: 0.05,
    step: 0.0005,
    default: 0,
  }),
  seed: whole({
    label: 'Seed',
    help: 'Everything random in the lab comes from it: equal settings give equal pictures.',
    key: 'seed',
    since: 2,
    group: 'task',
    min: 0,
    max: 2147483647,
    step: 1,
    default: 1,
  }),
} as const satisfies Record<string, Field>;

const forecastFields = {
  window: whole({
    label: 'Window n',
    help: 'Context length: how many steps the forecast may look back from its anchor.',
    key: 'n',
    since: 2,
    group: 'farcaster',
    unit: 'steps',
    min: 2,
    max: 1000,
    step: 1,
    logarithmic: true,
    default: 50,
  }),
  horizon: whole({
    label: 'Horizon m',
    help: 'How many steps ahead the farthest forecast aims. Up to 30 horizons on the way are forecast too, each directly.',
    key: 'm',
    since: 2,
    group: 'farcaster',
    unit: 'steps',
    min: 1,
    max: 1000,
    step: 1,
    logarithmic: true,
    default: 150,
  }),
  columns,
  lastColumns,
  source: choice({
    label: 'Fitted on',
    help: 'One half of the sequences, whole; or nothing but the observed windows: a sub-span of each teaches the forecast, which is then stretched to the whole window.',
    key: 'source',
    since: 2,
    group: 'farcaster',
    options: { half: 'the other half', 'in-run': 'the windows alone' },
    default: 'half',
  }),
  fit,
  bias,
  sum,
  penalty,
  penaltyWeight,
  penaltyNorm,
  penaltyMargin,
  recent: whole({
    label: 'Recent line q',
    help: 'The recent line goes through the last weight and the one q steps before; at most the window.',
    key: 'q',
    since: 2,
    group: 'farcaster',
    unit: 'steps',
    min: 1,
    max: 1000,
    step: 1,
    logarithmic: true,
    default: 10,
  }),
} as const satisfies Record<string, Field>;

export const labFields = { ...problemFields, ...forecastFields } as const;

export type LabFieldName = keyof typeof labFields;

/** What the lab shows: plain, flat, complete, checked. */
export type LabSettings = { readonly [Name in LabFieldName]: FieldValue<(typeof labFields)[Name]> };

/** In the fixed order of the table, which is also the order in links. */
export const labFieldNames = Object.keys(labFields) as readonly LabFieldName[];

/** The field by name, widened to the common type so that every kind is handled. */
export const labFieldOf = (name: LabFieldName): Field => labFields[name];

export const defaultLab = Object.fromEntries(
  labFieldNames.map((name) => [name, labFields[name].default]),
) as unknown as LabSettings;

/** Raw values over `base`, checked field by field; what had to be changed is told in words. Never throws. */
export function checkLab(
  raw: Readonly<Record<string, unknown>>,
  base: LabSettings = defaultLab,
): { readonly settings: LabSettings; readonly corrections: readonly string[] } {
  const corrections: string[] = [];
  const values: Record<string, unknown> = { ...base };
  for (const name of labFieldNames) {
    if (!Object.hasOwn(raw, name)) continue;
    const field = labFieldOf(name);
    const { value, problem } = checkValue(field, raw[name]);
    values[name] = value;
    if (problem !== null)
      corrections.push(`Sequence lab, ${field.label}: ${problem}; ${formatValue(field, value)} used.`);
  }
  return { settings: values as unknown as LabSettings, corrections };
}

/** Fields in which two settings differ, in table order. */
export const changedLabFields = (a: LabSettings, b: LabSettings): LabFieldName[] =>
  labFieldNames.filter((name) => !sameValue(labFieldOf(name), a[name], b[name]));

const regressionOnly: readonly LabFieldName[] = ['learningRate', 'batch', 'condition', 'scatter', 'runs'];
const formulaOnly: readonly LabFieldName[] = [
  ...(['sequences', 'rate', 'spread', 'noise', 'turns', 'drift', 'source'] as const),
];

/** Whether a field has an effect on what the lab shows. */
export function isLabRelevant(name: LabFieldName, lab: LabSettings): boolean {
  if (regressionOnly.includes(name)) return lab.kind === 'regression';
  if (formulaOnly.includes(name)) return lab.kind === 'formula';
  if (name === 'lastColumns') return lab.columns === 'last';
  if (name === 'penaltyMargin') return lab.penalty === 'size';
  if (name === 'penaltyWeight' || name === 'penaltyNorm') return lab.penalty !== 'none';
  return true;
}
