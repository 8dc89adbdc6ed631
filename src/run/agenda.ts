/**
 * The agenda: what has to happen after which step besides training. A pure function of the plan, so
 * that the conductor's loop only follows it.
 */
import type { InRunPlan } from '../core/forecast/in-run.ts';

/** Everything about one forecast is keyed by its anchor, the last step of its window. */
export type AgendaItem =
  /** Keep the window's first snapshot, or the sub-span's last. */
  | { readonly step: number; readonly kind: 'first' | 'sub-span'; readonly anchor: number }
  /** Take inner products with the fit's target for horizon number `index`. */
  | { readonly step: number; readonly kind: 'target'; readonly anchor: number; readonly index: number }
  /** Compare the forecast for horizon number `index` with where the replica now is. */
  | { readonly step: number; readonly kind: 'score'; readonly anchor: number; readonly index: number }
  /** Fit, forecast, and jump. */
  | { readonly step: number; readonly kind: 'anchor'; readonly anchor: number }
  | { readonly step: number; readonly kind: 'evaluate' };

/** Order within one step: look first, then change. */
const order: Readonly<Record<AgendaItem['kind'], number>> = {
  score: 0,
  first: 1,
  'sub-span': 2,
  target: 3,
  anchor: 4,
  evaluate: 5,
};

export interface AgendaSettings {
  readonly steps: number;
  readonly warmup: number;
  readonly period: number;
  readonly inRun: InRunPlan;
  /** Steps after which all replicas are evaluated on guard and test; the last step always is. */
  readonly evaluations: readonly number[];
}

/** All items in the order in which they are due. Anchors at or past the last step are left out. */
export function agendaOf({ steps, warmup, period, inRun, evaluations }: AgendaSettings): AgendaItem[] {
  const items: AgendaItem[] = [...new Set([...evaluations, steps])].map((step) => ({
    step,
    kind: 'evaluate',
  }));
  for (let anchor = warmup; anchor < steps; anchor += period) {
    const start = anchor - inRun.windowSteps;
    items.push(
      { step: start, kind: 'first', anchor },
      { step: start + inRun.subSpanSteps, kind: 'sub-span', anchor },
    );
    inRun.targetSteps.forEach((offset, index) =>
      items.push({ step: start + offset, kind: 'target', anchor, index }),
    );
    items.push({ step: anchor, kind: 'anchor', anchor });
    inRun.horizons.forEach((horizon, index) => {
      if (anchor + horizon <= steps) items.push({ step: anchor + horizon, kind: 'score', anchor, index });
    });
  }
  return items.sort((a, b) => a.step - b.step || order[a.kind] - order[b.kind]);
}
