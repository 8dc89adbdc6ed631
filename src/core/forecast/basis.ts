/**
 * The difference basis in which every linear forecaster is fitted and scored: differences from w_n, w_0 and a
 * constant, with target y - w_n. Its condition number is near 1, and all zeros is the persistence forecast ("stay").
 */

/** How the farcaster is fitted. */
export interface FitSettings {
  /** Loss of the prediction: squared, absolute (the paper's L1) or Huber's. */
  readonly loss: 'squares' | 'absolute' | 'huber';
  /** Whether there is a constant term. */
  readonly bias: boolean;
  /** Whether A_0 + .. + A_n = 1 is required. */
  readonly sumToOne: boolean;
  readonly penalty: PenaltySettings;
}

/** The regularizer L_grad on steps between consecutive forecasts, in one of our readings (see penalty.ts). */
export interface PenaltySettings {
  readonly reading: 'none' | 'size' | 'worst' | 'shrinking' | 'rest';
  /** The norm of a step over all weights. */
  readonly norm: 1 | 2;
  /** lambda in L_pred + lambda L_grad, at least 0. */
  readonly weight: number;
  /** eps of the reading 'size', in units of a weight, at least 0. */
  readonly margin: number;
}

/** A linear forecast: yhat = sum_i terms[i] * c_i + terms[p]; p + 1 coefficients for p inputs. */
export type Terms = Float64Array;

/** Training pairs: the inputs from a window and the actual values at each horizon, one row per weight. */
export interface PairRows {
  /** Number of inputs p from a window, ascending in time, at least 2. */
  readonly columns: number;
  readonly rows: number;
  /** Number of horizons m, ascending; equally spaced for a penalised fit. */
  readonly horizons: number;
  /** [row, column]: values of c_0 .. c_{p-1}. */
  readonly features: Float64Array;
  /** [row, horizon]: values of y. */
  readonly targets: Float64Array;
}

/** Columns of the basis over p snapshots: p - 1 differences, w_0, 1, and the target y - w_n. */
export const basisSize = (columns: number): number => columns + 2;

/**
 * Coefficients [basis column, p + 2] of the basis over (c_0 .. c_{p-1}, y, constant), c ascending in
 * time with c_{p-1} = w_n: w_n - c_i for i < p - 1, then c_0 = w_0, 1, and y - w_n.
 */
export function basisColumns(columns: number): Float64Array {
  const size = basisSize(columns);
  const last = columns - 1;
  const coefficients = new Float64Array(size * size);
  for (let i = 0; i < last; i += 1) {
    coefficients[i * size + i] = -1;
    coefficients[i * size + last] = 1;
  }
  coefficients[last * size] = 1;
  coefficients[columns * size + columns + 1] = 1;
  coefficients[(columns + 1) * size + last] = -1;
  coefficients[(columns + 1) * size + columns] = 1;
  return coefficients;
}

/** The persistence forecast w_n: the result of a fit without usable data. */
export function stayTerms(columns: number): Terms {
  const terms = new Float64Array(columns + 1);
  terms[columns - 1] = 1;
  return terms;
}

/** The forecast whose displacement yhat - w_n has the given coefficients [p + 1] over (d_0 .., w_0, 1). */
export function termsOfBasis(coefficients: Float64Array): Terms {
  const columns = coefficients.length - 1;
  const last = columns - 1;
  const terms = stayTerms(columns);
  for (let i = 0; i < last; i += 1) {
    terms[i]! -= coefficients[i]!;
    terms[last]! += coefficients[i]!;
  }
  terms[0]! += coefficients[last]!;
  terms[columns] = coefficients[columns]!;
  return terms;
}

/**
 * The inverse of `termsOfBasis`: coefficients [p + 1] of yhat - w_n over (d_0 .., w_0, 1), written into an array if
 * one is given.
 */
export function basisOfTerms(
  terms: Terms,
  coefficients: Float64Array = new Float64Array(terms.length),
): Float64Array {
  const columns = terms.length - 1;
  const last = columns - 1;
  let sum = 0;
  for (let i = 0; i < columns; i += 1) sum += terms[i]!;
  coefficients[last] = sum - 1;
  for (let i = 0; i < last; i += 1) coefficients[i] = (i === 0 ? sum - 1 : 0) - terms[i]!;
  coefficients[columns] = terms[columns]!;
  return coefficients;
}

/** Which features of the basis are fitted: w_0 is dropped if the sum must be one, 1 if there is no bias. */
export const freeFeatures = (columns: number, { bias, sumToOne }: FitSettings): readonly number[] =>
  Array.from({ length: columns + 1 }, (_, i) => i).filter(
    (i) => (i !== columns - 1 || !sumToOne) && (i !== columns || bias),
  );
