/** A sweep as plain rows for scripts and files: one for every arm of every point. */
import type { ArmId } from '../../experiment/fields.ts';
import { fields } from '../../experiment/fields.ts';
import type { Outcome } from '../../core/evidence/rivals.ts';
import type { Table, TableCell, TableColumn } from '../table.ts';
import type { Saved, Spread, Sweep, TunedTarget } from './sweep.ts';

/** A median over seeds with its interval. */
export interface RowSpread {
  /** Null if half or more of the seeds never reached the target, or it is not known. */
  readonly median: number | null;
  /** Null also with one seed, and if the interval has no end. */
  readonly low: number | null;
  readonly high: number | null;
  /** Level of the interval: .95, or with fewer than six seeds that of their range, which supports no claim. */
  readonly level: number | null;
  /** Number of seeds, or pairs, that it is over. */
  readonly count: number;
}

/** Savings of an arm's pairs, as fractions of the control's cost. */
export interface RowSaved extends RowSpread {
  /**
   * Pairs in which the arm never reached the target, in which only its control never did, and in which it had not
   * jumped yet.
   */
  readonly unreached: number;
  readonly alone: number;
  readonly early: number;
  /** For a trivial arm: the arm under study against it, own minus this one's saved fraction; otherwise null. */
  readonly against: (RowSpread & { readonly outcome: Outcome; readonly p: number }) | null;
}

/** A loss that the control reaches at the lowest cost at this row's point, and the saving of the arm there. */
export interface RowTarget {
  readonly target: number;
  /** Median cost of the controls, gradient-step equivalents. */
  readonly controlCost: number;
  /** No median for the control. */
  readonly saved: RowSaved;
}

export interface SweepRow {
  /** Value of every swept setting by its link key: { lr: 0.1 }. */
  readonly values: Readonly<Record<string, number>>;
  readonly experimentId: string;
  readonly arm: ArmId;
  /** `waiting` and `failed` points have rows without numbers. */
  readonly status: 'waiting' | 'running' | 'done' | 'failed';
  readonly failure: string | null;
  readonly seeds: number;
  /** The target loss of every point, and how many seeds reached it. */
  readonly target: number | null;
  readonly reached: number;
  readonly steps: RowSpread;
  /** Cost to the target in gradient-step equivalents. */
  readonly ledger: RowSpread;
  /** Step of the first accepted jump of any seed. */
  readonly firstJump: number | null;
  /** 1 - cost / control's cost, paired by seed, at the common target. */
  readonly gain: RowSaved;
  /** The same at the verdict's targets, every seed's own. */
  readonly saved: RowSaved;
  readonly finalLoss: RowSpread;
  readonly testLoss: RowSpread;
  readonly testAccuracy: RowSpread;
  /** Descending; empty if the control is quicker at other points, and if no single setting is tuned for it. */
  readonly targets: readonly RowTarget[];
}

const spreads = ['steps', 'ledger', 'gain', 'saved', 'finalLoss', 'testLoss', 'testAccuracy'] as const;

export function sweepRows({ knobs, points, spec, target, targets }: Sweep): SweepRow[] {
  return points.flatMap((point, index) =>
    spec.arms.map((arm): SweepRow => {
      const summary = point.arms.find((candidate) => candidate.arm === arm);
      const spreadOf = (name: Exclude<(typeof spreads)[number], 'gain' | 'saved'>): RowSpread =>
        finite(summary?.[name] ?? null);
      return {
        values: Object.fromEntries(knobs.map((knob, i) => [fields[knob].key, point.values[i]!])),
        experimentId: point.experimentId,
        arm,
        status: point.status,
        failure: point.failure,
        seeds: spec.seeds.length,
        target: target.loss,
        reached: summary?.reached ?? 0,
        steps: spreadOf('steps'),
        ledger: spreadOf('ledger'),
        firstJump: summary?.firstJump ?? null,
        gain: savedOf(summary?.gain ?? null),
        saved: savedOf(summary?.saved ?? null),
        finalLoss: spreadOf('finalLoss'),
        testLoss: spreadOf('testLoss'),
        testAccuracy: spreadOf('testAccuracy'),
        targets: targets.filter((row) => row.point === index).map((row) => targetOf(row, arm)),
      };
    }),
  );
}

const targetOf = ({ target, controlCost, arms }: TunedTarget, arm: ArmId): RowTarget => ({
  target,
  controlCost,
  saved: savedOf(arms.find((one) => one.arm === arm)?.saved ?? null),
});

const orNull = (value: number | null | undefined): number | null =>
  value === undefined || value === null || !Number.isFinite(value) ? null : value;

const finite = (spread: Spread | null): RowSpread => ({
  median: orNull(spread?.median),
  low: orNull(spread?.low),
  high: orNull(spread?.high),
  level: spread?.level ?? null,
  count: spread?.count ?? 0,
});

