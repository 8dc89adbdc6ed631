/** Every saved run a row: searched, sorted, with the columns that are wanted; saved to a file and read from one. */
import { useMemo, useState, type ReactNode } from 'react';
import type { SavedRow } from '../../record/saved/saved-run.ts';
import { later } from '../../ui/app/later.ts';
import { useUi } from '../../ui/app/ui-context.ts';
import buttons from '../../ui/primitives/buttons.module.css';
import { FileButton } from '../../ui/layout/FileButton.tsx';
import { Popover } from '../../ui/primitives/Popover.tsx';
import { useCompareActions, useCompareState } from './CompareChart.tsx';
import { NameField } from './NameField.tsx';
import {
  lettersOf,
  listedRuns,
  runColumns,
  runName,
  runsTable,
  type RunColumnName,
  type RunOrder,
} from './view.ts';
import layout from '../../ui/layout/layout.module.css';
import css from './compare.module.css';

/** Rows shown at first: more are there on request. */
const someRows = 100;

const alwaysShown: RunColumnName = 'name';

export function RunTable() {
  const runs = useCompareState((state) => state.runs);
  const drawn = useCompareState((state) => state.drawn);
  const [filter, setFilter] = useState('');
  const [order, setOrder] = useState<RunOrder>({ by: 'finished', descending: true });
  const [hidden, setHidden] = useState<readonly RunColumnName[]>(['difference', 'experiment']);
  const [whole, setWhole] = useState(false);
  const letters = useMemo(() => lettersOf({ runs, drawn }), [runs, drawn]);
  const listed = useMemo(() => listedRuns(runs, filter, order), [runs, filter, order]);
  const shown = runColumns.filter(({ name }) => !hidden.includes(name));
  const sort = (by: RunColumnName): void =>
    setOrder((before) => ({ by, descending: before.by === by ? !before.descending : by === 'finished' }));
  return (
    <div>
      <div className={css['head']}>
        {runs.length > 0 && (
          <>
            <input
              type="search"
              className={css['filter']}
              aria-label="Filter saved runs"
              placeholder="Filter"
              value={filter}
              onChange={({ target }) => setFilter(target.value)}
            />
            <span className={layout['note']} role="status">
              {listed.length === runs.length ? `${runs.length} saved` : `${listed.length} of ${runs.length}`}
            </span>
            <Columns hidden={hidden} onHidden={setHidden} />
          </>
        )}
        <Files runs={listed} />
      </div>
      {runs.length > 0 && (
        <div className={css['scroll']} tabIndex={0} role="region" aria-label="Saved runs">
          <table className={css['table']} aria-label="Saved runs">
            <thead>
              <tr>
                <th scope="col">drawn</th>
                {shown.map(({ name, title }) => (
                  <th
                    key={name}
                    scope="col"
                    aria-sort={order.by !== name ? 'none' : order.descending ? 'descending' : 'ascending'}
                  >
                    <button type="button" className={css['sort']} onClick={() => sort(name)}>
                      {title}
                      <span aria-hidden="true">
                        {order.by !== name ? '' : order.descending ? ' ↓' : ' ↑'}
                      </span>
                    </button>
                  </th>
                ))}
                <th scope="col">
                  <span className="visually-hidden">actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {listed.slice(0, whole ? Infinity : someRows).map((run) => (
                <Row
                  key={run.id}
                  run={run}
                  letter={letters.get(run.id) ?? null}
                  columns={shown.map(({ name }) => name)}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {!whole && listed.length > someRows && (
        <button type="button" className={buttons['link']} onClick={() => setWhole(true)}>
          Show all {listed.length}
        </button>
      )}
    </div>
  );
}

interface ColumnsProps {
  readonly hidden: readonly RunColumnName[];
  readonly onHidden: (hidden: readonly RunColumnName[]) => void;
}

function Columns({ hidden, onHidden }: ColumnsProps) {
  return (
    <Popover label="Columns" face="Columns" buttonClass={buttons['link']} panelClass={css['menu']}>
      {() =>
        runColumns
          .filter(({ name }) => name !== alwaysShown)
          .map(({ name, title }) => (
            <label key={name} className={css['draw']}>
              <input
                type="checkbox"
                className={css['check']}
                checked={!hidden.includes(name)}
                onChange={({ target }) =>
                  onHidden(target.checked ? hidden.filter((other) => other !== name) : [...hidden, name])
                }
              />
              {title}
            </label>
          ))
      }
    </Popover>
  );
}

/** The rows as CSV, the whole collection as a file, and one read from a file. */
function Files({ runs }: { readonly runs: readonly SavedRow[] }) {
  const { app } = useUi();
  const { add, file } = useCompareActions();
  const imported = useCompareState((state) => state.imported);
  const subject = { id: 'saved', words: `${runs.length} saved runs`, spec: null };
  const saveTable = (): void =>
    void later.saving().then((saving) => saving.saveTable(app, 'runs', runsTable(runs), subject));
  const saveAll = (): void =>
    void Promise.all([later.saving(), file()]).then(([{ download }, all]) =>
      download(all, 'farcast-saved-runs.json'),
    );
  return (
    <span className={css['files']}>
      {runs.length > 0 && (
        <>
          <button
            type="button"
            className={buttons['link']}
            title="Save these rows as CSV"
            onClick={saveTable}
          >
            CSV
          </button>
          <button
            type="button"
            className={buttons['link']}
            title="Save all runs with their curves, for another browser"
            onClick={saveAll}
          >
            Export all
          </button>
        </>
      )}
      <FileButton
        className={buttons['link']}
        label="Files of saved runs"
        kind="packed"
        onFiles={(files) => add(...files)}
      >
        Import
      </FileButton>
      {imported !== null && (
        <span className={layout['note']} role="status">
          {imported}
        </span>
      )}
    </span>
  );
}

interface RowProps {
  readonly run: SavedRow;
  readonly letter: string | null;
  readonly columns: readonly RunColumnName[];
}

const digits = 8;

function Row({ run, letter, columns }: RowProps) {
  const actions = useCompareActions();
  const name = runName(run);
  const cells: Readonly<Record<RunColumnName, ReactNode>> = {
    name: (
      <NameField
        label={`Name of run ${run.experimentId}`}
        name={run.name}
        otherwise={run.difference}
        onName={(given) => actions.rename(run.id, given)}
      />
    ),
    difference: run.difference,
    seeds: run.seeds,
    verdict: <span className={css['verdict']}>{run.verdict}</span>,
    experiment: <code>{run.experimentId}</code>,
    digest: <code title={run.digest ?? undefined}>{run.digest?.slice(0, digits) ?? '–'}</code>,
    engine: run.engine,
    finished: new Date(run.keptAt).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short' }),
  };
  return (
    <tr>
      <td>
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
      </td>
      {columns.map((column) =>
        column === alwaysShown ? (
          <th key={column} scope="row" data-column={column}>
            {cells[column]}
          </th>
        ) : (
          <td key={column} data-column={column}>
            {cells[column]}
          </td>
        ),
      )}
      <td className={css['buttons']}>
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
      </td>
    </tr>
  );
}
