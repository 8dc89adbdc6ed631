import { describe, expect, it } from 'vitest';
import type { ArmId, ExperimentSpec } from '../../experiment/fields.ts';
import { recorded, type Recording } from '../testing/recorded.ts';
import { verdictView } from './verdict.ts';

const eight = [1, 2, 3, 4, 5, 6, 7, 8];

type Speeds = Readonly<Partial<Record<ArmId, number>>>;

/** A run in which every arm halves its loss `speed` times as fast as the control; the farcaster jumps at step 10. */
function runOf(speeds: Speeds, spec: Partial<ExperimentSpec> = {}, more: Partial<Recording> = {}): Recording {
  const arms = Object.keys(speeds) as ArmId[];
  const seeds = spec.seeds ?? eight;
  return {
    spec: { arms, seeds, steps: 100, ...spec },
    loss: (arm, seed, step) => seed * 2 ** (-(speeds[arm]! * step) / 10),
    jumps: arms
      .filter((arm) => arm === 'farcaster')
      .flatMap((arm) => seeds.map((seed) => ({ arm, seed, step: 10 }))),
    ...more,
  };
}

const sentence = (...given: Parameters<typeof runOf>): string =>
  verdictView(recorded(runOf(...given))).sentence;

describe('the verdict in words', () => {
  it('states a gain, and nothing about rivals if there are none', () => {
    expect(sentence({ control: 1, farcaster: 2 })).toBe(
      'Jumps saved 50 % of the training cost to loss 0.035 (95 % CI 50 %, better in 8 of 8 seeds, 8 at the same jump, costs of jumping counted).',
    );
  });

  it('leads with the comparison, and says by how much with the paired interval', () => {
    expect(sentence({ control: 1, farcaster: 2, endpoint: 5 })).toMatch(
      /^Jumps saved 50 % .* \(.*\); an endpoint line saved 80 %\. The farcaster loses to it by 30 points \(95 % CI 30\)\.$/,
    );
    expect(sentence({ control: 1, farcaster: 2, search: 1 })).toMatch(
      /\); a plain line search saved 0 %\. The farcaster beats it by 50 points \(95 % CI 50\)\.$/,
    );
    expect(sentence({ control: 1, farcaster: 2, search: 2, scalar: 1 })).toMatch(
      /\); a plain line search, the best of 2 rivals, saved 50 %\. The two cannot be told apart \(95 % CI 0 points\)\.$/,
    );
  });

  it('calls the number of the best rival that of several: a maximum', () => {
    expect(sentence({ control: 1, farcaster: 2, endpoint: 5, recent: 4, faster: 2 })).toMatch(
      /an endpoint line, the best of 3 rivals, saved 80 %/,
    );
  });

  it('speaks of momentum without an article', () => {
    expect(sentence({ control: 1, farcaster: 2, momentum: 5 })).toMatch(
      /\); momentum of \.9 saved 80 %\. The farcaster loses to it/,
    );
    expect(sentence({ control: 1, farcaster: 2, momentum: 1 })).toMatch(
      /\); momentum of \.9 saved 0 %\. The farcaster beats it/,
    );
  });

  it('does not measure the farcaster against other learned forecasts', () => {
    expect(sentence({ control: 1, farcaster: 2, columns: 5, wnn: 5 })).not.toMatch(/beat|lose|apart|rival/);
  });

  it('mentions a placebo that it is not shown to beat, as the rival or beside it', () => {
    expect(sentence({ control: 1, farcaster: 2, random: 2 })).toMatch(
      /; a random jump, a placebo, saved 50 %\. The two cannot be told apart/,
    );
    expect(sentence({ control: 1, farcaster: 2, search: 5, random: 2 })).toMatch(
      /loses to it .* Nor is it shown to beat a random jump, a placebo \(50 %\)\.$/,
    );
    expect(sentence({ control: 1, farcaster: 2, search: 2, random: 1 })).not.toMatch(/placebo/);
  });

  it('never calls an oracle a result', () => {
    const said = sentence({ control: 1, farcaster: 2, search: 1 }, { source: 'oracle' });
    expect(said).toMatch(/^An upper bound, not a result: fitted on its own future, jumps saved/);
    expect(said).not.toMatch(/beats/);
    expect(sentence({ control: 1, farcaster: 2, search: 3 }, { source: 'oracle' })).toMatch(/loses to it/);
    // A line search is not fitted: the source of training pairs does not matter.
    expect(sentence({ control: 1, search: 2 }, { source: 'oracle' })).not.toMatch(/bound/);
  });

  it('says that the runs used for fitting are not charged', () => {
    expect(sentence({ control: 1, farcaster: 2 }, { source: 'transfer' })).toMatch(
      /costs of jumping counted, fitting runs not charged\)\.$/,
    );
    expect(sentence({ control: 1, introspection: 2 })).toMatch(/fitting runs not charged/);
    expect(sentence({ control: 1, farcaster: 2 })).not.toMatch(/charged/);
  });

  it('says which coefficients jumped where none were given', () => {
    expect(sentence({ control: 1, farcaster: 2 }, { source: 'frozen' })).toMatch(
      /frozen at the geometric solution for a rate of 0\.98 per snapshot, as no coefficients were given/,
    );
    expect(sentence({ control: 1, farcaster: 2 }, { source: 'frozen', frozen: [20, -1, 2, 0] })).not.toMatch(
      /geometric/,
    );
    expect(sentence({ control: 1, search: 2 }, { source: 'frozen' })).not.toMatch(/geometric/);
  });

  it('states a cost, with numbers of one sign', () => {
    expect(sentence({ control: 1, farcaster: 0.8 })).toBe(
      'Jumps cost 26 % more training to loss 0.035 than the control (95 % CI 26 % more, better in 0 of 8 seeds, 8 at the same jump, costs of jumping counted).',
    );
    const mixed = sentence(
      { control: 1, farcaster: 1 },
      {},
      {
        loss: (arm, seed, step) =>
          2 **
          (-((arm === 'control' ? 1 : seed % 2 === 0 ? 0.9 - seed / 100 : 1.2 + seed / 100) * step) / 10),
      },
    );
    expect(mixed).toMatch(
      /^No clear saving: jumps saved \d+ % of .*, and the interval includes 0 \(95 % CI −\d+ to \d+ %/,
    );
  });

  it('states no saving if half of the seeds never reached the target', () => {
    expect(sentence({ control: 1, farcaster: 0.5 })).toMatch(
      /^Jumps reached loss 0\.035, a loss of the control, in only 0 of 8 seeds within the budget \(95 % CI never, better in 0 of 8 seeds, 8 never reached it/,
    );
  });
});

