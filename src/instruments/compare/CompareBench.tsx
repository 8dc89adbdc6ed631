/** The compare instrument: finished runs over each other in one chart, in pairs, the table of all of them, and saved sweeps. */
import { useEffect } from 'react';
import { refusalWords } from '../../store/compare/stored.ts';
import buttons from '../../ui/primitives/buttons.module.css';
import { CompareChart, useCompareActions, useCompareState } from './CompareChart.tsx';
import { PairedTable } from './PairedTable.tsx';
import { RunTable } from './RunTable.tsx';
import { SavedSweeps } from './SavedSweeps.tsx';
import { runName } from './view.ts';
import layout from '../../ui/layout/layout.module.css';
import css from './compare.module.css';

export default function CompareBench() {
  const { read } = useCompareActions();
  const isRead = useCompareState((state) => state.isRead);
  const none = useCompareState(({ runs }) => runs.length === 0);
  useEffect(read, [read]);
  return (
    <div className={css['bench']}>
      {none ? (
        <p className={layout['note']}>
          {isRead ? 'No run has finished yet. The first one will be saved here.' : 'Reading the saved runs …'}
        </p>
      ) : (
        <>
          <CompareChart />
          <PairedTable />
        </>
      )}
      <Removed />
      <Unsaved />
      <RunTable />
      <SavedSweeps />
    </div>
  );
}

function Removed() {
  const removed = useCompareState((state) => state.removed);
  const { undoRemove } = useCompareActions();
  return removed === null ? null : (
    <p className={layout['note']} role="status">
      Removed: {runName(removed)}.{' '}
      <button type="button" className={buttons['link']} onClick={undoRemove}>
        Undo
      </button>
    </p>
  );
}

/** The browser's storage is full, or there is none. */
function Unsaved() {
  const count = useCompareState(({ unsaved }) => unsaved.length);
  const refusal = useCompareState((state) => state.refusal);
  if (count === 0 || refusal === null) return null;
  const which = count === 1 ? 'One run is' : `${count} runs are`;
  return (
    <p className={layout['note']} role="alert">
      {which} here only until this page is closed. {refusalWords[refusal]}
    </p>
  );
}
