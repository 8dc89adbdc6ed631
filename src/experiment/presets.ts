/** Named experiments: a few values over the defaults, and one line that says what they show. */
import type { ArmId, ExperimentSpec } from './fields.ts';
import { sequence } from './kinds.ts';
import { checkSpec } from './spec.ts';
import { tasks } from './tasks.ts';

export interface Preset {
  readonly id: string;
  readonly label: string;
  readonly blurb: string;
  readonly values: Partial<ExperimentSpec>;
}

/** The usual arms where the optimizer has momentum or moments already. */
const besideMoments: readonly ArmId[] = ['control', 'farcaster', 'recent', 'faster'];

/** How transformers are trained: AdamW with warm-up, cosine and clipping, no decay of biases and normalisation. */
const asFineTuned = {
  optimizer: 'adamw',
  schedule: 'cosine',
  rateWarmup: 50,
  weightDecay: 0.01,
  decayOf: 'kernels',
  clip: 1,
} as const satisfies Partial<ExperimentSpec>;

/**
 * Forecasts over several mini-batches, tried seldom: validation of a large network costs many steps. Seven seeds are
 * the minimum with which the farcaster can differ from one of two rivals, corrected for both.
 */
const seldom = {
  stride: 2,
  warmup: 60,
  period: 60,
  candidates: 4,
  arms: besideMoments,
  seeds: sequence(1, 7),
} as const satisfies Partial<ExperimentSpec>;

export const presets: readonly Preset[] = [
  {
    id: 'default',
    label: 'Where jumps save, and what saves more',
    blurb:
      'Moons by plain gradient descent: jumps save about half; a recent line saves more, momentum far more.',
    values: {},
  },
  {
    id: 'adam',
    label: 'With Adam',
    blurb: 'The same task with Adam: jumps save less, and a doubled learning rate saves more than they do.',
    values: { optimizer: 'adam', learningRate: 0.01, arms: besideMoments },
  },
  {
    id: 'circles',
    label: 'Circles',
    blurb: 'A closed boundary: jumps save about half again, and momentum far more.',
    values: { task: 'circles' },
  },
  {
    id: 'spiral',
    label: 'Spiral',
    blurb: 'A harder boundary: jumps save less, and seeds differ widely.',
    values: { task: 'spiral', noise: 0.05, layers: [16, 16], steps: 2000 },
  },
  {
    id: 'xor',
    label: 'Xor',
    blurb: 'Opposite quadrants share a class: jumps save less, and seeds differ widely.',
    values: { task: 'xor' },
  },
  {
    id: 'fashion',
    label: tasks['fashion-mnist'].label,
    blurb:
      'Real images in mini-batches: the forecast beats persistence (no change), but the loss hardly moves.',
    values: {
      task: 'fashion-mnist',
      layers: [32],
      activation: 'relu',
      optimizer: 'adam',
      learningRate: 0.001,
      arms: besideMoments,
      batch: 64,
      steps: 500,
      stride: 5,
      warmup: 100,
      period: 101,
      seeds: sequence(1, 7),
    },
  },
  {
    id: 'write',
    label: 'A transformer learns to write',
    blurb:
      'A small decoder on Moby-Dick, character by character, by AdamW with warm-up: watch both networks write.',
    values: {
      ...{ task: 'moby-dick', network: 'gpt', ...asFineTuned, learningRate: 0.001, batch: 16, steps: 600 },
      ...seldom,
    },
  },
  {
    id: 'clothes',
    label: 'Convolution on clothes',
    blurb: 'A convolutional network on Fashion-MNIST by Adam: a few forecasts are accepted, and do not pay.',
    values: {
      ...{ task: 'fashion-mnist', network: 'cnn', activation: 'relu', optimizer: 'adam' },
      ...{ learningRate: 0.003, batch: 64, steps: 600 },
      ...seldom,
    },
  },
  {
    id: 'encoder',
    label: 'An encoder in the shape of DistilBERT',
    blurb:
      'Which century is a passage from? 49 % of the test are right, where counts of characters reach 51 %; jumps cost.',
    values: {
      ...{ task: 'century', network: 'encoder', width: 16, blocks: 1, context: 64, dropout: 0.1 },
      ...{ ...asFineTuned, weightDecay: 0.1, learningRate: 0.005, batch: 32, steps: 400 },
      ...seldom,
    },
  },
  {
    id: 'real',
    label: 'Does the gain survive real networks?',
    blurb: 'A sweep of the learning rate of a decoder: control, farcaster, line search and twice the rate.',
    values: {
      ...{ task: 'moby-dick', network: 'gpt', ...asFineTuned, learningRate: 0.003, batch: 16, steps: 400 },
      ...seldom,
      ...{ arms: ['control', 'farcaster', 'search', 'faster'], seeds: sequence(1, 3) },
      ...{ sweep: 'learningRate', sweepValues: [0.001, 0.003, 0.01, 0.02] },
    },
  },
  {
    id: 'forecast',
    label: 'Never jump, only forecast',
    blurb: 'How good is the forecast when it is not used?',
    values: { gate: 'never', arms: ['control', 'farcaster'] },
  },
  {
    id: 'rivals',
    label: 'Is it just a line search?',
    blurb:
      'The farcaster beside one fitted number, a line search, a recent line, a doubled learning rate and momentum.',
    values: {
      arms: ['control', 'farcaster', 'scalar', 'search', 'recent', 'faster', 'momentum'],
      seeds: sequence(1, 8),
    },
  },
  {
    id: 'rate',
    label: 'Is it just a bigger learning rate?',
    blurb:
      'A sweep: steps to one loss at five learning rates, for the farcaster, two lines, the control and twice the rate.',
    values: {
      arms: ['control', 'farcaster', 'search', 'recent', 'faster'],
      seeds: sequence(1, 8),
      steps: 1500,
      sweep: 'learningRate',
      sweepValues: [0.1, 0.3, 1, 2, 3],
      sweepTarget: 0.02,
    },
  },
];

/** The complete spec of a preset. */
export const presetSpec = (preset: Preset): ExperimentSpec => checkSpec(preset.values).spec;