describe('what is not known is not claimed', () => {
  it.each([1, 2, 3, 4, 5])('of %d seeds there is a range and no claim, in either direction', (count) => {
    const seeds = eight.slice(0, count);
    for (const speed of [0.8, 2]) {
      const said = verdictView(recorded(runOf({ control: 1, farcaster: speed, search: 4 }, { seeds })));
      expect(said.tone).toBe('none');
      expect(said.sentence).toMatch(
        new RegExp(`^Too few seeds for a claim \\(${count} of at least 6\\): jumps saved`),
      );
      expect(said.sentence).not.toMatch(/loses|beats|no interval|includes 0|95 %/);
    }
  });

  it('ranks nothing if neither reached the target', () => {
    const said = sentence({ control: 1, farcaster: 0.5, decay: 0.5 });
    expect(said).toMatch(/in only 0 of 8 seeds .*; a decayed learning rate reached it in 0 of 8\. /);
    expect(said).toMatch(/Neither reached it\.$/);
    expect(said).not.toMatch(/better than|loses|beats|apart/);
  });

  it('puts the rival that reached it more often first, if neither has a median', () => {
    const speedOf = (arm: ArmId, seed: number): number =>
      arm === 'control' || (arm === 'faster' && seed <= 3) ? 1 : arm === 'farcaster' ? 2 : 0.1;
    expect(
      sentence(
        { control: 1, farcaster: 2, decay: 1, faster: 1 },
        {},
        { loss: (arm, seed, step) => seed * 2 ** (-(speedOf(arm, seed) * step) / 10) },
      ),
    ).toMatch(
      /; a doubled learning rate, the best of 2 rivals, reached it in 3 of 8\. The farcaster beats it\.$/,
    );
  });

  it('states its number of seeds', () => {
    const said = sentence(
      { control: 1, farcaster: 2 },
      {},
      {
        loss: (arm, seed, step) =>
          arm === 'control' && seed <= 2
            ? step < 30
              ? 1
              : NaN
            : seed * 2 ** (-((arm === 'control' ? 1 : 2) * step) / 10),
        diverged: [1, 2].map((seed) => ({ arm: 'control' as const, seed, step: 30 })),
      },
    );
    expect(said).toMatch(/better in 6 of 6 seeds, 2 of 8 could not be judged/);
  });
});

