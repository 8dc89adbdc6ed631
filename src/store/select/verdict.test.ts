import { describe, expect, it } from 'vitest';
import type { ArmId, ExperimentSpec } from '../../experiment/fields.ts';
import { recorded } from '../testing/recorded.ts';
import { verdictView } from './verdict.ts';

/** A run in which every arm halves its loss `speed` times as fast as the control. */
function sentence(
  speeds: Readonly<Partial<Record<ArmId, number>>>,
  spec: Partial<ExperimentSpec> = {},
): string {
  const arms = Object.keys(speeds) as ArmId[];
  const seeds = [1, 2, 3, 4];
  const history = recorded({
    spec: { arms, seeds, steps: 100, ...spec },
    loss: (arm, seed, step) => seed * 2 ** (-(speeds[arm]! * step) / 10),
    jumps: arms
      .filter((arm) => arm === 'farcaster')
      .flatMap((arm) => seeds.map((seed) => ({ arm, seed, step: 10 }))),
  });
  return verdictView(history).sentence;
}

describe('the verdict in words', () => {
  it('tells a gain, and nothing of rivals where there are none', () => {
    expect(sentence({ control: 1, farcaster: 2 })).toBe(
      'Jumps reached loss 0.02 with 50 % fewer gradient-step equivalents than the control (95 % CI 50 to 50 %, 4 of 4 seeds better, costs of jumping counted).',
    );
  });

  it('says what the best trivial rival does, and whether the farcaster beats it', () => {
    expect(sentence({ control: 1, farcaster: 2, search: 2, scalar: 1 })).toMatch(
      /A plain line search does as well \(50 % fewer\): the farcaster does not beat it\.$/,
    );
    expect(sentence({ control: 1, farcaster: 2, endpoint: 5 })).toMatch(
      /An endpoint line does better \(80 % fewer\): the farcaster loses to it\.$/,
    );
    expect(sentence({ control: 1, farcaster: 2, search: 1 })).toMatch(
      /\. That beats a plain line search \(0 % fewer\)\.$/,
    );
  });

  it('speaks of momentum without an article', () => {
    expect(sentence({ control: 1, farcaster: 2, momentum: 5 })).toMatch(
      /\. Momentum of \.9 does better \(80 % fewer\): the farcaster loses to it\.$/,
    );
    expect(sentence({ control: 1, farcaster: 2, momentum: 1 })).toMatch(
      /\. That beats momentum of \.9 \(0 % fewer\)\.$/,
    );
  });

  it('does not measure the farcaster against other learned forecasts', () => {
    expect(sentence({ control: 1, farcaster: 2, columns: 5, wnn: 5 })).not.toMatch(/beat|lose|well/);
  });

  it('mentions a placebo that does as well, as the rival or beside it', () => {
    expect(sentence({ control: 1, farcaster: 2, random: 2 })).toMatch(
      /A random jump, a placebo, does as well \(50 % fewer\): the farcaster does not beat it\.$/,
    );
    expect(sentence({ control: 1, farcaster: 2, search: 5, random: 2 })).toMatch(
      /A plain line search does better .* Nor does it beat a random jump, a placebo \(50 % fewer\)\.$/,
    );
    expect(sentence({ control: 1, farcaster: 2, search: 2, random: 1 })).not.toMatch(/placebo/);
  });

  it('never calls an oracle a result', () => {
    const said = sentence({ control: 1, farcaster: 2, search: 1 }, { source: 'oracle' });
    expect(said).toMatch(/^An upper bound, not a result: fitted on its own future, jumps reached loss/);
    expect(said).not.toMatch(/beats/);
    expect(sentence({ control: 1, farcaster: 2, search: 2 }, { source: 'oracle' })).toMatch(/does as well/);
    // A line search is not fitted: where it comes from does not matter.
    expect(sentence({ control: 1, search: 2 }, { source: 'oracle' })).not.toMatch(/bound/);
  });

  it('says of what was fitted on other runs that those are not charged', () => {
    expect(sentence({ control: 1, farcaster: 2 }, { source: 'transfer' })).toMatch(
      /costs of jumping counted, fitting runs not charged\)\.$/,
    );
    expect(sentence({ control: 1, introspection: 2 })).toMatch(/fitting runs not charged/);
    expect(sentence({ control: 1, farcaster: 2 })).not.toMatch(/charged/);
  });

  it('tells a cost, and jumps that were never made', () => {
    expect(sentence({ control: 1, farcaster: 0.5 })).toMatch(/^Jumps cost at least \d+ % more/);
    const history = recorded({
      spec: { arms: ['control', 'farcaster'], seeds: [1, 2], steps: 100 },
      loss: (_, __, step) => 2 ** -step,
      jumps: [
        { arm: 'farcaster', seed: 1, step: 10, accepted: false, cost: 7 },
        { arm: 'farcaster', seed: 2, step: 10, accepted: false, cost: 7 },
      ],
    });
    expect(verdictView(history).sentence).toMatch(
      /^No jump was accepted: the guard loss never fell\. Trying cost 10 % more/,
    );
  });
});
