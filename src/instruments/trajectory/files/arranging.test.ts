/** What a person can change of an arrangement. */
import { describe, expect, it } from 'vitest';
import type { Arrangement } from '../../../formats/runs/order.ts';
import { earlier, isSameUse, thin, withName, withStep, withUse, withWholeRun } from './arranging.ts';

const checkpoint = (step: number): Arrangement['runs'][number]['checkpoints'][number] => ({
  ...{ files: [`file ${step}`], step, used: true },
});

const given: Arrangement = {
  runs: [
    { name: 'a', checkpoints: [0, 10, 20, 30, 40].map(checkpoint) },
    { name: 'b', checkpoints: [0, 10, 20, 30].map(checkpoint) },
  ],
  ...{ losses: ['losses.csv'], ignored: [], notes: [] },
};

/** "file 10 @10", with - where it is not used. */
const shown = (arrangement: Arrangement | null, run = 0): string[] =>
  arrangement!.runs[run]!.checkpoints.map(
    ({ files, step, used }) => `${used ? '' : '-'}${files[0]} @${step}`,
  );

const whole = ['file 0 @0', 'file 10 @10', 'file 20 @20', 'file 30 @30', 'file 40 @40'];

describe('an arrangement', () => {
  it('has checkpoints ticked one by one, or by the run; other runs stay', () => {
    const without = withUse(given, 0, 1, false);
    expect(shown(without)).toEqual(whole.with(1, '-file 10 @10'));
    expect(shown(withWholeRun(without, 0, true))).toEqual(whole);
    expect(shown(withWholeRun(given, 0, false))).toEqual(whole.map((one) => `-${one}`));
    expect(withWholeRun(given, 0, false).runs[1]).toBe(given.runs[1]);
    expect(shown(given)).toEqual(whole);
  });

  it('is sorted by the steps that are typed', () => {
    expect(shown(withStep(given, 0, 0, ' 25 '))).toEqual([
      ...whole.slice(1, 3),
      'file 0 @25',
      ...whole.slice(3),
    ]);
    expect(shown(withStep(given, 0, 0, '0'))).toEqual(whole);
  });

  it.each(['10', '-1', '1.5', '', ' ', 'ten', '1e300', 'Infinity'])(
    'has no step "%s" of its first',
    (text) => {
      expect(withStep(given, 0, 0, text)).toBeNull();
    },
  );

  it('is reordered: neighbours exchange their steps', () => {
    expect(shown(earlier(given, 0, 2))).toEqual(whole.with(1, 'file 20 @10').with(2, 'file 10 @20'));
    expect(shown(earlier(earlier(given, 0, 2), 0, 2))).toEqual(whole);
  });

  it('is thinned from the last checkpoint of each run on, and again from all', () => {
    const half = thin(given, 2);
    expect(shown(half)).toEqual(whole.with(1, '-file 10 @10').with(3, '-file 30 @30'));
    expect(shown(half, 1)).toEqual(['-file 0 @0', 'file 10 @10', '-file 20 @20', 'file 30 @30']);
    expect(isSameUse(thin(half, 1), given)).toBe(true);
    expect(isSameUse(half, given)).toBe(false);
  });

  it('has runs of other names, each its own', () => {
    expect(withName(given, 1, ' seed 2 ')!.runs.map(({ name }) => name)).toEqual(['a', 'seed 2']);
    expect(withName(given, 1, 'b')!.runs[1]).toEqual(given.runs[1]);
    expect([withName(given, 1, 'a'), withName(given, 1, ' ')]).toEqual([null, null]);
  });
});
