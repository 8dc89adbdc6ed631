/** Loss at equal cost: the loss of a replica with jumps at the total cost of its control. */
import { log10 } from '../numeric/functions.ts';
import { lastWithin, type Descent } from './descent.ts';
import { logDifference, spreadOver, type SeedSpread } from './quantiles.ts';
import { median } from './statistics.ts';

export interface EqualCostPair {
  readonly control: Descent;
  readonly treated: Descent;
  /** (Smoothed) losses, in the metric of the run, after a step; NaN if a replica has stopped. */
  readonly controlLoss: (step: number) => number;
  readonly treatedLoss: (step: number) => number;
}

/** Over the pairs in which neither replica has stopped. */
export interface EqualCost {
  /** Cost of the controls in gradient-step equivalents: mean over pairs. */
  readonly cost: number;
  /** Steps of the replicas with jumps at that cost: mean over pairs. */
  readonly steps: number;
  /** Median losses at that cost. */
  readonly controlLoss: number;
  readonly loss: number;
  /** log10 loss, with jumps minus control, paired by seed; infinite if one of a pair is at loss 0. */
  readonly difference: SeedSpread;
  /** Pairs in which the replica with jumps has the lower loss, of `difference.count`. */
  readonly better: number;
  /** Pairs in which the loss with jumps, or that of the control, is exactly 0. */
  readonly zero: number;
  readonly controlZero: number;
  /** Pairs left out because one of the two had stopped. */
  readonly stopped: number;
}

/** Compares at the cost of the control's last known step; null if one replica has stopped in every pair. */
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
