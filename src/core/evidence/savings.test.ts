import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { firstReach, pairedSaving, savingOf, smoothedAt, targetStep, type CostedCurve } from './savings.ts';

/** A curve starting at loss 11 whose cost is the step, plus `extra` from step 2 on. */
const curve = (loss: readonly number[], complete: boolean, extra = 0): CostedCurve => ({
  initial: 11,
  loss,
  ledger: loss.map((_, i) => i + 1 + (i > 0 ? extra : 0)),
  complete,
});

const falling = [10, 9, 8, 7, 6, 5, 4, 3, 2, 1];

describe('the target', () => {
  test('is the control’s loss at 70 % of the budget, at least at step 1', () => {
    expect([800, 10, 15, 1].map(targetStep)).toEqual([560, 7, 11, 1]);
    expect(pairedSaving(curve(falling, true), curve(falling, true), 10, 1)?.target).toBe(4);
  });

  test('is smoothed where the losses are batch losses', () => {
    expect(pairedSaving(curve(falling, true), curve(falling, true), 10, 3)?.target).toBe(5);
  });
});

describe('a saving', () => {
  test('is the lower cost of the replica with jumps to the target', () => {
    // The control pays 7; the replica with jumps reaches the target after step 3 at a cost of 3.5.
    const treated = curve([10, 8, 4], false, 0.5);
    expect(pairedSaving(curve(falling, true), treated, 10, 1)).toEqual({
      target: 4,
      cost: 3.5,
      controlCost: 7,
      fraction: 0.5,
      reached: true,
    });
  });

  test('of a replica like its control is 0', () => {
    for (const smoothing of [1, 2, 5])
      expect(pairedSaving(curve(falling, true), curve(falling, false), 10, smoothing)?.fraction).toBe(0);
  });

  test('is negative where it paid more', () => {
    const treated = curve([10, 9, 9, 9, 9, 9, 9, 9, 9, 3], true, 4);
    expect(pairedSaving(curve(falling, true), treated, 10, 1)).toMatchObject({
      cost: 14,
      fraction: -1,
      reached: true,
    });
  });

  test('counts from the step where the control first reached the target', () => {
    // The control is at 3 after step 2 already; its loss at step 7 is 4.
    const control = curve([10, 3, 9, 8, 7, 6, 4, 4, 4, 4], true);
    expect(pairedSaving(control, curve([4], false), 10, 1)).toMatchObject({
      cost: 1,
      controlCost: 2,
      fraction: 0.5,
    });
  });

  test.each([
    ['never reached it', curve([9, 9, 9, 9, 9, 9, 9, 9, 9, 9], true, 4)],
    ['stopped early', curve([9, 9], true)],
    ['stopped at once', curve([], true)],
  ])('of a replica that %s is no number', (_, treated) => {
    expect(pairedSaving(curve(falling, true), treated, 10, 1)).toEqual({
      target: 4,
      cost: Infinity,
      controlCost: 7,
      fraction: -Infinity,
      reached: false,
    });
  });

  test('is censored if only one of the two reached the target, and NaN if neither did', () => {
    expect(savingOf(4, 5, Infinity)).toMatchObject({ fraction: Infinity, reached: true });
    expect(savingOf(4, Infinity, 5)).toMatchObject({ fraction: -Infinity, reached: false });
    expect(savingOf(4, Infinity, Infinity).fraction).toBeNaN();
  });

  test('is unknown while the replica with jumps has not reached the target', () => {
    expect(pairedSaving(curve(falling, true), curve([9, 9], false), 10, 1)).toBeNull();
  });

  test('is unknown before the target step of the control, and if it stopped before', () => {
    expect(pairedSaving(curve(falling.slice(0, 6), false), curve([1], false), 10, 1)).toBeNull();
    expect(pairedSaving(curve(falling.slice(0, 6), true), curve([1], true), 10, 1)).toBeNull();
    expect(pairedSaving(curve(falling.slice(0, 7), true), curve([1], true), 10, 1)).not.toBeNull();
  });

  test('is unknown if the control was no better than untrained', () => {
    const rising = { ...curve(falling, true), initial: 4 };
    expect(pairedSaving(rising, curve([1], true), 10, 1)).toBeNull();
    expect(pairedSaving({ ...rising, initial: NaN }, curve([1], true), 10, 1)).toBeNull();
    expect(pairedSaving({ ...rising, initial: 4.01 }, curve([1], true), 10, 1)).not.toBeNull();
  });

  test('NaN never reaches anything', () => {
    const treated = curve([NaN, NaN, NaN], true);
    expect(pairedSaving(curve(falling, true), treated, 10, 1)?.reached).toBe(false);
  });
});

