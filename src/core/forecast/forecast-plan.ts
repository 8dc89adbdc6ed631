/** The geometry of windows, in steps: which snapshots a forecast reads, which it is fitted on, and its horizons. */
import type { ExperimentSpec } from '../../experiment/fields.ts';
import { frozenHorizons } from '../../experiment/frozen.ts';
import { sequence } from '../../experiment/kinds.ts';
import { inRunPlan, spreadOver } from './in-run.ts';

export interface ForecastPlan {
  /** Optimizer steps that a window spans. */
  readonly windowSteps: number;
  /** Steps ahead of the anchor of every candidate, ascending. */
  readonly horizons: readonly number[];
  /**
   * If the fit is within the window: steps from its start to the end of the sub-span that serves as a shorter window,
   * and to the target of every candidate. Null for other sources.
   */
  readonly inRun: { readonly subSpanSteps: number; readonly targetSteps: readonly number[] } | null;
}

type Settings = Pick<
  ExperimentSpec,
  'window' | 'stride' | 'split' | 'candidates' | 'source' | 'reach' | 'frozen' | 'penalty'
>;

export function forecastPlan(spec: Settings): ForecastPlan {
  const { window, stride, candidates, source, reach } = spec;
  const windowSteps = window * stride;
  const even = spec.penalty !== 'none';
  if (source === 'in-run') {
    const { subSpanSteps, targetSteps, horizons } = inRunPlan({ ...spec, even });
    return { windowSteps, horizons, inRun: { subSpanSteps, targetSteps } };
  }
  const given = source === 'frozen' ? frozenHorizons(spec.frozen) : [];
  const snapshots =
    given.length > 0 ? given.map(({ horizon }) => horizon) : spreadOver(reach, candidates, even);
  return { windowSteps, horizons: snapshots.map((horizon) => horizon * stride), inRun: null };
}

/** Maximum number of inputs of one forecast: for longer windows, "all" takes this many, evenly spaced. */
const maxColumns = 25;

/** Which snapshots of a window are inputs. */
export type ColumnSet = ExperimentSpec['columns'];

/**
 * Numbers 0 .. count of the snapshots chosen by an input setting, ascending, the last always `count`: T = {0, n}, {0,
 * .4n, .7n, n}, the latest few, or all (arXiv 2505.02714, section 3).
 */
export function columnNumbers(set: ColumnSet, last: number, count: number): number[] {
  switch (set) {
    case 'ends':
      return [0, count];
    case 'four':
      return distinct([0, Math.round(0.4 * count), Math.round(0.7 * count), count]);
    case 'last':
      return sequence(Math.max(0, count + 1 - last), Math.min(last, count + 1));
    case 'all': {
      const gaps = Math.min(count, maxColumns - 1);
      return sequence(0, gaps + 1).map((i) => Math.round((i * count) / gaps));
    }
  }
}

export interface Columns {
  /** Steps from the window's start to each input of the forecast. */
  readonly window: readonly number[];
  /** The same for the fit: within the sub-span if the fit is within the window, else the same steps. */
  readonly fit: readonly number[];
}

/**
 * Inputs of a forecast. If the fit is within the window, they are those of the sub-span, stretched to the window and
 * rounded to whole snapshots (scale-free, like the horizons).
 */
export function columnsOf(
  set: ColumnSet,
  spec: Pick<ExperimentSpec, 'window' | 'stride' | 'lastColumns'>,
  plan: ForecastPlan,
): Columns {
  const { window, stride, lastColumns } = spec;
  if (plan.inRun === null) {
    const steps = columnNumbers(set, lastColumns, window).map((number) => number * stride);
    return { window: steps, fit: steps };
  }
  const subSpan = plan.inRun.subSpanSteps / stride;
  const numbers = columnNumbers(set, lastColumns, subSpan);
  return {
    fit: numbers.map((number) => number * stride),
    window: numbers.map((number) => Math.round((number * window) / subSpan) * stride),
  };
}

const distinct = (numbers: readonly number[]): number[] => [...new Set(numbers)];
