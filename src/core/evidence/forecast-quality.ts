/**
 * Quality of many forecasts by horizon: error, skill against the persistence forecast, direction and length, tensor
 * by tensor.
 */
import { exp, log } from '../numeric/functions.ts';

/**
 * The score of one replica's forecast, one entry per horizon reached; `cosine` and `normRatio` are
 * [horizon][tensor.., all].
 */
export interface ScoredForecast {
  readonly mae: readonly number[];
  readonly stayMae: readonly number[];
  readonly lineMae: readonly number[];
  readonly cosine: readonly (readonly number[])[];
  readonly normRatio: readonly (readonly number[])[];
}

export interface QualityRow {
  /** Index of the horizon. */
  readonly index: number;
  readonly forecasts: number;
  /** Mean absolute error over all weights, then mean over forecasts. */
  readonly mae: number;
  readonly stayMae: number;
  readonly lineMae: number;
  /** 1 - MAE / MAE(persistence), from these means. */
  readonly skill: number;
  /** [tensor.., all]: mean cosine between forecast and true displacement; null if nothing moved. */
  readonly cosine: readonly (number | null)[];
  /** [tensor.., all]: geometric mean of |forecast displacement| / |true displacement|; null if nothing moved. */
  readonly normRatio: readonly (number | null)[];
  /**
   * [tensor.., all]: sample sizes of those means: the cosine needs both displacements to be nonzero, the ratio a
   * length.
   */
  readonly cosineForecasts: readonly number[];
  readonly normRatioForecasts: readonly number[];
}

interface Sums {
  forecasts: number;
  readonly errors: Float64Array;
  /** [part, cosine count, sum, ratio count, sum of logs]. */
  readonly parts: Float64Array;
}

/** Adds forecasts up, each once. `parts` is the number of tensors plus one for all weights together. */
export class QualitySums {
  readonly #parts: number;
  readonly #sums: readonly Sums[];

  constructor(horizons: number, parts: number) {
    this.#parts = parts;
    this.#sums = Array.from({ length: horizons }, () => ({
      forecasts: 0,
      errors: new Float64Array(3),
      parts: new Float64Array(4 * parts),
    }));
  }

  add({ mae, stayMae, lineMae, cosine, normRatio }: ScoredForecast): void {
    mae.forEach((error, h) => {
      const sums = this.#sums[h]!;
      sums.forecasts += 1;
      sums.errors[0]! += error;
      sums.errors[1]! += stayMae[h]!;
      sums.errors[2]! += lineMae[h]!;
      for (let part = 0; part < this.#parts; part += 1) {
        const direction = cosine[h]![part]!;
        const length = normRatio[h]![part]!;
        if (Number.isFinite(direction)) {
          sums.parts[4 * part]! += 1;
          sums.parts[4 * part + 1]! += direction;
        }
        if (length > 0 && Number.isFinite(length)) {
          sums.parts[4 * part + 2]! += 1;
          sums.parts[4 * part + 3]! += log(length);
        }
      }
    });
  }

  /** One row for each horizon that was scored. */
  rows(): QualityRow[] {
    const parts = Array.from({ length: this.#parts }, (_, part) => part);
    return this.#sums.flatMap(({ forecasts, errors, parts: sums }, index): QualityRow[] => {
      if (forecasts === 0) return [];
      const mean = (at: number): number | null => (sums[at]! > 0 ? sums[at + 1]! / sums[at]! : null);
      const lengths = parts.map((part) => mean(4 * part + 2));
      return [
        {
          index,
          forecasts,
          mae: errors[0]! / forecasts,
          stayMae: errors[1]! / forecasts,
          lineMae: errors[2]! / forecasts,
          skill: 1 - errors[0]! / errors[1]!,
          cosine: parts.map((part) => mean(4 * part)),
          normRatio: lengths.map((length) => (length === null ? null : exp(length))),
          cosineForecasts: parts.map((part) => sums[4 * part]!),
          normRatioForecasts: parts.map((part) => sums[4 * part + 2]!),
        },
      ];
    });
  }
}
