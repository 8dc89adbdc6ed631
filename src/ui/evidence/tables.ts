/** The numbers behind the charts of the evidence. Pure. */
import { columnName, type Table } from '../../record/table.ts';
import type { AroundView, CoefficientsView, TargetsView } from '../../record/evidence/views.ts';
import { fixed } from '../primitives/numbers.ts';
import { share } from './words.ts';

/** NaN is a number that there is none of; infinite ones have words of their own in `share`. */
const shareText = (fraction: number): string => (Number.isNaN(fraction) ? '' : share(fraction));
const digits =
  (decimals: number) =>
  (value: number): string =>
    Number.isNaN(value) ? '' : fixed(value, decimals);

/** A row for every target and arm. */
export const targetsTable = ({ curves }: TargetsView, metric: string): Table => ({
  columns: [
    [`target ${metric}`, columnName('target', metric)],
    ['arm', 'arm'],
    ['saved', 'saved_fraction_median_over_pairs', shareText],
    ['from', 'saved_fraction_interval_low', shareText],
    ['to', 'saved_fraction_interval_high', shareText],
    ['pairs', 'pairs'],
    ['never got there', 'pairs_that_never_got_there'],
  ],
  rows: curves.flatMap(({ arm, rows }) =>
    rows.map(({ target, saved, low, high, unreached, pairs }) => [
      target,
      arm,
      saved,
      low ?? NaN,
      high ?? NaN,
      pairs,
      unreached,
    ]),
  ),
});

/** A row for every step around the jumps of an arm. */
export const aroundTable = ({ curves }: AroundView, metric: string): Table => {
  const name = (what: string): string => columnName('log10', metric, 'minus control', what);
  return {
    columns: [
      ['steps after', 'steps_after_jump'],
      ['arm', 'arm'],
      [`log₁₀ ${metric}, mean`, name('mean over jumps'), digits(3)],
      ['95 % from', name('interval 95 low'), digits(3)],
      ['to', name('interval 95 high'), digits(3)],
      ['jumps', 'jumps'],
      ['seeds', 'seeds'],
    ],
    rows: curves.flatMap(({ arm, rows }) =>
      rows.map(({ offset, mean, low, high, jumps, seeds }) => [
        offset,
        arm,
        mean,
        low ?? NaN,
        high ?? NaN,
        jumps,
        seeds,
      ]),
    ),
  };
};

/** A row for every horizon; no closed form where no one rate of decay fits. */
export function coefficientsTable(
  { inputs, arm, seed, anchor }: CoefficientsView,
  group: CoefficientsView['groups'][number] | undefined,
): Table {
  const name = (what: string): string => columnName(arm, 'seed', seed, 'fit at step', anchor ?? 0, what);
  return {
    columns: [
      ['steps ahead', 'steps_ahead'],
      ['weights', 'weights'],
      ...inputs.map((input) => [input, name(input), digits(4)] as const),
      ['b', name('b')],
      ['sum A', name('sum A'), digits(4)],
      ['g', name('g'), digits(4)],
      ['closed A₀', name('closed form A0'), digits(4)],
      ['closed Aₙ', name('closed form An'), digits(4)],
    ],
    rows: (group?.rows ?? []).map((row) => [
      row.horizon,
      group?.name ?? '',
      ...row.inputs,
      row.constant,
      row.sum,
      row.gain,
      row.closed?.first ?? NaN,
      row.closed?.last ?? NaN,
    ]),
  };
}
