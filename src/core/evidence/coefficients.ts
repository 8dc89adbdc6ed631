/** The coefficients of a fitted farcaster, beside the closed form for the single decay rate that fits them best. */
import { closedForm } from '../forecast/rates.ts';

export interface CoefficientRow {
  /** Steps ahead of the anchor. */
  readonly horizon: number;
  /** [input]: A_ij of the forecast sum_i A_ij w_i + b_j, inputs ascending in time. */
  readonly inputs: readonly number[];
  readonly constant: number;
  /** Sum over inputs: 1 for a forecast that only extrapolates differences. */
  readonly sum: number;
  /** g_j = An_j - 1: how far beyond w_n, in units of w_n - w_0 (with two inputs). */
  readonly gain: number;
  /** A0_j, An_j and g_j if every weight decayed at `rate`; null if no rate was found. */
  readonly closed: { readonly first: number; readonly last: number; readonly gain: number } | null;
}

export interface Coefficients {
  readonly rows: readonly CoefficientRow[];
  /** Decay rate per step estimated from the fit: the rate whose g_j have the same sum over horizons. */
  readonly rate: number | null;
}

/**
 * From `values` [horizon, inputs + 1], constant last; null if they are not finite (the arm uses another kind of
 * forecast).
 */
export function coefficientsOf(
  values: ArrayLike<number>,
  horizons: readonly number[],
  windowSteps: number,
): Coefficients | null {
  const width = values.length / horizons.length;
  const fitted = horizons.map((horizon, h) => {
    const inputs = Array.from({ length: width - 1 }, (_, i) => values[h * width + i]!);
    const gain = inputs[inputs.length - 1]! - 1;
    const sum = inputs.reduce((total, value) => total + value, 0);
    return { horizon, inputs, constant: values[h * width + width - 1]!, sum, gain };
  });
  if (!fitted.every(({ sum, constant }) => Number.isFinite(sum + constant))) return null;
  const rate = rateOfGains(
    fitted.map(({ gain }) => gain),
    horizons,
    windowSteps,
  );
  return {
    rows: fitted.map((row) => ({
      ...row,
      closed: rate === null ? null : closedForm(rate, windowSteps, row.horizon),
    })),
    rate,
  };
}

/**
 * The rate r in (0, 1) per step for which sum_j g_j(r) equals that of the given gains, by bisection: each g_j(r) =
 * (r^n - r^(n+j)) / (1 - r^n) rises with r from 0 to j / n. Null if no rate reaches that sum.
 */
export function rateOfGains(
  gains: readonly number[],
  horizons: readonly number[],
  windowSteps: number,
): number | null {
  const wanted = gains.reduce((sum, gain) => sum + gain, 0);
  const at = (rate: number): number =>
    horizons.reduce((sum, horizon) => sum + closedForm(rate, windowSteps, horizon).gain, 0);
  let low = 1e-6;
  let high = 1 - 1e-9;
  if (!(wanted > at(low) && wanted < at(high))) return null;
  for (let i = 0; i < 60; i += 1) {
    const middle = (low + high) / 2;
    if (at(middle) < wanted) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
