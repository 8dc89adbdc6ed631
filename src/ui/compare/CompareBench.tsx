/** The compare instrument: finished runs over each other in one chart, and the list of them. */
import { useEffect, useRef } from 'react';
import { CompareChart } from './CompareChart.tsx';
import css from './compare.module.css';
import { RunList } from './RunList.tsx';
import { useCompareActions, useCompareState } from './use-compare.ts';

export default function CompareBench() {
  const box = useRef<HTMLDivElement>(null);
  const wanted = useCompareState((state) => state.wanted);
  const none = useCompareState(({ runs }) => runs.length === 0);
  const { shown } = useCompareActions();
  useEffect(() => {
    if (!wanted) return;
    box.current?.scrollIntoView({ block: 'start' });
    shown();
  }, [wanted, shown]);
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
