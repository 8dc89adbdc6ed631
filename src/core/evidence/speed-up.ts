/**
 * Speed-up as a curve over targets. One early target measures early transients; here the saved fraction
 * is asked for at many losses between where a control began and the lowest it came to, evenly spaced
 * on a log scale and of every seed's own control.
 */
import { exp, log } from '../numeric/functions.ts';
import { firstAtOrBelow, type Descent } from './descent.ts';
import { medianInterval } from './median-interval.ts';
import { savingOf, type Saving } from './savings.ts';
import { median } from './statistics.ts';

/** A control's way down: the losses to reach, and what it had paid when it first got to each. */
export interface ControlWay {
  readonly targets: readonly number[];
  readonly paid: readonly number[];
}

export interface WayPair {
  readonly control: ControlWay;
  readonly treated: Descent;
}

export interface SpeedUpRow {
  /** How far down the control's way on the log scale, in (0, 1]. */
  readonly share: number;
  /** The loss to reach: median over pairs. */
  readonly target: number;
  /** Saved fraction on the ledger: median over pairs, -Infinity where half never got there, and its interval. */
  readonly saved: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly pairs: number;
  /** Pairs whose treated replica never got there. */
  readonly unreached: number;
}

/** `count` losses from below `start` down to `end`, evenly spaced on a log scale; the last is `end` itself. */
export function targetsBetween(start: number, end: number, count: number): number[] {
  const [from, to] = [log(start), log(end)];
  return Array.from({ length: count }, (_, i) =>
    i === count - 1 ? end : exp(from + ((i + 1) / count) * (to - from)),
  );
}

/** `count` targets on the way of a control; null for one that never came below where it began. */
export function controlWay(control: Descent, count: number): ControlWay | null {
  const start = control.lowest[0] ?? NaN;
  const end = control.lowest[control.known - 1] ?? NaN;
  if (!(end > 0 && end < start && start < Infinity)) return null;
  const targets = targetsBetween(start, end, count);
  return { targets, paid: targets.map((target) => control.cost(firstAtOrBelow(control, target))) };
}

/**
 * A row per target that can be told for every pair: a treated replica that is still on its way keeps its
 * row back. All ways have equally many targets.
 */
export function speedUpCurve(pairs: readonly WayPair[]): SpeedUpRow[] {
  const count = pairs[0]?.control.targets.length ?? 0;
  return Array.from({ length: count }, (_, i) => i).flatMap((i): SpeedUpRow[] => {
    const savings = pairs.map(({ control, treated }) =>
      savingAt(control.paid[i]!, treated, control.targets[i]!),
    );
    const told = savings.filter((saving) => saving !== null);
    if (told.length < savings.length) return [];
    const fractions = told.map(({ fraction }) => fraction);
    const interval = medianInterval(fractions);
    return [
      {
        share: (i + 1) / count,
        target: median(pairs.map(({ control }) => control.targets[i]!)),
        saved: median(fractions),
        low: interval?.low ?? null,
        high: interval?.high ?? null,
        pairs: told.length,
        unreached: told.filter(({ reached }) => !reached).length,
      },
    ];
  });
}

/** As `pairedSaving`, given what the control paid to get to a target; null while it cannot be told. */
function savingAt(paid: number, treated: Descent, target: number): Saving | null {
  const step = firstAtOrBelow(treated, target);
  if (step >= 0) return savingOf(target, treated.cost(step), paid);
  return treated.complete ? savingOf(target, Infinity, paid) : null;
}
