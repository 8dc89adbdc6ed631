/** The numbers behind the charts and tables of the evidence. Pure. */
import { controlArm } from '../../experiment/arms.ts';
import { columnName, type Table, type TableColumn } from '../../record/table.ts';
import type {
  AroundView,
  CoefficientsView,
  EqualCostView,
  QualityView,
  SavingsView,
  TargetsView,
} from '../../record/evidence/views.ts';
import { fixed, share } from '../../ui/primitives/numbers.ts';

/** Empty for NaN; infinite fractions have words in `share`. */
const shareText = (fraction: number): string => (Number.isNaN(fraction) ? '' : share(fraction));
const digits =
  (decimals: number) =>
  (value: number): string =>
    Number.isNaN(value) ? '' : fixed(value, decimals);

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

/** A column that appears in files only: one text for both names. */
const inFile = (...words: readonly (string | number)[]): TableColumn => [
  words.join(' '),
  columnName(...words),
];

export const savingsTable = ({ rows, subject }: SavingsView): Table => {
  const against = (...what: string[]): TableColumn =>
    inFile(subject ?? 'none', 'minus this saved fraction', ...what);
  return {
    columns: [
      inFile('arm'),
      inFile('saved fraction median over pairs'),
      inFile('saved fraction interval low'),
      inFile('saved fraction interval high'),
      inFile('interval level'),
      inFile('saved fraction hodges lehmann'),
      inFile('saved fraction hodges lehmann interval low'),
      inFile('saved fraction hodges lehmann interval high'),
      inFile('pairs better'),
      inFile('pairs worse'),
      inFile('pairs judged'),
      inFile('pairs that never got there'),
      against('median over pairs'),
      against('interval low'),
      against('interval high'),
      against('p'),
    ],
    rows: rows.map(({ arm, evidence }) => {
      const verdict = evidence?.verdict;
      const estimate = evidence?.hodgesLehmann;
      const comparison = evidence?.against;
      const difference = comparison?.difference;
      return [
        arm,
        verdict?.savedFraction ?? NaN,
        verdict?.low ?? NaN,
        verdict?.high ?? NaN,
        verdict?.level ?? NaN,
        estimate?.estimate ?? NaN,
        estimate?.low ?? NaN,
        estimate?.high ?? NaN,
        verdict?.better ?? NaN,
        verdict?.worse ?? NaN,
        verdict?.total ?? NaN,
        verdict?.unreached ?? NaN,
        difference?.median ?? NaN,
        difference?.interval?.low ?? NaN,
        difference?.interval?.high ?? NaN,
        comparison?.p ?? NaN,
      ];
    }),
  };
};

const testedColumns: readonly TableColumn[] = [
  inFile('step of evaluation'),
  inFile('seeds evaluated'),
  inFile('test loss mean over seeds'),
  inFile('test accuracy mean over seeds'),
  ...['test loss', 'test accuracy'].flatMap((what) =>
    ['mean over pairs', 'interval 95 low', 'interval 95 high'].map((kind) =>
      inFile(what, 'minus control', kind),
    ),
  ),
];

type Tested = Pick<EqualCostView['rows'][number], 'testLoss' | 'testAccuracy' | 'testSeeds'> &
  Partial<EqualCostView['rows'][number]>;

const testedCells = (of: Tested, evaluatedAt: number | null): number[] => [
  evaluatedAt ?? NaN,
  of.testSeeds,
  of.testLoss ?? NaN,
  of.testAccuracy ?? NaN,
  ...[of.testLossDifference, of.testAccuracyDifference].flatMap((apart) => [
    apart?.mean ?? NaN,
    apart?.interval?.low ?? NaN,
    apart?.interval?.high ?? NaN,
  ]),
];

export const equalCostTable = (
  { rows, control, evaluatedAt, seeds }: EqualCostView,
  metric: string,
): Table => ({
  columns: [
    inFile('arm'),
    inFile('ledger in gradient step equivalents'),
    inFile(metric, 'median over seeds'),
    inFile('seeds at loss 0'),
    ...['median', 'quantile 25', 'quantile 75'].map((what) =>
      inFile('log10', metric, 'minus control', what, 'over pairs'),
    ),
    inFile('pairs lower'),
    inFile('pairs'),
    inFile('pairs stopped'),
    inFile('paid by the last step as fraction of control'),
    ...testedColumns,
  ],
  rows: [
    ...(control === null
      ? []
      : [
          [
            controlArm,
            control.cost,
            control.loss,
            control.zero,
            ...[NaN, NaN, NaN, NaN],
            seeds - control.stopped,
            control.stopped,
            1,
            ...testedCells(control, evaluatedAt),
          ],
        ]),
    ...rows.map((row) => [
      row.arm,
      row.equal?.cost ?? NaN,
      row.equal?.loss ?? NaN,
      row.equal?.zero ?? NaN,
      row.equal?.difference.median ?? NaN,
      row.equal?.difference.low ?? NaN,
      row.equal?.difference.high ?? NaN,
      row.equal?.better ?? NaN,
      row.equal?.difference.count ?? 0,
      row.equal?.stopped ?? seeds,
      row.paid ?? NaN,
      ...testedCells(row, evaluatedAt),
    ]),
  ],
});

export const qualityTable = ({ rows, networks, parts }: QualityView): Table => {
  const ofParts = (what: string): TableColumn[] => parts.map((part) => inFile(what, part));
  return {
    columns: [
      inFile('forecasts of arm'),
      inFile('steps ahead'),
      inFile('forecasts'),
      inFile('mean absolute error'),
      inFile('staying put mean absolute error'),
      inFile('endpoint line mean absolute error'),
      inFile('skill'),
      ...ofParts('cosine mean'),
      ...ofParts('norm ratio geometric mean'),
      ...ofParts('forecasts with cosine'),
      ...ofParts('forecasts with norm ratio'),
    ],
    rows: [...rows.map((row) => ({ ...row, arm: controlArm })), ...networks].map((row) => [
      row.arm,
      row.horizon,
      row.forecasts,
      row.mae,
      row.stayMae,
      row.lineMae,
      row.skill,
      ...row.cosine.map((value) => value ?? NaN),
      ...row.normRatio.map((value) => value ?? NaN),
      ...row.cosineForecasts,
      ...row.normRatioForecasts,
    ]),
  };
};
