/** Which steps of a lab sequence the forecast looks at, is fitted on and aims at. Steps count from the window's start. */
import type { LabSettings } from '../../experiment/lab/lab-fields.ts';
import type { FitSettings } from '../forecast/basis.ts';
import { columnNumbers } from '../forecast/forecast-plan.ts';
import { inRunPlan } from '../forecast/in-run.ts';

export interface LabPlan {
  /** Steps of a whole sequence after its first. */
  readonly steps: number;
  readonly window: number;
  /** Steps ahead of the anchor, ascending; the last is the farthest. */
  readonly horizons: readonly number[];
  /** Columns of the forecast; the last is the anchor. */
  readonly columns: readonly number[];
  /** The same of the fit, and its targets: within the window where the window alone teaches. */
  readonly fitColumns: readonly number[];
  readonly fitTargets: readonly number[];
  /** Spacing of the recent line. */
  readonly recent: number;
}

/** How many horizons there are at most; a penalised fit solves them together. */
const most = 30;
const mostPenalised = 12;

/** A horizon that no fit could reach is left out: the windows alone teach only as far as they are long. */
export function labPlan(lab: LabSettings): LabPlan {
  const { window, horizon } = lab;
  const count = lab.penalty === 'none' ? most : mostPenalised;
  const common = { steps: window + horizon, window, recent: Math.min(lab.recent, window) };
  if (lab.kind === 'regression' || lab.source === 'half') {
    const columns = columnNumbers(lab.columns, lab.lastColumns, window);
    const horizons = spaced(horizon, count);
    return { ...common, horizons, columns, fitColumns: columns, fitTargets: horizons.map((j) => window + j) };
  }
  const split = Math.max(2, Math.min(Math.floor(window / 2), 1 + Math.ceil(horizon / window)));
  const plan = inRunPlan({ window, stride: 1, split, candidates: count });
  const kept = plan.horizons.flatMap((j, h) => (j <= horizon ? [h] : []));
  const fitColumns = columnNumbers(lab.columns, lab.lastColumns, plan.subSpanSteps);
  return {
    ...common,
    horizons: kept.map((h) => plan.horizons[h]!),
    columns: fitColumns.map((column) => Math.round((column * window) / plan.subSpanSteps)),
    fitColumns,
    fitTargets: kept.map((h) => plan.targetSteps[h]!),
  };
}

/** At most `count` horizons, equally far apart, the last `farthest`. */
function spaced(farthest: number, count: number): number[] {
  const gap = Math.ceil(farthest / count);
  const horizons: number[] = [];
  for (let j = farthest; j > 0; j -= gap) horizons.unshift(j);
  return horizons;
}

export const fitSettingsOf = (lab: LabSettings): FitSettings => ({
  loss: lab.fit,
  bias: lab.bias === 'on',
  sumToOne: lab.sum === 'one',
  penalty: {
    reading: lab.penalty,
    norm: lab.penaltyNorm === '1' ? 1 : 2,
    weight: lab.penaltyWeight,
    margin: lab.penaltyMargin,
  },
});
