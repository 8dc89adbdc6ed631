/** Sweeps that were run elsewhere and opened here: named, opened again, saved as their files, removed with undo. */
import { useEffect } from 'react';
import { useStore } from 'zustand';
import type { SavedSweep } from '../../record/saved/saved-sweep.ts';
import { savedSweepsOf } from '../../store/sweep/saved-sweeps.ts';
import type { SavedSweepsState } from '../../store/sweep/sweep-state.ts';
import { later } from '../../ui/app/later.ts';
import { useActions, useUi } from '../../ui/app/ui-context.ts';
import buttons from '../../ui/primitives/buttons.module.css';
import { grouped } from '../../ui/primitives/numbers.ts';
import layout from '../../ui/layout/layout.module.css';
import { NameField } from './NameField.tsx';
import css from './compare.module.css';

const useSaved = <T,>(select: (state: SavedSweepsState) => T): T =>
  useStore(savedSweepsOf(useUi().app).store, select);

const useSavedActions = () => savedSweepsOf(useUi().app).actions;

const columns = ['sweep', 'points', 'plan', 'rows', 'farcast', 'file', 'opened'];

/** Nothing while there are none. */
export function SavedSweeps() {
  const { read, undoRemove } = useSavedActions();
  const { sweeps, removed, problem } = useSaved((state) => state);
  useEffect(() => void read(), [read]);
  if (sweeps.length === 0 && removed === null && problem === null) return null;
  return (
    <div>
      <div className={css['head']}>
        <h3 id="saved-sweeps" className={css['title']}>
          Sweeps that were run elsewhere
        </h3>
        {removed !== null && (
          <p className={layout['note']} role="status">
            Removed: {sweepName(removed.row)}.{' '}
            <button type="button" className={buttons['link']} onClick={() => void undoRemove()}>
              Undo
            </button>
          </p>
        )}
      </div>
      {problem !== null && (
        <p className={layout['note']} role="alert">
          {problem}
        </p>
      )}
      {sweeps.length > 0 && (
        <div className={css['scroll']} tabIndex={0} role="region" aria-labelledby="saved-sweeps">
          <table className={css['table']} aria-labelledby="saved-sweeps">
            <thead>
              <tr>
                {columns.map((title) => (
                  <th key={title} scope="col">
                    {title}
                  </th>
                ))}
                <th scope="col">
                  <span className="visually-hidden">actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {sweeps.map((sweep) => (
                <Row key={sweep.id} sweep={sweep} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}

const sweepName = ({ name, knobs }: SavedSweep): string => (name === '' ? knobs : name);

const digits = 8;

const opened = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });

function Row({ sweep }: { readonly sweep: SavedSweep }) {
  const { rename, open, remove, file } = useSavedActions();
  const { showBench } = useActions();
  const { id, knobs, points, done, followed, plan, rows } = sweep;
  const name = sweepName(sweep);
  const show = async (): Promise<void> => {
    if (await open(id)) showBench('sweep');
  };
  const save = async (): Promise<void> => {
    const [{ download }, saved] = await Promise.all([later.saving(), file(id)]);
    if (saved !== null) download(saved, saved.name);
  };
  return (
    <tr>
      <th scope="row" data-column="name">
        <NameField
          label={`Name of sweep ${rows.slice(0, digits)}`}
          name={sweep.name}
          otherwise={knobs}
          onName={(given) => void rename(id, given)}
        />
      </th>
      <td>{done === points ? grouped(points) : `${grouped(done)} of ${grouped(points)}`}</td>
      <td>
        <code title={plan}>{plan.slice(0, digits)}</code>
        {followed ? ' followed' : ' not followed'}
      </td>
      <td>
        <code title={rows}>{rows.slice(0, digits)}</code>
      </td>
      <td>{sweep.farcast}</td>
      <td>{sweep.file}</td>
      <td>{opened.format(sweep.keptAt)}</td>
      <td className={css['buttons']}>
        <Action label={`Open ${name}`} title="Show this sweep again" onClick={() => void show()}>
          Open
        </Action>
        <Action
          label={`Save the file of ${name}`}
          title="Save the file as it was opened"
          onClick={() => void save()}
        >
          Save
        </Action>
        <Action label={`Remove ${name}`} onClick={() => void remove(id)}>
          Remove
        </Action>
      </td>
    </tr>
  );
}

interface ActionProps {
  readonly label: string;
  readonly title?: string;
  readonly onClick: () => void;
  readonly children: string;
}

const Action = ({ label, title, onClick, children }: ActionProps) => (
  <button type="button" className={buttons['link']} aria-label={label} title={title} onClick={onClick}>
    {children}
  </button>
);
