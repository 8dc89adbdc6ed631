import { describe, expect, test } from 'vitest';
import { costAfter, type Descent } from './descent.ts';
import { controlWay, speedUpCurve, targetsBetween } from './speed-up.ts';

const descent = (
  lowest: readonly number[],
  complete = true,
  jumps: Parameters<typeof costAfter>[0] = [],
): Descent => ({
  lowest,
  known: lowest.length,
  cost: costAfter(jumps),
  complete,
});

// Halves with every step: 16 after step 0, 1 after step 4.
const control = descent([16, 8, 4, 2, 1]);

describe('targets', () => {
  test('are evenly spaced on a log scale, and end at the end', () => {
    const targets = targetsBetween(16, 1, 4);
    [8, 4, 2, 1].forEach((target, i) => expect(targets[i]).toBeCloseTo(target, 9));
    expect(targetsBetween(0.7, 0.3, 5).at(-1)).toBe(0.3);
  });
});

describe('the curve', () => {
  // 9 targets on the way, away from the losses themselves: 16 x 2^(-4i/9)
  const curve = (
    pairs: readonly { readonly control: Descent; readonly treated: Descent }[],
  ): ReturnType<typeof speedUpCurve> =>
    speedUpCurve(pairs.map((pair) => ({ ...pair, control: controlWay(pair.control, 9)! })));

  test('of a control against itself is 0 everywhere', () => {
    const rows = curve([{ control, treated: control }]);
    expect(rows).toHaveLength(9);
    expect(rows.map(({ saved }) => saved)).toEqual(new Array(9).fill(0));
    expect(rows.at(-1)).toMatchObject({ share: 1, target: 1, low: null, high: null, pairs: 1, unreached: 0 });
  });

  test('is what was paid less, target by target', () => {
    // Reached after step 1 at a cost of 1.5; the control pays 1 to be at or below 8, 4 to be at 1.
    const treated = descent([16, 1, 1, 1, 1], true, [{ step: 1, cost: 0.5 }]);
    const rows = curve([{ control, treated }]);
    expect(rows.map(({ saved }) => saved)).toEqual([-0.5, -0.5, 0.25, 0.25, 0.5, 0.5, 0.625, 0.625, 0.625]);
  });

  test('counts replicas that never reached the target, which have no number', () => {
    const treated = descent([16, 8, 8, 8, 8], true, [{ step: 3, cost: 2 }]);
    expect(curve([{ control, treated }]).at(-1)).toMatchObject({ saved: -Infinity, unreached: 1 });
    const few = [control, control, treated].map((own) => ({ control, treated: own }));
    expect(curve(few).at(-1)).toMatchObject({ saved: 0, low: -Infinity, unreached: 1 });
  });

  test('keeps a target back while a treated replica is on its way', () => {
    const rows = curve([{ control, treated: descent([16, 8, 4], false) }]);
    expect(rows.map(({ target }) => target >= 4)).toEqual([true, true, true, true]);
  });

  test('is the median over pairs, at the median of their targets', () => {
    const double = descent([32, 16, 8, 4, 2]);
    const twice = descent([32, 2, 2, 2, 2]);
    const rows = curve([
      { control, treated: control },
      { control, treated: control },
      { control: double, treated: twice },
    ]);
    expect(rows.at(-1)).toMatchObject({ target: 1, saved: 0, pairs: 3, low: 0, high: 0.75 });
  });

  test('has no way where the control never came below where it began', () => {
    expect(controlWay(descent([4, 4, 4]), 9)).toBeNull();
    expect(controlWay(descent([Infinity, Infinity]), 9)).toBeNull();
    expect(controlWay(descent([Infinity, 4]), 9)).toBeNull();
    expect(controlWay(descent([]), 9)).toBeNull();
    expect(controlWay(descent([4, 3.99]), 9)).not.toBeNull();
    expect(curve([])).toEqual([]);
  });
});
