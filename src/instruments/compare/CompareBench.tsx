/** The compare instrument: finished runs over each other in one chart, and the list of them. */
import { CompareChart, useCompareState, useCompareActions } from './CompareChart.tsx';
import css from './compare.module.css';
import { useId, useMemo, useState } from 'react';
import { refusalWords } from '../../store/compare/compare.ts';
import type { KeptRun } from '../../record/saved/saved-run.ts';
import { lettersOf, runName } from './view.ts';
import buttons from '../../ui/primitives/buttons.module.css';

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

function RunList() {
  const runs = useCompareState((state) => state.runs);
  const drawn = useCompareState((state) => state.drawn);
  const letters = useMemo(() => lettersOf({ runs, drawn }), [runs, drawn]);
  return (
    <>
      <Removed />
      <Unsaved />
      <ul className={css['list']} aria-label="Kept runs">
        {runs.map((run) => (
          <Row key={run.id} run={run} letter={letters.get(run.id) ?? null} />
        ))}
      </ul>
    </>
  );
}

function Removed() {
  const removed = useCompareState((state) => state.removed);
  const { undoRemove } = useCompareActions();
  return removed === null ? null : (
    <p className={css['note']} role="status">
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
    <p className={css['note']} role="alert">
      {which} kept only until this page is closed. {refusalWords[refusal]}
    </p>
  );
}

function Row({ run, letter }: { readonly run: KeptRun; readonly letter: string | null }) {
  const actions = useCompareActions();
  const when = new Date(run.keptAt).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short' });
  const name = runName(run);
  return (
    <li className={css['row']}>
      <label className={css['draw']}>
        <input
          type="checkbox"
          className={css['check']}
          checked={letter !== null}
          aria-label={`Draw ${name}${letter === null ? '' : `, as ${letter}`}`}
          onChange={({ target }) => actions.draw(run.id, target.checked)}
        />
        <span className={css['letter']}>{letter ?? ''}</span>
      </label>
      <div className={css['words']}>
        <Name run={run} />
        {run.name !== '' && <p className={css['note']}>{run.difference}</p>}
        <p>{run.verdict}</p>
        <p className={css['facts']}>
          {run.experimentId} · {run.seeds} {run.seeds === 1 ? 'seed' : 'seeds'} · {run.engine} · {when}
        </p>
      </div>
      <div className={css['buttons']}>
        <button
          type="button"
          className={buttons['link']}
          aria-label={`Open ${name}`}
          title="Put this experiment on screen again"
          onClick={() => actions.open(run.id)}
        >
          Open
        </button>
        <button
          type="button"
          className={buttons['link']}
          aria-label={`Remove ${name}`}
          onClick={() => actions.remove(run.id)}
        >
          Remove
        </button>
      </div>
    </li>
  );
}

/** Typed over in place; Enter or leaving takes it, Escape does not. Empty: what was changed names it. */
function Name({ run }: { readonly run: KeptRun }) {
  const { rename } = useCompareActions();
  const [typed, setTyped] = useState<string | null>(null);
  const id = useId();
  const take = (): void => {
    if (typed !== null) rename(run.id, typed);
    setTyped(null);
  };
  return (
    <input
      id={id}
      type="text"
      className={css['name']}
      aria-label={`Name of run ${run.experimentId}`}
      placeholder={run.difference}
      maxLength={80}
      autoComplete="off"
      value={typed ?? run.name}
      onChange={({ target }) => setTyped(target.value)}
      onBlur={take}
      onKeyDown={({ key }) => {
        if (key === 'Enter') take();
        if (key === 'Escape') setTyped(null);
      }}
    />
  );
}
