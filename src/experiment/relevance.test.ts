import { describe, expect, test } from 'vitest';
import { defaultSpec, fieldNames, type ExperimentSpec } from './fields.ts';
import { isRelevant } from './relevance.ts';

type Values = Partial<ExperimentSpec>;
const specWith = (values: Values): ExperimentSpec => ({ ...defaultSpec, ...values });

describe('isRelevant', () => {
  test.each<[keyof ExperimentSpec, Values, Values]>([
    ['lastColumns', { columns: 'last' }, { columns: 'all' }],
    ['columns', { source: 'transfer' }, { source: 'frozen' }],
    ['groups', { source: 'frozen', frozen: [40, -0.5, 1.5, 0] }, { source: 'frozen' }],
    ['penaltyWeight', { penalty: 'rest' }, { penalty: 'none' }],
    ['penaltyNorm', { penalty: 'worst' }, { penalty: 'rest', source: 'frozen' }],
    ['penaltyMargin', { penalty: 'size' }, { penalty: 'shrinking' }],
    ['tune', { arms: ['control'] }, { source: 'transfer' }],
    ['split', { source: 'in-run' }, { source: 'oracle' }],
    ['reach', { source: 'transfer' }, { source: 'in-run' }],
    ['reach', { source: 'frozen', frozen: [] }, { source: 'frozen', frozen: [40, -0.5, 1.5, 0] }],
    ['frozen', { source: 'frozen' }, { source: 'transfer' }],
    ['network', { task: 'fashion-mnist', batch: 64 }, {}],
    ['filters', { task: 'fashion-mnist', batch: 64, network: 'cnn' }, { task: 'fashion-mnist', batch: 64 }],
    ['tolerance', { gate: 'tolerance' }, { gate: 'strict' }],
    ['damping', { gate: 'always' }, { gate: 'never' }],
    ['state', { optimizer: 'adam' }, { optimizer: 'sgd' }],
    ['state', { optimizer: 'momentum' }, { optimizer: 'momentum', gate: 'never' }],
    ['clock', { schedule: 'cosine' }, { schedule: 'constant' }],
    ['clock', { rateWarmup: 10 }, { rateWarmup: 0 }],
    ['decayOf', { weightDecay: 0.01 }, { weightDecay: 0 }],
    ['clock', { changeAt: 100 }, { changeAt: 100, gate: 'never' }],
    ['candidates', { arms: ['control', 'search'] }, { arms: ['control', 'lookahead', 'random'] }],
    ['sweepValues', { sweep: 'window' }, { sweep: 'none' }],
    ['across', { sweep: 'window' }, { sweep: 'none', across: 'noise' }],
    ['acrossValues', { sweep: 'window', across: 'noise' }, { sweep: 'window' }],
  ])('%s matters with %o, not with %o', (name, where, elsewhere) => {
    expect(isRelevant(name, specWith(where))).toBe(true);
    expect(isRelevant(name, specWith(elsewhere))).toBe(false);
  });

  test('hides nothing that the default experiment does not hide, and hides what it must', () => {
    expect(fieldNames.filter((name) => !isRelevant(name, defaultSpec))).toEqual([
      'network',
      'filters',
      'kernel',
      'halving',
      'head',
      'width',
      'blocks',
      'heads',
      'context',
      'tied',
      'readout',
      'dropout',
      'changeFactor',
      'momentum',
      'beta1',
      'beta2',
      'decayOf',
      'lastColumns',
      'penaltyWeight',
      'penaltyNorm',
      'penaltyMargin',
      'reach',
      'frozen',
      'tolerance',
      'state',
      'clock',
      'sweepValues',
      'across',
      'acrossValues',
      'sweepTarget',
    ]);
  });
});
