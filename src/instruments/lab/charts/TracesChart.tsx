/** Some scored sequences: what they did, and what the forecast said from the end of the window on. */
import type { TracesView } from '../view/view.ts';
import charts from '../../../ui/charts/charts.module.css';
import { ForecastMultiples } from '../../../ui/charts/ForecastMultiples.tsx';
import css from '../Lab.module.css';
import { look } from '../look.ts';
import { tracesTable } from '../tables.ts';
import { useLabFigure } from './LabFigure.tsx';

const { color } = look.farcaster;

export function TracesChart({ view }: { readonly view: TracesView }) {
  const { traces, steps, anchor, caption, summary } = view;
  return (
    <ForecastMultiples
      {...useLabFigure('lab-traces', summary)}
      title={
        <>
          Actual and{' '}
          <span style={{ color }} className={charts['dashed']}>
            forecast
          </span>
        </>
      }
      captionAt={(step) => (step === null ? caption : `step ${step}`)}
      multiples={{ traces, xDomain: [0, steps], anchor, windowSteps: anchor, color }}
      gridClass={css['multiples']}
      table={(whole) => tracesTable(view, whole)}
    />
  );
}
