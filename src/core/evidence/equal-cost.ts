/** Final quality at equal cost: what a treated replica had come to when it had paid as much as its control did in all. */
import { log10 } from '../numeric/functions.ts';
import { lastWithin, type Descent } from './descent.ts';
import { logDifference, spreadOver, type SeedSpread } from './quantiles.ts';
import { median } from './statistics.ts';

export interface EqualCostPair {
  readonly control: Descent;
  readonly treated: Descent;
  /** (Smoothed) losses, in the run's metric, after a step; NaN where a replica has stopped. */
  readonly controlLoss: (step: number) => number;
  readonly treatedLoss: (step: number) => number;
}

/** Over the pairs of which neither has stopped. */
export interface EqualCost {
  /** What the controls paid, gradient-step equivalents: mean over pairs. */
  readonly cost: number;
  /** Steps that the treated replicas did for it: mean over pairs. */
  readonly steps: number;
  /** Medians of the losses there. */
  readonly controlLoss: number;
  readonly loss: number;
  /** log10 loss, treated minus control, paired by seed; infinite for a pair of which one is at loss 0. */
  readonly difference: SeedSpread;
  /** Pairs whose treated loss is the lower, of `difference.count`. */
  readonly better: number;
  /** Pairs whose treated loss is exactly 0, and those whose control's is. */
  readonly zero: number;
  readonly controlZero: number;
  /** Pairs left out because one of the two had stopped. */
  readonly stopped: number;
}

/** Compares at the control's cost at its last known step; null where in every pair one has stopped. */
export function equalCost(pairs: readonly EqualCostPair[]): EqualCost | null {
  const going = pairs.flatMap(({ control, treated, controlLoss, treatedLoss }) => {
    const cost = control.cost(control.known - 1);
    const step = lastWithin(treated, cost);
    const [own, rival] = [treatedLoss(step), controlLoss(control.known - 1)];
    return Number.isFinite(own) && Number.isFinite(rival) ? [{ cost, step, own, rival }] : [];
  });
  const difference = spreadOver(going.map(({ own, rival }) => logDifference(log10(own), log10(rival))));
  if (difference === null) return null;
  type Going = (typeof going)[number];
  const mean = (of: (pair: Going) => number): number =>
    going.reduce((sum, pair) => sum + of(pair), 0) / going.length;
  const count = (is: (pair: Going) => boolean): number => going.filter(is).length;
  return {
    cost: mean(({ cost }) => cost),
    steps: mean(({ step }) => step),
    controlLoss: median(going.map(({ rival }) => rival)),
    loss: median(going.map(({ own }) => own)),
    difference,
    better: count(({ own, rival }) => own < rival),
    zero: count(({ own }) => own === 0),
    controlZero: count(({ rival }) => rival === 0),
    stopped: pairs.length - going.length,
  };
}
