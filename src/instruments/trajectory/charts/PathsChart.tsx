/** Weights over the recorded steps, and their forecasts from one checkpoint on: small and side by side. */
import { useMemo } from 'react';
import { stepsText } from '../../../record/recorded/words.ts';
import { subjectArm } from '../../../experiment/arms.ts';
import type { Method } from '../../../record/recorded/report.ts';
import { methodLabel } from '../../../record/recorded/words.ts';
import { ForecastMultiples } from '../../../ui/charts/ForecastMultiples.tsx';
import { Pick } from '../../../ui/charts/WhosePick.tsx';
import { ExplainPanel } from '../../../ui/help/ExplainPanel.tsx';
import { series } from '../../../ui/primitives/arms.ts';
import css from '../trajectory.module.css';
import { pathsTable } from '../view/tables.ts';
import { pathsView } from '../view/view.ts';
import { useSummary, type RunChartProps } from './RunFigures.tsx';

/** Whose forecast is looked at; indices into the analysis. */
export interface Looked {
  readonly run: number;
  readonly anchor: number;
  readonly method: Method;
}

export interface PathsChartProps extends RunChartProps {
  readonly looked: Looked;
  readonly onLook: (looked: Looked) => void;
}

export function PathsChart({ analysed, of, looked, onLook }: PathsChartProps) {
  const { run, anchor, method } = looked;
  const view = useMemo(() => pathsView(analysed, run, anchor, method), [analysed, run, anchor, method]);
  return (
    <ForecastMultiples
      title="Actual and forecast weights"
      area="run-paths"
      of={of}
      view={useSummary(view.summary)}
      help={<ExplainPanel what="run-paths" />}
      multiples={{ ...view, color: series[method].color }}
      gridClass={css['multiples']}
      captionAt={(step) => (
        <span className={css['looked']}>
          <LookedPicks analysed={analysed} looked={looked} onLook={onLook} />
          {step !== null && <span>step {stepsText(step)}</span>}
        </span>
      )}
      table={(whole) => pathsTable(view, whole)}
    />
  );
}

/** What is looked at, for all charts of one forecast. */
export function LookedPicks({ analysed, looked, onLook }: Omit<PathsChartProps, 'of'>) {
  const { anchors, methods, runs } = analysed.analysis;
  return (
    <>
      <Pick
        label="Method whose forecast is drawn"
        value={looked.method}
        options={methods.map((each) => [each, methodLabel(each)])}
        onChange={(method) => onLook({ ...looked, method })}
      />
      <Pick
        label="Checkpoint of the forecast"
        value={looked.anchor}
        options={anchors.map((step, index) => [index, `from step ${stepsText(step)}`])}
        onChange={(anchor) => onLook({ ...looked, anchor })}
      />
      {runs.length > 1 && (
        <Pick
          label="Run whose weights are drawn"
          value={looked.run}
          options={runs.map((name, index) => [index, name])}
          onChange={(run) => onLook({ ...looked, run })}
        />
      )}
    </>
  );
}

/** The newest forecast of the farcaster of the first run. */
export const firstLook = ({ analysis }: RunChartProps['analysed']): Looked => ({
  run: 0,
  anchor: Math.floor((analysis.anchors.length - 1) / 2),
  method: subjectArm,
});
