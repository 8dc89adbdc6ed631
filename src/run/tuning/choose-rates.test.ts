import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ArmId } from '../../experiment/fields.ts';
import { chooseRates, type TuningRun } from './choose-rates.ts';

const grid = [0.1, 0.3, 1];
const steps = 10;
const settings = { grid, steps, smoothing: 1 };

/** A replica whose loss is 1 before training and then as given; `price` is paid before the first step. */
const run = (arm: ArmId, rate: number, loss: readonly number[], price = 0): TuningRun => ({
  arm,
  rate,
  initial: 1,
  loss,
  ledger: loss.map((_, i) => price + i + 1),
});

/** Loss 0.5 until step `at`, `low` from then on. */
const falling = (at: number, low = 0.1): number[] =>
  Array.from({ length: steps }, (_, i) => (i + 1 < at ? 0.5 : low));

/** Three seeds each at the rates of the grid. */
const runs = (arm: ArmId, losses: readonly (readonly (readonly number[])[])[], price = 0): TuningRun[] =>
  losses.flatMap((seeds, i) => seeds.map((loss) => run(arm, grid[i]!, loss, price)));

const thrice = <Value>(value: Value): Value[] => [value, value, value];

describe('the choice of learning rates', () => {
  const control = runs('control', [thrice(falling(9)), thrice(falling(6)), thrice(falling(4))]);

  it('takes for each arm the rate that gets cheapest to the best control’s loss after 70 % of the budget', () => {
    const farcaster = runs('farcaster', [thrice(falling(8)), thrice(falling(2)), thrice(falling(3))], 1.5);
    expect(chooseRates(['control', 'farcaster'], [...control, ...farcaster], settings)).toEqual({
      target: 0.1,
      arms: [
        { arm: 'control', rate: 1, from: 'control', cost: 4, edge: 'highest' },
        { arm: 'farcaster', rate: 0.3, from: 'farcaster', cost: 3.5, edge: null },
      ],
    });
  });

  it('takes the smaller of rates that cost the same', () => {
    const recent = runs('recent', [thrice(falling(7)), thrice(falling(3)), thrice(falling(3))]);
    expect(chooseRates(['control', 'recent'], [...control, ...recent], settings).arms[1]).toMatchObject({
      rate: 0.3,
      edge: null,
    });
  });

  it('counts seeds that never reach the target, or stop, as infinite cost', () => {
    const quickOnce = [falling(1), falling(11), falling(2).slice(0, 1)];
    const recent = runs('recent', [thrice(falling(10)), quickOnce, thrice(falling(11))]);
    expect(chooseRates(['control', 'recent'], [...control, ...recent], settings).arms[1]).toMatchObject({
      rate: 0.1,
      cost: 10,
      edge: 'lowest',
    });
  });

  it('takes the lowest final loss where no rate brings most seeds there, and none that stopped', () => {
    const stopped = falling(11, 0).slice(0, 9);
    const recent = runs('recent', [thrice(falling(9, 0.3)), thrice(falling(9, 0.2)), thrice(stopped)]);
    expect(chooseRates(['control', 'recent'], [...control, ...recent], settings).arms[1]).toEqual({
      arm: 'recent',
      rate: 0.3,
      from: 'recent',
      cost: null,
      edge: null,
    });
  });

  it('has no target where no control learns, and then goes by the final loss alone', () => {
    const worse = runs('control', [thrice(falling(1, 3)), thrice(falling(1, 2)), thrice(falling(1, 4))]);
    expect(chooseRates(['control'], worse, settings)).toEqual({
      target: null,
      arms: [{ arm: 'control', rate: 0.3, from: 'control', cost: null, edge: null }],
    });
  });

  it('keeps multiples of the control’s rate at that multiple of its best, and placebos at the farcaster’s', () => {
    const farcaster = runs('farcaster', [thrice(falling(8)), thrice(falling(2)), thrice(falling(3))]);
    const all = ['control', 'farcaster', 'random', 'surgery', 'faster'] as const;
    const { arms } = chooseRates(all, [...control, ...farcaster], settings);
    expect(arms.map(({ arm, rate, from }) => [arm, rate, from])).toEqual([
      ['control', 1, 'control'],
      ['farcaster', 0.3, 'farcaster'],
      ['random', 0.3, 'farcaster'],
      ['surgery', 0.3, 'farcaster'],
      ['faster', 2, 'control'],
    ]);
  });

  it('smooths before it compares', () => {
    // One low batch loss does not count as reaching the target: the mean of two losses gets there only at step 6.
    const lucky = [0.5, 0, 0.5, 0.5, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1];
    const chosen = chooseRates(['control'], runs('control', [thrice(lucky), thrice(lucky), thrice(lucky)]), {
      ...settings,
      smoothing: 2,
    });
    expect(chosen.arms[0]).toMatchObject({ rate: 0.1, cost: 6 });
  });

  it('agrees with a plain reading of the rule on any curves', () => {
    const curve = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 0, maxLength: steps });
    const seeds = fc.integer({ min: 1, max: 5 });
    fc.assert(
      fc.property(
        seeds.chain((count) => {
          const perRate = fc.array(fc.array(curve, { minLength: count, maxLength: count }), {
            minLength: 3,
            maxLength: 3,
          });
          return fc.tuple(perRate, perRate, fc.integer({ min: 0, max: 3 }));
        }),
        ([first, second, price]) => {
          const all = [...runs('control', first), ...runs('recent', second, price)];
          const scaled = all.map((one) => ({ ...one, initial: 10 }));
          const { target, arms } = chooseRates(['control', 'recent'], scaled, settings);
          const expected = plainTarget(first);
          expect(target).toBe(expected);
          expect(arms.map(({ rate }) => rate)).toEqual([
            plainBest(first, expected, 0),
            plainBest(second, expected, price),
          ]);
        },
      ),
    );
  });
});

type Curves = readonly (readonly (readonly number[])[])[];

/** Lower and upper middle value; their mean is the median. */
function plainMedian(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[Math.ceil(sorted.length / 2) - 1]! + sorted[Math.floor(sorted.length / 2)]!) / 2;
}

function plainTarget(curves: Curves): number | null {
  const lowest = Math.min(...curves.map((seeds) => plainMedian(seeds.map((loss) => loss[6] ?? Infinity))));
  return lowest < 10 ? lowest : null;
}

function plainBest(curves: Curves, target: number | null, price: number): number {
  const cost = (loss: readonly number[]): number => {
    const at = target === null ? -1 : loss.findIndex((value) => value <= target);
    return at < 0 ? Infinity : price + at + 1;
  };
  const by = (measure: (loss: readonly number[]) => number): number[] =>
    curves.map((seeds) => plainMedian(seeds.map(measure)));
  let scores = by(cost);
  if (scores.every((score) => score === Infinity)) scores = by((loss) => loss[steps - 1] ?? Infinity);
  let best = 0;
  for (let i = 1; i < grid.length; i += 1) if (scores[i]! < scores[best]!) best = i;
  return grid[best]!;
}
