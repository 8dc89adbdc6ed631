/** A sweep as plain rows for scripts and files: one for every arm of every point. */
import type { ArmId } from '../../experiment/fields.ts';
import { fields } from '../../experiment/fields.ts';
import type { Spread, Sweep } from './sweep-state.ts';

/** A median over seeds with its 95 % bootstrap interval. */
export interface RowSpread {
  /** Null where fewer than half of the seeds got there, or it is not known. */
  readonly median: number | null;
  /** Null also with one seed, and where the interval has no end. */
  readonly low: number | null;
  readonly high: number | null;
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
  /** 1 - ledger / control's, paired by seed, to the common target. */
  readonly gain: RowSpread;
  /** The same to the verdict's targets, every seed's own. */
  readonly saved: RowSpread;
  readonly finalLoss: RowSpread;
  readonly testLoss: RowSpread;
  readonly testAccuracy: RowSpread;
}

const spreads = ['steps', 'ledger', 'gain', 'saved', 'finalLoss', 'testLoss', 'testAccuracy'] as const;

export function sweepRows({ knobs, points, spec, target }: Sweep): SweepRow[] {
  return points.flatMap((point) =>
    spec.arms.map((arm): SweepRow => {
      const summary = point.arms.find((candidate) => candidate.arm === arm);
      const numbers = spreads.map((name) => [name, finite(summary?.[name] ?? null)] as const);
      return {
        values: Object.fromEntries(knobs.map((knob, i) => [fields[knob].key, point.values[i]!])),
        experimentId: point.experimentId,
        arm,
        status: point.status,
        failure: point.failure,
        seeds: spec.seeds.length,
        target: target.loss,
        reached: summary?.reached ?? 0,
        ...(Object.fromEntries(numbers) as Record<(typeof spreads)[number], RowSpread>),
      };
    }),
  );
}

function finite(spread: Spread | null): RowSpread {
  const orNull = (value: number | null | undefined): number | null =>
    value === undefined || value === null || !Number.isFinite(value) ? null : value;
  return { median: orNull(spread?.median), low: orNull(spread?.low), high: orNull(spread?.high) };
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
    'failure',
  ];
  const rows = sweepRows(sweep).map((row) =>
    [
      ...keys.map((key) => row.values[key]!),
      ...[row.experimentId, row.arm, row.status, row.seeds, row.target, row.reached],
      ...spreads.flatMap((name) => [row[name].median, row[name].low, row[name].high]),
      row.failure,
    ].map((cell) => cell ?? ''),
  );
  return { columns, rows };
}
