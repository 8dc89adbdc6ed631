/** The titles of explanations. The texts are in explanations.tsx, loaded on demand. */
import type { FieldGroup } from '../../experiment/kinds.ts';

export type ChartExplanationId = 'loss' | 'weights' | 'error' | 'difference';
export type ExplanationId = ChartExplanationId | 'verdict' | 'quality' | 'coefficients' | FieldGroup;

export const explained: Readonly<Record<ExplanationId, string>> = {
  loss: 'Loss, with and without jumps',
  weights: 'Weights: actual and forecast',
  error: 'Forecast error by horizon',
  difference: 'Paired difference',
  verdict: 'The verdict',
  quality: 'Forecast quality',
  coefficients: 'Coefficients',
  task: 'Task',
  network: 'Network',
  optimizer: 'Optimizer',
  farcaster: 'Farcaster',
  jumps: 'Jumps',
  arms: 'Arms and seeds',
  sweep: 'Sweep',
};
