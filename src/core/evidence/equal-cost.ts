/** Final quality at equal cost: what a treated replica had come to when it had paid as much as its control did in all. */
import { exp, log } from '../numeric/functions.ts';
import { lastWithin, type Descent } from './descent.ts';
import { pairedMean, type PairedMean } from './statistics.ts';

const ln10 = 2.302585092994046;

export interface EqualCostPair {
  readonly control: Descent;
  readonly treated: Descent;
  /** (Smoothed) losses, in the run's metric, after a step; NaN where a replica has stopped. */
  readonly controlLoss: (step: number) => number;
  readonly treatedLoss: (step: number) => number;
}

export interface EqualCost {
  /** What the controls paid, gradient-step equivalents: mean over pairs. */
  readonly cost: number;
  /** Steps that the treated replicas did for it: mean over pairs. */
  readonly steps: number;
  /** Geometric means of the losses there. */
  readonly controlLoss: number;
  readonly loss: number;
  /** log10 loss, treated minus control, paired by seed. */
  readonly difference: PairedMean;
  /** Pairs whose treated loss is the lower, of `difference.count`. */
  readonly better: number;
  /** Pairs left out because one of the two had stopped. */
  readonly stopped: number;
}

/** Compares at the control's cost at its last known step; null without any pair whose losses are finite. */
export function equalCost(pairs: readonly EqualCostPair[]): EqualCost | null {
  const told = pairs.flatMap(({ control, treated, controlLoss, treatedLoss }) => {
    const cost = control.cost(control.known - 1);
    const step = lastWithin(treated, cost);
    const [own, rival] = [log(treatedLoss(step)), log(controlLoss(control.known - 1))];
    return Number.isFinite(own - rival) ? [{ cost, step, own, rival }] : [];
  });
  const difference = pairedMean(told.map(({ own, rival }) => (own - rival) / ln10));
  if (difference === null) return null;
  const mean = (of: (pair: (typeof told)[number]) => number): number =>
    told.reduce((sum, pair) => sum + of(pair), 0) / told.length;
  return {
    cost: mean(({ cost }) => cost),
    steps: mean(({ step }) => step),
    controlLoss: exp(mean(({ rival }) => rival)),
    loss: exp(mean(({ own }) => own)),
    difference,
    better: told.filter(({ own, rival }) => own < rival).length,
    stopped: pairs.length - told.length,
  };
}
