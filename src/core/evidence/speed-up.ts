/**
 * Speed-up as a curve over target losses. A single early target measures early transients; here the saving is
 * evaluated at many targets between each control's initial loss and its lowest, evenly spaced on a log scale.
 */
import { exp, log } from '../numeric/functions.ts';
import { firstAtOrBelow, type Descent } from './descent.ts';
import { medianInterval } from './median-interval.ts';
import { savingOf, type Saving } from './savings.ts';
import { median } from './statistics.ts';

/** The targets of one control, and its cost when it first reached each of them. */
export interface ControlWay {
  readonly targets: readonly number[];
  readonly paid: readonly number[];
}

export interface WayPair {
  readonly control: ControlWay;
  readonly treated: Descent;
}

export interface SpeedUpRow {
  /** Relative position of the target on the control's log scale, in (0, 1]. */
  readonly share: number;
  /** The target loss: median over pairs. */
  readonly target: number;
  /**
   * Saved fraction of the cost: median over pairs with its interval; -Infinity if half of them never reached the
   * target.
   */
  readonly saved: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly pairs: number;
  /** Pairs whose replica with jumps never reached the target. */
  readonly unreached: number;
}

/** `count` losses from below `start` down to `end`, evenly spaced on a log scale; the last is `end` itself. */
export function targetsBetween(start: number, end: number, count: number): number[] {
  const [from, to] = [log(start), log(end)];
  return Array.from({ length: count }, (_, i) =>
    i === count - 1 ? end : exp(from + ((i + 1) / count) * (to - from)),
  );
}

/** `count` targets between a control's initial and lowest loss; null if it never improved. */
export function controlWay(control: Descent, count: number): ControlWay | null {
  const start = control.lowest[0] ?? NaN;
  const end = control.lowest[control.known - 1] ?? NaN;
  if (!(end > 0 && end < start && start < Infinity)) return null;
  const targets = targetsBetween(start, end, count);
  return { targets, paid: targets.map((target) => control.cost(firstAtOrBelow(control, target))) };
}

/**
 * One row for each target that is decided for all pairs: a row is withheld while a replica with jumps is still
 * training towards it. All controls have the same number of targets.
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

/** Like `pairedSaving`, from the control's cost to reach a target; null while it is not known. */
function savingAt(paid: number, treated: Descent, target: number): Saving | null {
  const step = firstAtOrBelow(treated, target);
  if (step >= 0) return savingOf(target, treated.cost(step), paid);
  return treated.complete ? savingOf(target, Infinity, paid) : null;
}
