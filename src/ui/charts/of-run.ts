/**
 * What charts read from the run on screen: names of losses, main arm, records, axes, and sentences for missing
 * data.
 */
import { metricName, metricTitle } from '../../experiment/metric-words.ts';
import { progressView } from '../../store/select/progress.ts';
import { useAppState, useUi, useView } from '../app/ui-context.ts';
import { mainArm } from '../../record/judgement/judgement.ts';
import { subjectArm } from '../../experiment/arms.ts';
import { series, type SeriesLook } from '../primitives/arms.ts';
import type { RunHistory } from '../../record/history.ts';
import type { ViewPreferences } from '../../store/state.ts';
import type { Table } from '../../record/table.ts';
import type { CostAxis } from '../../record/cost.ts';

export const useMetricName = (): string => useAppState(({ run, draft }) => metricName(run?.spec ?? draft));

export const useMetricTitle = (): string => useAppState(({ run, draft }) => metricTitle(run?.spec ?? draft));

/** The look of the main treatment. */
export const useSubject = (): SeriesLook =>
  series[useAppState(({ run, draft }) => mainArm(run?.spec ?? draft) ?? subjectArm)];

type TableOf = (history: RunHistory, view: ViewPreferences, whole: boolean) => Table;

export function useRecorded(tableOf: TableOf): (whole: boolean) => Table {
  const { store, recorded } = useUi().app;
  return (whole) => {
    const history = recorded();
    return history === null ? { columns: [], rows: [] } : tableOf(history, store.getState().view, whole);
  };
}

/**
 * What a chart says in place of missing data. `waiting`: its own sentence while data may come, null if it has data.
 * `over`: its sentence after the end of the run.
 */
export function useEmptyWords(waiting: string | null, over?: string): string | null {
  const lifecycle = useAppState(({ run }) => run?.lifecycle ?? 'preparing');
  const phase = useAppState(({ run }) => run?.phase ?? '');
  const stoppedBy = useView(progressView, (view) => view.stoppedBy);
  if (waiting === null) return null;
  if (lifecycle === 'failed') return 'The run failed before there was anything to draw here.';
  if (lifecycle === 'preparing' && phase !== '') return `${phase} …`;
  if (over === undefined) return waiting;
  if (stoppedBy !== null) return `Every network stopped by step ${stoppedBy}: there is nothing to show here.`;
  return lifecycle === 'finished' ? over : waiting;
}

interface AxisWords {
  readonly label: string;
  /** At the end of the axis. */
  readonly unit: string;
  readonly place: (x: number) => string;
}

export const costAxes: Readonly<Record<CostAxis, AxisWords>> = {
  steps: { label: 'steps', unit: 'steps', place: (x) => `step ${Math.round(x)}` },
  ledger: { label: 'ledger', unit: 'gradient steps', place: (x) => `ledger ${Math.round(x)}` },
};

export const axisOptions = Object.entries(costAxes).map(
  ([axis, { label }]) => [axis as CostAxis, label] as const,
);
