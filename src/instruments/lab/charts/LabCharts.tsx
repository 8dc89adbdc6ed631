/** The pictures of one lab experiment: the plane or the sequences, errors and coefficients by horizon. */
import type { LabView } from '../view/view.ts';
import css from '../Lab.module.css';
import { CoefficientChart } from './CoefficientChart.tsx';
import { LabErrorChart } from './LabErrorChart.tsx';
import { PlaneChart } from './PlaneChart.tsx';
import { TracesChart } from './TracesChart.tsx';

export function LabCharts({ drawn }: { readonly drawn: NonNullable<LabView['drawn']> }) {
  const { plane, traces, error, coefficients } = drawn;
  return (
    <div className={css['charts']}>
      {plane !== null && <PlaneChart plane={plane} />}
      {traces !== null && <TracesChart view={traces} />}
      <LabErrorChart view={error} />
      <CoefficientChart view={coefficients} />
    </div>
  );
}
