/**
 * How sensitive a run is to rounding, as data and in words. The check itself runs in the worker
 * (src/run/rounding.ts).
 */
import { sensitiveSpread } from '../../core/evidence/rounding.ts';
import { percent } from '../../core/evidence/verdict.ts';
import { exp } from '../../core/numeric/functions.ts';
import type { RunHistory } from '../history.ts';

export interface SensitivityResult {
  /** Whether any spread reaches the threshold; null if it was not checked. */
  readonly sensitive: boolean | null;
  /** Seeds whose controls were trained twice, one unit in the last place apart. */
  readonly seeds: readonly number[];
  /** [seed]: largest difference in log loss up to the target's step; null if only one of the two stayed finite. */
  readonly spread: readonly (number | null)[];
  readonly threshold: number;
  /** Why it was not checked; null if it was. */
  readonly unchecked: string | null;
}

export function sensitivityOf({ perturbed }: RunHistory): SensitivityResult | null {
  if (perturbed === null) return null;
  const { seeds, spread, unchecked } = perturbed;
  return {
    sensitive: unchecked === null ? spread.some((each) => each >= sensitiveSpread) : null,
    seeds,
    spread: spread.map((each) => (Number.isFinite(each) ? each : null)),
    threshold: sensitiveSpread,
    unchecked,
  };
}

/** The sentence for the verdict; null if there is nothing to say. */
export function sensitivityText({ perturbed }: RunHistory): string | null {
  if (perturbed === null) return null;
  const { seeds, spread, unchecked } = perturbed;
  if (unchecked !== null) return `Sensitivity to rounding was not checked: ${unchecked}.`;
  const sensitive = spread.filter((each) => each >= sensitiveSpread).length;
  if (sensitive === 0) return null;
  const found = seeds.length === 1 ? '' : ` (${sensitive} of ${seeds.length} seeds checked)`;
  return (
    'Sensitive to rounding: two controls of one seed that start one unit in the last place apart differ ' +
    `${difference(Math.max(...spread))} in loss before the target${found}, ` +
    'so another engine or adapter may give another verdict.'
  );
}

/** "by up to 31 %", "by a factor of up to 12". */
function difference(spread: number): string {
  const factor = exp(spread);
  if (!Number.isFinite(factor)) return 'without bound';
  return factor < 2 ? `by up to ${percentOf(factor - 1)}` : `by a factor of up to ${Math.round(factor)}`;
}

/** Whole percents, tenths below one. */
const percentOf = (share: number): string =>
  share < 0.01 ? `${(100 * share).toFixed(1)} %` : percent(share);
