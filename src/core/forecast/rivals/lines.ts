/** Straight lines through two snapshots: extrapolation without a fit. */
import type { Terms } from '../basis.ts';

/** The line through two inputs `spacing` steps apart, `horizon` steps past the second: coefficients of (c_0, c_1). */
const lineTerms = (horizon: number, spacing: number): Terms =>
  Float64Array.of(-horizon / spacing, 1 + horizon / spacing, 0);

/** The endpoint line w_n + (j / n) (w_n - w_0): coefficients of (w_0, w_n). */
export const endpointTerms = (horizon: number, window: number): Terms => lineTerms(horizon, window);

/**
 * The recent line w_n + (j / q) (w_n - w_{n-q}): coefficients of (w_{n-q}, w_n). WNN (Jang et al., ICML 2023) calls
 * it linear curve fit, Leap+Verify (arXiv 2602.19580) its linear predictor.
 */
export const recentTerms = (horizon: number, spacing: number): Terms => lineTerms(horizon, spacing);
