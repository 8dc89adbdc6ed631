import { describe, expect, it } from 'vitest';
import type { ExperimentSpec } from '../../experiment/fields.ts';
import { around, sweepByHand } from '../testing/sweep-by-hand.ts';
import { findingText } from './finding.ts';

const rates: Partial<ExperimentSpec> = {
  sweep: 'learningRate',
  sweepValues: [0.1, 1, 3],
  arms: ['control', 'farcaster'],
};

const slow = { control: { steps: 900 }, farcaster: { steps: 400, ledger: 420, gain: around(0.53) } };
const middle = { control: { steps: 100 }, farcaster: { steps: 80, ledger: 84, gain: around(0.2) } };
const quick = { control: { steps: 55.5 }, farcaster: { steps: 57, ledger: 60, gain: around(-0.08) } };
const never = { control: { steps: Infinity }, farcaster: { steps: Infinity } };

describe('the finding of a sweep over learning rates', () => {
  it('says what was saved where the control is quickest, to which loss and from which jump on, and where most was', () => {
    expect(findingText(sweepByHand(rates, [slow, middle, quick]))).toBe(
      'At learning rate 3, where the control is quickest of 3 (chosen on the seeds shown), ' +
        'jumps cost 8 % more training to loss 0.02 than the control ' +
        '(first jump at step 40, 95 % CI 5 to 11 % more, better in 0 of 8 seeds). ' +
        'At learning rate 0.1, the largest of 3 savings, jumps saved 53 % of the training cost to loss 0.02 ' +
        '(first jump at step 40, 95 % CI 50 to 56 %, better in 8 of 8 seeds). ' +
        'Each at its own best, also chosen on these seeds: control 55.5 gradient-step equivalents at 3, jumps 60 at 3.',
    );
  });

  it('says that the gain cannot be the jumps’ where the loss was reached before the first one', () => {
    const text = (farcaster: object): string =>
      findingText(
        sweepByHand(rates, [null, null, { control: { steps: 30 }, farcaster: { steps: 30, ...farcaster } }]),
      );
    const zero = [0, 0, 0, 0, 0, 0, 0, 0];
    expect(text({ gain: zero, jumpedAt: 2 })).toMatch(
      /shown\), nothing could be saved: loss 0\.02 was reached before the first jump \(first jump at step 40,/,
    );
    expect(text({ gain: zero.map(() => -0.04), jumpedAt: 2 })).toMatch(
      /reached before the first jump, and trying cost 4 % more training \(/,
    );
    expect(text({ gain: zero, jumpedAt: Infinity, firstJump: null })).toMatch(
      /no jump was accepted on the way to loss 0\.02 \(no jump accepted,/,
    );
    // Some seeds had jumped and some had not: the text says both.
    expect(text({ gain: [0, 0, 0, 0.3, 0.31, 0.32, 0.33, 0.34], jumpedAt: 0.9 })).toMatch(
      /no clear saving: jumps saved 31 % .*first jump at step 40, 5 of 8 reached it before their first jump,/,
    );
  });

  it('claims only what the interval excludes zero for, and with fewer than six seeds nothing at all', () => {
    const last = (gain: readonly number[], seeds = gain.map((_, i) => i + 1)): string =>
      findingText(
        sweepByHand({ ...rates, seeds }, [
          null,
          null,
          { control: { steps: 55 }, farcaster: { steps: 50, gain } },
        ]),
      );
    expect(last(around(0.02))).toMatch(
      /, no clear saving: jumps saved 2 % .*, and the interval includes 0 \(/,
    );
    expect(last(around(-0.02))).toMatch(/, no clear saving: jumps saved −2 % .*95 % CI −5 to 1 %/);
    expect(last(around(0.06))).toMatch(/, jumps saved 6 % /);
    expect(last([0.5, 0.51, 0.52, 0.53])).toMatch(
      /, too few seeds for a claim \(4 of at least 6\): jumps saved 52 % .*range of 4 seeds 50 to 53 %, level 87\.5 %/,
    );
    expect(last([-0.5, -0.5, -0.5])).toMatch(
      /, too few seeds for a claim \(3 of at least 6\): jumps saved −50 %/,
    );
    expect(last([0.5])).toMatch(/too few seeds for a claim \(1 of at least 6\): .*better in 1 of 1 seed\)/);
  });

  it('treats seeds that never reached the target as never, not as a number', () => {
    const at = (gain: readonly number[]): string =>
      findingText(
        sweepByHand(rates, [null, null, { control: { steps: 55 }, farcaster: { steps: 50, gain } }]),
      );
    const [few, most] = [
      [0.5, 0.5, 0.5],
      [0.5, 0.5, 0.5, 0.5, 0.5],
    ];
    expect(at([...few, ...most.map(() => -Infinity)])).toMatch(
      /, jumps did not reach loss 0\.02 in 5 of 8 seeds \(.*95 % CI never to 50 %, better in 3 of 8 seeds, 5 never reached it\)/,
    );
    expect(at([...most, ...few.map(() => Infinity)])).toMatch(
      /jumps saved 50 % .*95 % CI at least 50 %, better in 8 of 8 seeds, 3 controls never reached it\)/,
    );
  });

  it('compares with the best rival at the same point, pair by pair, and calls it the best of all', () => {
    const all: Partial<ExperimentSpec> = { ...rates, arms: ['control', 'farcaster', 'search', 'faster'] };
    const text = (search: number, own = 0.5): string =>
      findingText(
        sweepByHand(all, [
          null,
          null,
          {
            control: { steps: 90 },
            farcaster: { steps: 45, gain: around(own) },
            search: { steps: 44, gain: around(search) },
            faster: { steps: 80, gain: around(0.1) },
          },
        ]),
      );
    expect(text(0.53)).toMatch(
      /; a plain line search, the best of 2 rivals, saved 53 %\. The farcaster loses to it by 3 points \(95 % CI 3\.0\)\./,
    );
    expect(text(0.4)).toMatch(/The farcaster beats it by 10 points \(95 % CI 10\.0\)\./);
    expect(text(0.5)).toMatch(/The two cannot be told apart \(95 % CI 0 points\)\./);
    expect(text(0.503)).toMatch(/loses to it by 0\.3 points \(95 % CI 0\.3\)\./);
    expect(text(0.53)).toMatch(/jumps 45 at 3, a plain line search, the best of 2 rivals, 44 at 3\.$/);
  });

  it('gives an interval without an end if only the rival reached the target', () => {
    const arms: ExperimentSpec['arms'] = ['control', 'farcaster', 'search'];
    const own = [...around(0.3).slice(2), -Infinity, -Infinity];
    const point = {
      control: { steps: 90 },
      farcaster: { steps: 60, gain: own },
      search: { steps: 44, gain: own.map((_, i) => 0.5 + i / 100) },
    };
    expect(findingText(sweepByHand({ ...rates, arms }, [null, null, point]))).toMatch(
      /The farcaster loses to it by \d+ points \(95 % CI at least \d+\)/,
    );
  });

  it('calls an upper bound one, claims no win for it, and says what is not charged', () => {
    const both = { ...slow, faster: { steps: 800, gain: around(0.1) } };
    const arms: ExperimentSpec['arms'] = ['control', 'farcaster', 'faster'];
    const bound = findingText(sweepByHand({ ...rates, arms, source: 'oracle' }, [both, null, null]));
    expect(bound).toMatch(/An upper bound, not a result.* At learning rate 0.1/);
    expect(bound).not.toMatch(/beats/);
    expect(findingText(sweepByHand({ ...rates, arms, source: 'transfer' }, [both, null, null]))).toMatch(
      /The training .* not charged\. At .* beats it by 43 points/,
    );
  });

  it('says so if no seed reached the target, if all failed, if nothing is compared and if nothing was done', () => {
    expect(findingText(sweepByHand(rates, [never, never, never]))).toBe(
      'Loss 0.02 was not reached at any point within 800 steps: there is nothing to compare.',
    );
    expect(findingText(sweepByHand(rates, [null, null, null]))).toBe('');
    expect(findingText(sweepByHand(rates, ['failed', 'failed', 'failed']))).toBe(
      'Every experiment failed (3 of 3): there is nothing to compare.',
    );
    expect(findingText(sweepByHand(rates, [slow, 'failed', null]))).toMatch(
      /^So far, with 1 of 3 done and 1 failed: At learning rate 0\.1, where/,
    );
    expect(findingText(sweepByHand(rates, [slow, 'failed', middle]))).toMatch(
      /^With 2 of 3 done and 1 failed: At/,
    );
    const alone: Partial<ExperimentSpec> = { ...rates, arms: ['control'] };
    expect(findingText(sweepByHand(alone, [{ control: { steps: 40 } }, null, null]))).toMatch(
      /Control only: it reached loss 0\.02 first at learning rate 0\.1, after 40 steps \(median of 8 seeds\)/,
    );
    expect(findingText(sweepByHand(alone, [{ control: { steps: Infinity } }, null, null]))).toMatch(
      /Control only: loss 0\.02 was not reached by half of the seeds at any point/,
    );
    expect(findingText(sweepByHand({ ...rates, gate: 'never' }, [slow, middle, quick]))).toMatch(
      /no jumps were made/,
    );
  });

  it('prefers savings that have a number when it names the largest', () => {
    const only = {
      control: { steps: Infinity },
      farcaster: { steps: 500, gain: around(0).map(() => Infinity) },
    };
    const text = findingText(sweepByHand(rates, [only, middle, quick]));
    expect(text).toMatch(/At learning rate 1, the largest of 2 savings, jumps saved 20 %/);
    expect(findingText(sweepByHand(rates, [only, null, null]))).toMatch(
      /At learning rate 0\.1, jumps reached loss 0\.02 in 8 of 8 seeds, most of whose controls never did/,
    );
  });
});

describe('the finding of a sweep over anything else', () => {
  const windows: Partial<ExperimentSpec> = {
    sweep: 'window',
    sweepValues: [10, 20],
    arms: ['control', 'farcaster'],
  };
  const points = [
    { control: { steps: 100 }, farcaster: { steps: 60, gain: around(0.4), saved: around(0.2) } },
    { control: { steps: 100 }, farcaster: { steps: 50, gain: around(0.5), saved: around(0.1) } },
  ];

  it('names where most and least was saved', () => {
    expect(findingText(sweepByHand(windows, points))).toBe(
      'At window 20 snapshots, the largest of 2 savings, jumps saved 50 % of the training cost to loss 0.02 ' +
        '(first jump at step 40, 95 % CI 47 to 53 %, better in 8 of 8 seeds). ' +
        'At window 10 snapshots, the smallest, jumps saved 40 % of the training cost to loss 0.02 ' +
        '(first jump at step 40, 95 % CI 37 to 43 %, better in 8 of 8 seeds).',
    );
  });

  it('falls back on the verdict’s own targets where there is no common one, and says so', () => {
    expect(findingText(sweepByHand(windows, points, null))).toMatch(
      /^Timed to each seed’s own target, because there is no common one\. At window 10 snapshots, .* saved 20 %/,
    );
  });
});
