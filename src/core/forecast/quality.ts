/** Quality of a forecast besides its error: its direction and length, computed from inner products. */
import { basisOfTerms, basisSize, type Terms } from './basis.ts';

/** Inner products of a forecast's displacement yhat - w_n and the true one, actual - w_n, over some weights. */
export interface DisplacementSums {
  readonly forecast: number;
  readonly actual: number;
  readonly inner: number;
}

export interface ForecastQuality {
  /** Cosine between the two displacements; NaN if either is zero. */
  readonly cosine: number;
  /** |yhat - w_n| / |actual - w_n|; NaN if nothing moved. */
  readonly normRatio: number;
}

/**
 * The sums of one tensor (or group), from inner products [p + 2, p + 2] of the basis with the actual weights as y,
 * starting at `at`. Overwrites `coefficients` [p + 1], to save an allocation.
 */
export function displacementSums(
  gram: Float64Array,
  columns: number,
  terms: Terms,
  at = 0,
  coefficients = new Float64Array(columns + 1),
): DisplacementSums {
  const size = basisSize(columns);
  basisOfTerms(terms, coefficients);
  let forecast = 0;
  let inner = 0;
  for (let i = 0; i < size - 1; i += 1) {
    let row = 0;
    for (let j = 0; j < size - 1; j += 1) row += gram[at + i * size + j]! * coefficients[j]!;
    forecast += coefficients[i]! * row;
    inner += coefficients[i]! * gram[at + i * size + size - 1]!;
  }
  return { forecast, actual: gram[at + size * size - 1]!, inner };
}

/** Quality over all parts together; one tensor is a list of one. */
export function qualityOf(parts: readonly DisplacementSums[]): ForecastQuality {
  const total = (key: keyof DisplacementSums): number => parts.reduce((sum, part) => sum + part[key], 0);
  // Rounding can make a zero square slightly negative.
  const forecast = Math.max(0, total('forecast'));
  const actual = total('actual');
  return {
    cosine: forecast > 0 && actual > 0 ? total('inner') / Math.sqrt(forecast * actual) : NaN,
    normRatio: actual > 0 ? Math.sqrt(forecast / actual) : NaN,
  };
}
