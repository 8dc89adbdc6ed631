import { expect, it } from 'vitest';
import type { Tuning } from '../../run/events.ts';
import type { RunHistory } from '../history.ts';
import { recorded } from '../testing/recorded.ts';
import { tuningText } from './tuning.ts';

const plain = recorded({ spec: { steps: 10, seeds: [1] }, loss: () => 1 });

const textOf = (tuning: Tuning): string | null => {
  const history: Pick<RunHistory, 'prepared'> = { prepared: { ...plain.prepared, tuning } };
  return tuningText(history);
};

const tuning: Tuning = {
  seeds: [11, 12, 13, 14, 15],
  grid: [0.03, 0.1, 0.3, 0.9, 3, 9],
  target: 0.001,
  arms: [
    { arm: 'control', rate: 3, from: 'control', cost: 500, edge: null },
    { arm: 'farcaster', rate: 0.9, from: 'farcaster', cost: 300, edge: null },
  ],
};

it('says nothing of a run whose arms share one rate', () => {
  expect(tuningText(plain)).toBeNull();
});

it('names every arm’s rate, on how many seeds they were tuned, and that this is not charged', () => {
  expect(textOf(tuning)).toBe(
    'Each arm at its own best learning rate, tuned on 5 other seeds (tuning not charged): control at 3, farcaster at 0.9.',
  );
});

it('says which rates come from another arm’s, which are at the edge, and which were never timed', () => {
  const text = textOf({
    ...tuning,
    arms: [
      { arm: 'control', rate: 9, from: 'control', cost: 500, edge: 'highest' },
      { arm: 'farcaster', rate: 0.1 + 0.2, from: 'farcaster', cost: null, edge: null },
      { arm: 'random', rate: 0.3, from: 'farcaster', cost: null, edge: null },
      { arm: 'faster', rate: 18, from: 'control', cost: 500, edge: 'highest' },
    ],
  });
  expect(text).toBe(
    'Each arm at its own best learning rate, tuned on 5 other seeds (tuning not charged): control at 9, farcaster at 0.3; not tuned by themselves: random jump at 0.3 (from the farcaster’s), rate × 2 at 18 (from the control’s). At the lowest final loss, because most tuning seeds never reached the loss that arms are timed to: farcaster. At the edge of the grid (0.03 to 9): control; the optimum may lie beyond.',
  );
});
