/** Shared helpers of the selectors: which steps to draw, nice axis ends, curves by cost. */
import { ledgerOf } from '../../core/ledger.ts';
import type { ArmId } from '../../run/events.ts';
import type { RunHistory } from '../history.ts';
import type { CostAxis } from '../views.ts';

/** About this many buckets per chart. */
const buckets = 160;

/**
 * Steps to draw of a curve known at 0 .. known - 1: per bucket of fixed edges its least and its
 * greatest value, so that spikes survive; and the newest. Ascending.
 */
export function stepsToDraw(curve: ArrayLike<number>, known: number, total: number): number[] {
  const width = Math.max(1, Math.ceil(total / buckets));
  if (width <= 2) return Array.from({ length: known }, (_, i) => i);
  const steps: number[] = [];
  for (let start = 0; start < known; start += width) {
    let least = start;
    let greatest = start;
    for (let step = start; step < Math.min(start + width, known); step += 1) {
      if (curve[step]! < curve[least]!) least = step;
      if (curve[step]! > curve[greatest]!) greatest = step;
    }
    steps.push(Math.min(least, greatest), ...(least === greatest ? [] : [Math.max(least, greatest)]));
  }
  if (known > 0 && steps.at(-1) !== known - 1) steps.push(known - 1);
  return steps;
}

/** Cost after every step 0..steps of an arm. All replicas of an arm consider jumps at the same steps and prices. */
export function costOf(history: RunHistory, arm: ArmId, axis: CostAxis): (step: number) => number {
  if (axis === 'steps') return (step) => step;
  const replicas = history.replicasOf(arm);
  const longest = replicas.reduce(
    (best, r) => (history.jumps[r]!.length > history.jumps[best]!.length ? r : best),
    replicas[0]!,
  );
  const ledger = ledgerOf(history.steps, history.jumps[longest]!);
  return (step) => (step === 0 ? 0 : ledger[step - 1]!);
}

/** The end of the x axis: the step budget, or past it as far as the ledger has come, in steps of a tenth. */
export function costEnd(history: RunHistory, axis: CostAxis): number {
  const { spec } = history;
  if (axis === 'steps') return spec.steps;
  const farthest = Math.max(...spec.arms.map((arm) => costOf(history, arm, axis)(history.steps)));
  const unit = spec.steps / 10;
  return Math.max(spec.steps, Math.ceil(farthest / unit) * unit);
}

/** Pads a domain to 1, 2 or 5 times a power of ten. */
export function niceCeiling(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const factor = [1, 2, 5, 10].find((f) => f * power >= value) ?? 10;
  return factor * power;
}

export function niceFloor(value: number): number {
  if (!(value > 0)) return 0;
  const power = 10 ** Math.floor(Math.log10(value));
  const factor = [5, 2, 1].find((f) => f * power <= value) ?? 1;
  return factor * power;
}
