/** From places on the loss axis to target losses that a person would write down. Pure. */

export interface LossAxis {
  readonly low: number;
  readonly high: number;
  /** Only of an axis with a positive end. */
  readonly logarithmic: boolean;
}

/** Digits of a target that was set by hand. */
const digits = 3;

/** A target is above zero, also on an axis that begins there. */
const leastShare = 1e-3;

const within = (low: number, value: number, high: number): number => Math.min(high, Math.max(low, value));

/** The target at a share of the axis, 0 at its low end; what lies beyond an end is that end. */
export function targetAt({ low, high, logarithmic }: LossAxis, share: number): number {
  const at = within(0, share, 1);
  const loss = logarithmic ? low * (high / low) ** at : low + at * (high - low);
  return Number(within(leastShare * high, loss, high).toPrecision(digits));
}

/** Where a loss lies on the axis, 0 to 1. */
export const shareOf = ({ low, high, logarithmic }: LossAxis, loss: number): number =>
  within(0, logarithmic ? Math.log(loss / low) / Math.log(high / low) : (loss - low) / (high - low), 1);

/** Share of the axis that a key moves the target by. */
const steps: Readonly<Record<string, number>> = {
  ArrowUp: 0.01,
  ArrowRight: 0.01,
  ArrowDown: -0.01,
  ArrowLeft: -0.01,
  PageUp: 0.1,
  PageDown: -0.1,
  Home: -1,
  End: 1,
};

/** The target after a key; 0 for those that give it back, null for keys that say nothing. */
export function targetAfter(axis: LossAxis, target: number, key: string): number | null {
  if (key === 'Delete' || key === 'Backspace') return 0;
  const by = steps[key];
  return by === undefined ? null : targetAt(axis, shareOf(axis, target) + by);
}