describe('words follow what happened', () => {
  const rejected = eight.map((seed) => ({
    arm: 'farcaster' as const,
    seed,
    step: 10,
    accepted: false,
    cost: 7,
  }));

  it('no forecast within the budget', () => {
    const said = verdictView(recorded(runOf({ control: 1, farcaster: 1 }, { warmup: 200 }, { jumps: [] })));
    expect(said.sentence).toMatch(
      /^No jump was made: the first forecast would be at step 200, but the budget ends at 100 \(/,
    );
    expect(said.tone).toBe('none');
  });

  it('none accepted, by the gate there was', () => {
    const of = (gate: ExperimentSpec['gate']): string =>
      sentence({ control: 1, farcaster: 1 }, { gate }, { jumps: rejected });
    expect(of('strict')).toMatch(
      /^No jump was accepted: the validation loss fell at none of 8 forecasts tried; trying cost 10 % more training/,
    );
    // The interval is of the extra cost, like the sentence.
    expect(of('strict')).toMatch(/95 % CI 10 % more, better in 0 of 8 seeds/);
    expect(of('tolerance')).toMatch(/the acceptance rule passed none of 8 forecasts tried/);
  });

  it('a regime that was never stable, where no candidate was tried', () => {
    const said = sentence(
      { control: 1, farcaster: 1 },
      { regime: 'stable' },
      { jumps: rejected.map((jump) => ({ ...jump, tried: false })) },
    );
    expect(said).toMatch(/^No jump was made: the regime was stable at none of 8 forecasts/);
    expect(said).not.toMatch(/validation loss/);
  });

  it('jumps that came after all was reached', () => {
    const late = eight.map((seed) => ({ arm: 'farcaster' as const, seed, step: 90 }));
    const said = verdictView(recorded(runOf({ control: 1, farcaster: 1 }, {}, { jumps: late })));
    expect(said.sentence).toMatch(
      /^Nothing could be saved: every seed reached the target before its first jump/,
    );
    expect(said.tone).toBe('none');
  });

  it('an arm that never jumps is charged for none', () => {
    expect(sentence({ control: 1, faster: 2 })).toBe(
      'A doubled learning rate saved 50 % of the training cost to loss 0.035 (95 % CI 50 %, better in 8 of 8 seeds).',
    );
  });

  it('every control diverged, or some of them', () => {
    const diverged = (count: number): string =>
      sentence(
        { control: 1, farcaster: 1 },
        {},
        {
          loss: () => 1,
          jumps: [],
          diverged: eight.slice(0, count).map((seed) => ({ arm: 'control' as const, seed, step: 3 })),
        },
      );
    expect(diverged(8)).toMatch(/^Diverged: every control stopped/);
    expect(diverged(0)).toMatch(/^The control did not learn/);
    expect(diverged(3)).toMatch(
      /^Of 8 controls 3 stopped before the target step, and the others are no better/,
    );
  });
});

it('a forecast without jumps has a separate sentence', () => {
  expect(sentence({ control: 1, farcaster: 1 }, { gate: 'never' }, { jumps: [] })).toMatch(
    /reached its horizon \(forecast only: no jumps are made\)\.$/,
  );
});

it('an interval without an end is stated by the seeds that reached the target', () => {
  const speedOf = (arm: ArmId, seed: number): number =>
    arm === 'control' ? 1 : (arm === 'farcaster') === seed <= 4 ? 2 : 0.1;
  expect(
    sentence(
      { control: 1, farcaster: 2, faster: 1 },
      {},
      { loss: (arm, seed, step) => seed * 2 ** (-(speedOf(arm, seed) * step) / 10) },
    ),
  ).toMatch(/The two cannot be told apart \(reached in 4 of 8 and in 4 of 8 seeds\)\.$/);
});

it('an interval without zero is no claim where the p-value corrected for all rivals is too large', () => {
  const six = [1, 2, 3, 4, 5, 6];
  expect(sentence({ control: 1, farcaster: 2, search: 3, faster: 1 }, { seeds: six })).toMatch(
    /The two cannot be told apart \(95 % CI −16 points, but corrected for all rivals p is 0\.06, and 2 rivals need at least 7 seeds\)\.$/,
  );
});