function savedOf(saved: Saved | null): RowSaved {
  const against = saved?.against ?? null;
  const difference = against?.difference ?? null;
  return {
    ...finite(saved),
    unreached: saved?.verdict.unreached ?? 0,
    alone: saved?.alone ?? 0,
    early: saved?.early ?? 0,
    against:
      against === null
        ? null
        : {
            outcome: against.outcome,
            p: against.p,
            ...finite(
              difference === null
                ? null
                : {
                    median: difference.median,
                    low: difference.interval?.low ?? null,
                    high: difference.interval?.high ?? null,
                    level: difference.interval?.level ?? null,
                    count: difference.count,
                  },
            ),
          },
  };
}

/** The column names of a median and its interval. */
const names: Readonly<Record<(typeof spreads)[number], string>> = {
  steps: 'steps_to_target_median',
  ledger: 'ledger_steps_to_target_median',
  gain: 'saved_fraction_to_target_median',
  saved: 'saved_fraction_to_verdict_targets_median',
  finalLoss: 'final_loss_median',
  testLoss: 'test_loss_median',
  testAccuracy: 'test_accuracy_fraction_median',
};

const named = (...columns: readonly string[]): TableColumn[] =>
  columns.map((name) => [name.replaceAll('_', ' '), name]);

const withInterval = (name: string): TableColumn[] => named(name, `${name}_low`, `${name}_high`);

const againstColumns = [
  ...named('against_this_arm_outcome'),
  ...withInterval('against_this_arm_points_median'),
  ...named('against_this_arm_p'),
];

/**
 * A row for every arm of every point. Infinite costs: never reached; infinite savings: which of the two never reached
 * it.
 */
export function sweepTable(sweep: Sweep): Table {
  const { knobs, points } = sweep;
  const columns = [
    ...named(...knobs.map((knob) => fields[knob].key)),
    ...named('experiment', 'arm', 'status', 'seeds', 'target_loss', 'seeds_that_reached_it'),
    ...spreads.flatMap((name) => withInterval(names[name])),
    ...named('interval_level', 'first_jump_step'),
    ...named('saved_pairs', 'saved_pairs_that_never_got_there', 'saved_pairs_there_before_a_jump'),
    ...againstColumns,
    ...named('failure'),
  ];
  const rows = sweepRows(sweep).map((row, at) => {
    const arms = sweep.spec.arms.length;
    const summary = points[Math.floor(at / arms)]?.arms.find(({ arm }) => arm === row.arm);
    return [
      ...knobs.map((knob) => row.values[fields[knob].key]!),
      ...[row.experimentId, row.arm, row.status, row.seeds, row.target ?? NaN, row.reached],
      ...spreads.flatMap((name) => spreadCells(summary?.[name] ?? null)),
      ...[row.ledger.level ?? NaN, row.firstJump ?? NaN],
      ...[row.gain.count, row.gain.unreached, row.gain.early],
      ...againstCells(row.gain),
      row.failure ?? '',
    ];
  });
  return { columns, rows };
}

const spreadCells = (spread: Spread | null): number[] =>
  spread === null ? [NaN, NaN, NaN] : [spread.median, spread.low ?? NaN, spread.high ?? NaN];

const againstCells = ({ against }: RowSaved): TableCell[] =>
  against === null
    ? ['', NaN, NaN, NaN, NaN]
    : [against.outcome, against.median ?? NaN, against.low ?? NaN, against.high ?? NaN, against.p];

/** Savings over targets: a row for every target and arm. */
export function targetsTable({ knobs, points, targets }: Sweep): Table {
  return {
    columns: [
      ...named('target_loss', 'arm', ...knobs.map((knob) => fields[knob].key)),
      ...named('control_ledger_steps_to_target_median'),
      ...withInterval('saved_fraction_median').map(([title, name]): TableColumn => [title, name, savedText]),
      ...named('interval_level', 'pairs', 'pairs_that_never_got_there', 'pairs_there_before_a_jump'),
      ...againstColumns,
    ],
    rows: targets.flatMap(({ target, point, controlCost, arms }) =>
      arms.map(({ arm, saved }) => {
        const row = savedOf(saved);
        return [
          ...[target, arm, ...points[point]!.values, controlCost],
          ...spreadCells(saved),
          ...[row.level ?? NaN, row.count, row.unreached, row.early],
          ...againstCells(row),
        ];
      }),
    ),
  };
}

const savedText = (fraction: number): string =>
  Number.isNaN(fraction)
    ? ''
    : Number.isFinite(fraction)
      ? Number(fraction.toPrecision(4)).toString().replace('-', '−')
      : fraction < 0
        ? 'never'
        : 'only it';
