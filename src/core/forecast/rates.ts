/**
 * The common decay rate of a window, and the farcaster that would be exact for it: if every weight decays to its own
 * target, w_t = w* + r^t (w_0 - w*), two inputs suffice (docs/METHOD.md).
 */
import { exp, log } from '../numeric/functions.ts';
import { aitkenRatio } from './rivals/aitken.ts';

/**
 * The rate r per step, from inner products [2, 2] of (w_mid - w_0, w_n - w_mid) (`differenceColumns` over (w_0,
 * w_mid, w_n)), `first` and `second` steps long: if these are equal, r^first is Aitken's ratio. Null if the weights do not
 * decay.
 */
export function commonRate(differences: Float64Array, first: number, second = first): number | null {
  const ratio = aitkenRatio(differences);
  // Of a straight line the ratio is that of the lengths; what decays has a smaller one.
  if (!(ratio > 0 && ratio < second / first)) return null;
  return exp((first === second ? log(ratio) : logDecay(ratio, second / first)) / first);
}

/** Halvings of an interval of length 64: more than a number has bits. */
const halvings = 64;

/** The x < 0 with e^x (1 - e^(x more)) / (1 - e^x) = ratio, which grows with x. */
function logDecay(ratio: number, more: number): number {
  let [low, high] = [-64, 0];
  for (let i = 0; i < halvings; i += 1) {
    const x = (low + high) / 2;
    const decayed = exp(x);
    if ((decayed * (1 - exp(x * more))) / (1 - decayed) < ratio) low = x;
    else high = x;
  }
  return (low + high) / 2;
}

/** The exact coefficients for one common rate; `last` + `first` = 1 and there is no constant. */
export interface ClosedForm {
  /** A0_j = (r^(n+j) - r^n) / (1 - r^n). */
  readonly first: number;
  /** An_j = (1 - r^(n+j)) / (1 - r^n). */
  readonly last: number;
  /** g_j = (r^n - r^(n+j)) / (1 - r^n): yhat = w_n + g_j (w_n - w_0). */
  readonly gain: number;
}

/** The closed form at rate r in (0, 1) per step, for a window of n steps and a horizon of j steps (Infinity: the limit). */
export function closedForm(rate: number, window: number, horizon: number): ClosedForm {
  const logRate = log(rate);
  const overWindow = exp(window * logRate);
  const overHorizon = exp(horizon * logRate);
  const gain = (overWindow * (1 - overHorizon)) / (1 - overWindow);
  return { first: -gain, last: 1 + gain, gain };
}
