/** The evidence of a run as plain data for scripts and files; the same numbers as in the instrument. */
import type { ArmEvidence } from '../core/evidence/arm-evidence.ts';
import type { AroundRow } from '../core/evidence/around-jumps.ts';
import type { EqualCost } from '../core/evidence/equal-cost.ts';
import type { SpeedUpRow } from '../core/evidence/speed-up.ts';
import type { ArmId } from '../experiment/fields.ts';
import type { RunHistory } from './history.ts';
import { aroundJob } from './evidence/around.ts';
import { coefficientGroups } from './evidence/coefficients.ts';
import { equalCostJob } from './evidence/equal-cost.ts';
import { qualityView } from './evidence/quality.ts';
import { savingsView } from './evidence/savings.ts';
import { targetsJob } from './evidence/targets.ts';
import type { EqualCostRow, EqualCostView, QualityView, SavingsRow } from './evidence/views.ts';

export interface EvidenceResult {
  /**
   * Every arm against the control, paired by seed; the farcaster first. `evidence` is null until all pairs are known.
   */
  readonly arms: readonly ArmResult[];
  /** Saved fraction of the cost for losses from the controls' initial loss down to the lowest they reached. */
  readonly targets: readonly { readonly arm: ArmId; readonly rows: readonly SpeedUpRow[] }[];
  /** At the total cost of the control, and the last evaluation. */
  readonly equalCost: {
    readonly evaluatedAt: number | null;
    readonly control: EqualCostView['control'];
    readonly arms: readonly EqualCostResult[];
  };
  /** log10 loss, with jumps minus control at the same step, around accepted jumps and relative to just before them. */
  readonly aroundJumps: readonly {
    readonly arm: ArmId;
    readonly jumps: number;
    readonly seeds: number;
    readonly leftOut: number;
    readonly rows: readonly AroundRow[];
  }[];
  /** The forecasts of the control, by horizon, and those of networks on their own replicas that did not jump. */
  readonly quality: {
    readonly parts: readonly string[];
    readonly forecasts: number;
    readonly rows: QualityView['rows'];
    readonly networks: QualityView['networks'];
  };
  /**
   * Of the latest forecast, by replica; replicas whose forecast has no coefficients are left out. Null before the
   * first.
   */
  readonly coefficients: CoefficientsResult | null;
}

export interface ArmResult extends Pick<SavingsRow, 'arm' | 'role' | 'note'> {
  readonly evidence: ArmEvidence | null;
}

/** As in the instrument; quantiles of a difference are null if infinite, because JSON has no infinity. */
export interface EqualCostResult extends Omit<EqualCostRow, 'equal'> {
  readonly equal:
    | (Omit<EqualCost, 'difference'> & {
        readonly difference: {
          readonly median: number | null;
          readonly low: number | null;
          readonly high: number | null;
          readonly count: number;
        };
      })
    | null;
}

export interface CoefficientsResult {
  readonly anchor: number;
  readonly windowSteps: number;
  /** Steps from the window's start to each input. */
  readonly inputs: readonly number[];
  readonly horizons: readonly number[];
  readonly replicas: readonly {
    readonly arm: ArmId;
    readonly seed: number;
    readonly groups: readonly {
      readonly name: string;
      /** Common decay rate per step that fits best; null without one. */
      readonly rate: number | null;
      /** [horizon][inputs, then the constant]. */
      readonly values: readonly (readonly number[])[];
    }[];
  }[];
}

/** Yields between its parts. */
export function* evidenceJob(history: RunHistory): Generator<void, EvidenceResult> {
  const { rows: arms } = savingsView(history);
  yield;
  const { rows, control, evaluatedAt } = yield* equalCostJob(history);
  yield;
  const { parts, forecasts, rows: quality, networks } = qualityView(history);
  yield;
  const { curves: targets } = yield* targetsJob(history);
  yield;
  const { curves: aroundJumps } = yield* aroundJob(history);
  yield;
  return {
    arms,
    targets,
    equalCost: { evaluatedAt, control, arms: rows.map(plainRow) },
    aroundJumps,
    quality: { parts, forecasts, rows: quality, networks },
    coefficients: coefficientsOf(history),
  };
}

function plainRow(row: EqualCostRow): EqualCostResult {
  if (row.equal === null) return { ...row, equal: null };
  const { median, low, high, count } = row.equal.difference;
  const difference = {
    median: finiteOrNull(median),
    low: finiteOrNull(low),
    high: finiteOrNull(high),
    count,
  };
  return { ...row, equal: { ...row.equal, difference } };
}

const finiteOrNull = (value: number | null): number | null =>
  value !== null && Number.isFinite(value) ? value : null;

function coefficientsOf(history: RunHistory): CoefficientsResult | null {
  const { prepared, coefficients } = history;
  if (coefficients === null) return null;
  const { windowSteps, inputs, horizons } = prepared;
  return {
    anchor: coefficients.anchor,
    windowSteps,
    inputs,
    horizons,
    replicas: prepared.replicas.flatMap(({ arm, seed }, replica) => {
      const groups = coefficientGroups(history, replica).map(({ name, rate, rows }) => ({
        name,
        rate,
        values: rows.map((row) => [...row.inputs, row.constant]),
      }));
      return groups.length === 0 ? [] : [{ arm, seed, groups }];
    }),
  };
}
