/** The compare instrument: finished runs over each other in one chart, and the list of them. */
import { useComeIntoSight } from '../workbench/use-come-into-sight.ts';
import { CompareChart } from './CompareChart.tsx';
import css from './compare.module.css';
import { RunList } from './RunList.tsx';
import { useCompareState } from './use-compare.ts';

export default function CompareBench() {
  const box = useComeIntoSight('compare');
  const none = useCompareState(({ runs }) => runs.length === 0);
  return (
    <div ref={box} className={css['bench']}>
      {none ? (
        <p className={css['note']}>No run has finished yet. The first one will be kept here.</p>
      ) : (
        <CompareChart />
      )}
      <RunList />
    </div>
  );
}
