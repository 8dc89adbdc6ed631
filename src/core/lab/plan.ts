/**
 * Which steps of a lab sequence are inputs of the forecast, inputs of the fit, and targets. Steps count from the
 * window's start.
 */
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
  /** Inputs of the forecast; the last is the anchor. */
  readonly columns: readonly number[];
  /** The same for the fit, and its targets: within the window if only the window is used for fitting. */
  readonly fitColumns: readonly number[];
  readonly fitTargets: readonly number[];
  /** Spacing of the recent line. */
  readonly recent: number;
}

/** Maximum number of horizons; a penalised fit solves them together. */
const most = 30;
const maxPenalised = 12;

/** Horizons that no fit could reach are left out: windows alone allow fits only up to their own length. */
export function labPlan(lab: LabSettings): LabPlan {
  const { window, horizon } = lab;
  const count = lab.penalty === 'none' ? most : maxPenalised;
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

/** At most `count` horizons, equally spaced, the last at `farthest`. */
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