describe('smoothing', () => {
  test('is the mean of the last few, fewer at the start', () => {
    expect([0, 1, 2, 3, 9].map((i) => smoothedAt(falling, i, 3))).toEqual([10, 9.5, 9, 8, 2]);
    expect(smoothedAt(falling, 4, 1)).toBe(6);
  });

  test('the first reach by hand', () => {
    expect(firstReach([9, 3, 9, 3, 3, 1], 3, 1)).toBe(1);
    // Means of two: 9, 6, 6, 6, 3, 2
    expect(firstReach([9, 3, 9, 3, 3, 1], 3, 2)).toBe(4);
    expect(firstReach([9, 3, 9, 3, 3, 1], 0.5, 2)).toBe(-1);
    expect(firstReach([], 3, 2)).toBe(-1);
  });

  test('a curve reaches its own smoothed loss, and no earlier than any lower one', () => {
    const losses = fc.array(fc.double({ min: 1e-6, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(losses, fc.integer({ min: 1, max: 12 }), fc.nat(), (loss, width, at) => {
        const index = at % loss.length;
        const target = smoothedAt(loss, index, width);
        const reached = firstReach(loss, target, width);
        expect(reached).toBeGreaterThanOrEqual(0);
        expect(reached).toBeLessThanOrEqual(index);
        for (let i = 0; i < reached; i += 1) expect(smoothedAt(loss, i, width)).toBeGreaterThan(target);
      }),
    );
  });

  test.each([1e20, Infinity])('one loss of %d does not fake a reach, nor hide a later one', (spike) => {
    const loss = [1, spike, ...new Array<number>(20).fill(1), 0.1, 0.1, 0.1];
    expect(firstReach(loss, 0.5, 3)).toBe(23);
    expect(firstReach(loss, 0.05, 3)).toBe(-1);
  });
});

describe('a saving on the way to a given loss', () => {
  const slow = [10, 9, 9, 8, 8, 7, 7, 6, 6, 6];
  const saving = (control: readonly number[], treated: readonly number[], goal: number, complete = true) =>
    pairedSaving(curve(control, complete), curve(treated, complete), 10, 1, goal);

  test('is measured at it, independent of the control’s target step', () => {
    expect(saving(slow, falling, 7)).toEqual(savingOf(7, 4, 6));
    // The control also gets below its own target.
    expect(saving(falling, falling, 1)).toEqual(savingOf(1, 10, 10));
  });

  test('is known as soon as both reached it, and no sooner', () => {
    expect(saving([10, 9, 8], [10, 8], 8, false)).toEqual(savingOf(8, 2, 3));
    expect(saving([10, 9], [10, 8], 8, false)).toBeNull();
    expect(saving([10, 8], [10, 9], 8, false)).toBeNull();
  });

  test('is censored if only one of the two ever reaches it, and NaN if neither does', () => {
    expect(saving(slow, falling, 5)).toMatchObject({
      fraction: Infinity,
      controlCost: Infinity,
      reached: true,
    });
    expect(saving(falling, slow, 5)).toMatchObject({ fraction: -Infinity, cost: Infinity, reached: false });
    expect(saving(slow, slow, 5)?.fraction).toBeNaN();
  });

  test('is null if there is nothing to reach', () => {
    expect(saving(falling, falling, 11)).toBeNull();
    expect(saving(falling, falling, 10.5)).toEqual(savingOf(10.5, 1, 1));
  });
});
