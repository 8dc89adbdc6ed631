/** A sweep as plain rows for scripts and files: one for every arm of every point. */
import type { ArmId } from '../../experiment/fields.ts';
import { fields } from '../../experiment/fields.ts';
import type { Outcome } from '../../core/evidence/rivals.ts';
import type { Saved, Spread, Sweep, TunedTarget } from './sweep-state.ts';

/** A median over seeds with its interval. */
export interface RowSpread {
  /** Null where half of the seeds or more never got there, or it is not known. */
  readonly median: number | null;
  /** Null also with one seed, and where the interval has no end. */
  readonly low: number | null;
  readonly high: number | null;
  /** Of the interval: .95, or with fewer than six seeds that of their range, of which nothing is claimed. */
  readonly level: number | null;
  /** Seeds, or pairs, that it is over. */
  readonly count: number;
}

/** What the pairs of an arm saved, as shares of the control's ledger. */
export interface RowSaved extends RowSpread {
  /** Pairs in which the arm never got there, in which only its control never did, and in which it had not jumped yet. */
  readonly unreached: number;
  readonly alone: number;
  readonly early: number;
  /** Of a trivial arm: the arm that the sweep is about against it, own less this one's saved fraction; else null. */
  readonly against: (RowSpread & { readonly outcome: Outcome; readonly p: number }) | null;
}

/** One of the losses to which the control pays least at this row's point, and what the arm saved to it. */
export interface RowTarget {
  readonly target: number;
  /** Median of the controls, gradient-step equivalents. */
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
  /** The loss that every point is timed to, and how many seeds got there. */
  readonly target: number | null;
  readonly reached: number;
  readonly steps: RowSpread;
  /** Gradient-step equivalents to the target. */
  readonly ledger: RowSpread;
  /** Step of the first accepted jump of any seed. */
  readonly firstJump: number | null;
  /** 1 - ledger / control's, paired by seed, to the common target. */
  readonly gain: RowSaved;
  /** The same to the verdict's targets, every seed's own. */
  readonly saved: RowSaved;
  readonly finalLoss: RowSpread;
  readonly testLoss: RowSpread;
  readonly testAccuracy: RowSpread;
  /** Descending; empty where the control is quicker at other points, and where no one setting is tuned for it. */
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

/** The same as a table for a file: a header and cells; what is not known is empty. */
export function sweepTable(sweep: Sweep): {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
} {
  const keys = sweep.knobs.map((knob) => fields[knob].key);
  const columns = [
    ...keys,
    ...['experiment', 'arm', 'status', 'seeds', 'target', 'reached'],
    ...spreads.flatMap((name) => [name, `${name}_low`, `${name}_high`]),
    ...['interval_level', 'first_jump', 'gain_pairs', 'gain_unreached', 'gain_before_jump'],
    ...['against_outcome', 'against', 'against_low', 'against_high', 'against_p', 'failure'],
  ];
  const rows = sweepRows(sweep).map((row) =>
    [
      ...keys.map((key) => row.values[key]!),
      ...[row.experimentId, row.arm, row.status, row.seeds, row.target, row.reached],
      ...spreads.flatMap((name) => [row[name].median, row[name].low, row[name].high]),
      ...[row.ledger.level, row.firstJump, row.gain.count, row.gain.unreached, row.gain.early],
      ...againstCells(row.gain),
      row.failure,
    ].map((cell) => cell ?? ''),
  );
  return { columns, rows };
}

const againstCells = ({ against }: RowSaved): (string | number | null)[] =>
  against === null
    ? [null, null, null, null, null]
    : [against.outcome, against.median, against.low, against.high, against.p];

/** Saved over targets as a table: a row for every target and arm. Infinite: "never", or "only it" got there. */
export function targetsTable({ knobs, points, targets }: Sweep): ReturnType<typeof sweepTable> {
  const columns = [
    ...['target loss', 'arm', ...knobs.map((knob) => fields.sweep.options[knob]), 'control’s ledger'],
    ...['saved', 'saved low', 'saved high', 'interval level', 'pairs', 'unreached', 'before jump'],
    ...['against outcome', 'against', 'against low', 'against high', 'against p'],
  ];
  const rows = targets.flatMap(({ target, point, controlCost, arms }) =>
    arms.map(({ arm, saved }) => {
      const row = savedOf(saved);
      return [
        ...[target, arm, ...points[point]!.values, controlCost],
        ...[named(saved?.median), named(saved?.low), named(saved?.high), row.level],
        ...[row.count, row.unreached, row.early],
        ...againstCells(row),
      ].map((cell) => cell ?? '');
    }),
  );
  return { columns, rows };
}

const named = (fraction: number | null | undefined): number | string =>
  fraction === undefined || fraction === null
    ? ''
    : Number.isFinite(fraction)
      ? fraction
      : fraction < 0
        ? 'never'
        : 'only it';
