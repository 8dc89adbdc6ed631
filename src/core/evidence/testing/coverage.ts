/**
 * Simulations that measure the coverage of intervals and the rate of false claims. For a test and for docs/METHOD.md.
 */
import { log } from '../../numeric/functions.ts';
import { randomStream, type RandomStream } from '../../rng.ts';
import { compareWithAll } from '../rivals.ts';
import { savingOf, type Saving } from '../savings.ts';

/** A value around a known median. */
export interface Distribution {
  readonly name: string;
  readonly draw: (random: RandomStream) => number;
  readonly median: number;
}

/**
 * Infinite ("never") with the given probability, else standard normal; the median is the normal quantile that splits
 * all values in half.
 */
const oftenNever = (chance: number, median: number): Distribution => ({
  name: `normal, ${100 * chance} % never`,
  draw: (random) => {
    const value = random.normal();
    return random.uniform() < chance ? -Infinity : value;
  },
  median,
});

export const distributions: readonly Distribution[] = [
  { name: 'normal', draw: (random) => random.normal(), median: 0 },
  { name: 'skewed (exponential)', draw: (random) => -log(1 - random.uniform()), median: log(2) },
  { name: 'heavy tails (Cauchy)', draw: (random) => random.normal() / random.normal(), median: 0 },
  {
    name: 'ties (normal, on a grid of .25)',
    draw: (random) => Math.round(4 * random.normal()) / 4,
    median: 0,
  },
  // Standard normal m with (1 - chance) P(x > m) = 1/2.
  oftenNever(0.2, -0.318639363964),
  oftenNever(0.4, -0.967421566102),
];

/** The interval under test: `medianInterval`, or `hodgesLehmann` for symmetric distributions of finite values. */
type IntervalOf = (values: readonly number[]) => { readonly low: number; readonly high: number } | null;

/** Fraction of samples of size `n` whose interval contains the median. */
export function coverageOf(
  intervalOf: IntervalOf,
  { draw, median }: Distribution,
  n: number,
  samples: number,
): number {
  const random = randomStream(n, 'simulation');
  let covered = 0;
  for (let i = 0; i < samples; i += 1) {
    const { low, high } = intervalOf(Array.from({ length: n }, () => draw(random)))!;
    if (low <= median && median <= high) covered += 1;
  }
  return covered / samples;
}

/** Fractions of families with at least one false claim, by direction. */
export interface FalseClaims {
  readonly beats: number;
  readonly loses: number;
}

/**
 * Under the null hypothesis: an arm and `rivals` others that all save the same. The seeds of a family differ in
 * difficulty, which all arms share; an arm never reaches the target with probability `never`.
 */
export function falseClaims(rivals: number, seeds: number, samples: number, never = 0): FalseClaims {
  const random = randomStream(100 * rivals + seeds, 'simulation');
  let [beats, loses] = [0, 0];
  for (let i = 0; i < samples; i += 1) {
    const ease = Array.from({ length: seeds }, () => random.normal());
    const arm = (): Saving[] =>
      ease.map((own) => {
        const cost = 100 + 10 * own + 10 * random.normal();
        return savingOf(0.1, random.uniform() < never ? Infinity : cost, 200);
      });
    const outcomes = compareWithAll(arm(), Array.from({ length: rivals }, arm)).map(({ outcome }) => outcome);
    if (outcomes.includes('beats')) beats += 1;
    if (outcomes.includes('loses')) loses += 1;
  }
  return { beats: beats / samples, loses: loses / samples };
}
