import { describe, expect, test } from 'vitest';
import { QualitySums, type ScoredForecast } from './forecast-quality.ts';

const forecast = (
  mae: readonly number[],
  cosine: ScoredForecast['cosine'],
  normRatio: ScoredForecast['normRatio'],
): ScoredForecast => ({
  mae,
  stayMae: mae.map(() => 4),
  lineMae: mae.map((error) => 10 * error),
  cosine,
  normRatio,
});

describe('quality of forecasts', () => {
  test('by hand: two forecasts, two horizons, one tensor and all', () => {
    const sums = new QualitySums(2, 2);
    sums.add(
      forecast(
        [1, 2],
        [
          [0.5, 1],
          [0, 0.2],
        ],
        [
          [1, 4],
          [2, 2],
        ],
      ),
    );
    sums.add(
      forecast(
        [3, 4],
        [
          [0.7, 0],
          [NaN, -0.2],
        ],
        [
          [1, 0.25],
          [NaN, 8],
        ],
      ),
    );
    const [near, far] = sums.rows();
    expect(near).toMatchObject({ index: 0, forecasts: 2, mae: 2, stayMae: 4, lineMae: 20, skill: 0.5 });
    expect(near!.cosine[0]).toBeCloseTo(0.6, 12);
    expect(near!.cosine[1]).toBeCloseTo(0.5, 12);
    // Geometric mean: 4 and 1/4 are equally far from 1.
    expect(near!.normRatio[1]).toBeCloseTo(1, 12);
    expect(far).toMatchObject({ mae: 3, skill: 0.25 });
    // NaN (nothing moved) is left out and counted.
    expect([far!.cosineForecasts, far!.normRatioForecasts]).toEqual([
      [1, 2],
      [1, 2],
    ]);
    expect(far!.cosine).toEqual([0, 0]);
    expect(far!.normRatio[0]).toBeCloseTo(2, 12);
    expect(far!.normRatio[1]).toBeCloseTo(4, 12);
  });

  test('knows nothing of horizons and tensors without a number', () => {
    const sums = new QualitySums(2, 1);
    expect(sums.rows()).toEqual([]);
    sums.add(forecast([1], [[NaN]], [[0]]));
    expect(sums.rows()).toMatchObject([{ index: 0, cosine: [null], normRatio: [null] }]);
  });
});
