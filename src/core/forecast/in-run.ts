/**
 * The in-run source of training pairs: the forecaster is fitted on a sub-span of the observed window and then
 * stretched over the whole window. Nothing from the future is used. (The paper, arXiv 2505.02714, fits on finished
 * trajectories; fitting inside one window is our reading of how the same 1-layer forecaster can be used during
 * training.)
 */
import { stayTerms, type Terms } from './basis.ts';

export interface InRunSettings {
  /** Context length n, in snapshots. */
  readonly window: number;
  /** Optimizer steps between snapshots. */
  readonly stride: number;
  /** The sub-span is n / split. */
  readonly split: number;
  /** Maximum number of fitted horizons. */
  readonly candidates: number;
  /** Whether horizons must be equally spaced: a penalty on the steps between forecasts requires equal steps. */
  readonly even?: boolean;
}

export interface InRunPlan {
  /** Optimizer steps that the window spans. */
  readonly windowSteps: number;
  /** Steps from the window's first snapshot h_0 to the sub-span's last, h_k. */
  readonly subSpanSteps: number;
  /** Steps from h_0 to each fitted target h_(k+i), ascending. */
  readonly targetSteps: readonly number[];
  /** Steps ahead of the anchor that each fitted target represents: i * n / k * stride, rounded to whole steps. */
  readonly horizons: readonly number[];
}

/**
 * Up to `most` whole numbers up to `farthest`, evenly spread; with `even`, equally spaced, and fewer if that requires
 * it.
 */
export function spreadOver(farthest: number, most: number, even: boolean): number[] {
  const count = Math.min(most, farthest);
  if (!even) return Array.from({ length: count }, (_, c) => Math.round(((c + 1) * farthest) / count));
  const spacing = Math.ceil(farthest / count);
  return Array.from({ length: Math.floor(farthest / spacing) }, (_, c) => (c + 1) * spacing);
}

/** Features (h_0, h_k), targets h_(k+i); fitted step i reaches i * n / k snapshots, up to split - 1 windows ahead. */
export function inRunPlan({ window, stride, split, candidates, even = false }: InRunSettings): InRunPlan {
  const subSpan = Math.floor(window / split);
  const farthest = Math.min((split - 1) * subSpan, window - subSpan);
  const fitted = spreadOver(farthest, candidates, even);
  return {
    windowSteps: window * stride,
    subSpanSteps: subSpan * stride,
    targetSteps: fitted.map((i) => (subSpan + i) * stride),
    horizons: fitted.map((i) => Math.round((i * window * stride) / subSpan)),
  };
}

/**
 * Coefficients at other horizons than those fitted: linear between neighbours, from persistence at 0 on, and along the
 * last piece beyond. `fitted` and `wanted` are in steps ahead, `fitted` ascending. Exact for weights that are linear in
 * time; for evenly spaced snapshots no horizon needs it.
 */
export function termsBetween(
  terms: readonly Terms[],
  fitted: readonly number[],
  wanted: readonly number[],
): Terms[] {
  const knots = [stayTerms(terms[0]!.length - 1), ...terms];
  const at = [0, ...fitted];
  return wanted.map((horizon) => {
    const above = at.findIndex((step, i) => i > 0 && step >= horizon);
    const upper = above < 0 ? at.length - 1 : above;
    const share = (horizon - at[upper - 1]!) / (at[upper]! - at[upper - 1]!);
    return knots[upper - 1]!.map((value, i) => value + share * (knots[upper]![i]! - value));
  });
}
