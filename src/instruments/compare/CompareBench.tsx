/** The compare instrument: finished runs over each other in one chart, and the list of them. */
import { CompareChart } from './CompareChart.tsx';
import css from './compare.module.css';
import { RunList } from './RunList.tsx';
import { useCompareState } from './use-compare.ts';

export default function CompareBench() {
  const none = useCompareState(({ runs }) => runs.length === 0);
  return (
    <div className={css['bench']}>
      {none ? (
        <p className={css['note']}>No run has finished yet. The first one will be kept here.</p>
      ) : (
        <CompareChart />
      )}
      <RunList />
    </div>
  );
}
