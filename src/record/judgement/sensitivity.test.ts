import { describe, expect, it } from 'vitest';
import type { Perturbed } from '../../run/rounding.ts';
import type { RunHistory } from '../history.ts';
import { resultOf } from '../result.ts';
import { hosted } from '../testing/hosted.ts';
import { recorded } from '../testing/recorded.ts';
import { sensitivityOf, sensitivityText } from './sensitivity.ts';
import { verdictView } from './verdict.ts';

function judged(perturbed: Partial<Perturbed> | null): RunHistory {
  const seeds = [1, 2, 3, 4, 5, 6];
  const history = recorded({
    spec: { arms: ['control', 'farcaster'], seeds, steps: 100 },
    loss: (arm, seed, step) => seed * 2 ** (-(arm === 'farcaster' ? 2 * step : step) / 10),
    jumps: seeds.map((seed) => ({ arm: 'farcaster', seed, step: 40, cost: 2 })),
  });
  if (perturbed !== null)
    history.take({ type: 'perturbed', seeds: [1, 2], spread: [0, 0], unchecked: null, ...perturbed });
  return history;
}

describe('what the verdict says about rounding', () => {
  it.each([
    ['nothing before it was checked', null, null],
    ['nothing where it does not matter', { spread: [1e-6, 9e-4] }, null],
    ['by how much', { spread: [1e-6, 0.002] }, /differ by up to 0\.2 % in loss .*\(1 of 2 seeds checked\)/],
    ['in whole percents', { spread: [0.2, 0.27] }, /by up to 31 % .*\(2 of 2 seeds checked\)/],
    [
      'or as a factor',
      { seeds: [1], spread: [2.5] },
      /by a factor of up to 12 in loss before the target, so/,
    ],
    ['or that one ended', { seeds: [1], spread: [Infinity] }, /without bound/],
    ['that it was not checked', { seeds: [], spread: [], unchecked: 'of x' }, /was not checked: of x\.$/],
  ])('%s', (_, perturbed, words) => {
    const history = judged(perturbed);
    const plain = verdictView(judged(null)).sentence;
    const text = sensitivityText(history);
    const { sentence, detail } = verdictView(history);
    if (words === null) expect(text).toBeNull();
    else expect(text).toMatch(words);
    expect(sentence).toBe(text === null ? plain : `${plain} ${text}`);
    expect(detail).toContain(text ?? '');
  });

  it('is in the result, and not in its digest', () => {
    const before = resultOf(judged(null), 'abcdef');
    const after = resultOf(judged({ spread: [0.5, Infinity] }), 'abcdef');
    expect(before.sensitivity).toBeNull();
    expect(after.sensitivity).toEqual({
      sensitive: true,
      seeds: [1, 2],
      spread: [0.5, null],
      threshold: 1e-3,
      unchecked: null,
    });
    expect(after.digest).toBe(before.digest);
  });

  it('claims nothing where nothing was checked', () => {
    expect(sensitivityOf(judged({ seeds: [], spread: [], unchecked: 'too long' }))!.sensitive).toBeNull();
  });
});

it('refuses a check that does not fit', () => {
  expect(() => judged({ spread: [1] })).toThrow(/spread/);
});

it('a real run that is chaotic says so, one that is not does not, and both say the same twice', async () => {
  const small = { samples: 32, layers: [8, 8], seeds: [1, 2, 3], steps: 400 };
  const chaotic = { ...small, learningRate: 3 };
  const first = await hosted(chaotic);
  expect(verdictView(first).sentence).toMatch(/Sensitive to rounding: .*another verdict\.$/);
  expect((await hosted(chaotic)).perturbed).toEqual(first.perturbed);
  const stable = await hosted(small);
  expect(sensitivityOf(stable)).toMatchObject({ sensitive: false, seeds: [1, 2, 3], unchecked: null });
  expect(verdictView(stable).sentence).not.toMatch(/rounding/i);
});
