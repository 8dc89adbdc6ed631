/** What can be done with a figure: back from a zoom, explained, saved, read as numbers. */
import { useState, type ReactElement, type ReactNode } from 'react';
import { loadSaving } from '../app/later.ts';
import { useUi } from '../app/ui-context.ts';
import { describe } from '../header/describe.ts';
import { Explain } from '../help/Explain.tsx';
import type { ExplanationId } from '../help/explained.ts';
import buttons from '../primitives/buttons.module.css';
import { Icon } from '../primitives/Icon.tsx';
import { closeAround, Popover } from '../primitives/Popover.tsx';
import css from './charts.module.css';
import { TableSink, type TableContent } from './DataTable.tsx';
import { useZoom } from './use-zoom.ts';

interface FigureToolsProps {
  readonly figure: { readonly current: HTMLElement | null };
  readonly area: string;
  /** What the "?" tells, or a "?" of its own. */
  readonly help: ExplanationId | ReactElement | undefined;
  /** Pixels of a PNG for each CSS pixel, where four are too many. */
  readonly density?: 2 | 4;
  /** Whether the shared range of the x axis is its own. */
  readonly zooms: boolean;
  readonly table: ReactNode;
  readonly asTable: boolean;
  readonly onTable: (asTable: boolean) => void;
  readonly children: ReactNode;
}

export function FigureTools({ help, zooms, asTable, onTable, children, ...saving }: FigureToolsProps) {
  const zoom = useZoom();
  return (
    <span className={css['tools']} data-export="no">
      {zooms && zoom.range !== null && (
        <button type="button" className={buttons['link']} title="Esc, or a double click" onClick={zoom.reset}>
          whole run
        </button>
      )}
      {children}
      <span className={css['icons']}>
        {typeof help === 'string' ? <Explain what={help} /> : help}
        <Save {...saving} asTable={asTable} />
        <button
          type="button"
          className={`${buttons['icon']} ${css['tool']}`}
          aria-pressed={asTable}
          aria-label="Show the numbers"
          title={asTable ? 'Back to the chart' : 'Show the numbers'}
          onClick={() => onTable(!asTable)}
        >
          <Icon name={asTable ? 'chart' : 'table'} size={14} />
        </button>
      </span>
    </span>
  );
}

type SaveProps = Pick<FigureToolsProps, 'figure' | 'area' | 'density' | 'table' | 'asTable'>;

type SaveItem = readonly [label: string, what: string, run: () => void];

/** The lab has no run, and saved runs and those of a sweep are others than the one on screen. */
const ofOtherRuns: readonly string[] = ['lab', 'compare', 'sweep'];

function Save({ figure, area, density = 4, table, asTable }: SaveProps) {
  const { app } = useUi();
  const [wantsCsv, setWantsCsv] = useState(false);
  const [refused, setRefused] = useState(false);
  const run = ofOtherRuns.includes(area) ? null : app.store.getState().run;
  const name = ['farcast', run?.experimentId, area].filter((part) => part !== undefined).join('-');
  const footer = run === null ? '' : `Experiment ${run.experimentId} · ${describe(run.spec)}`;
  const picture = async (kind: 'saveSvg' | 'savePng'): Promise<void> => {
    const saving = await loadSaving();
    if (figure.current !== null) setRefused(!(await saving[kind](figure.current, name, footer, density)));
  };
  const take = ({ columns, rows }: TableContent): void => {
    setWantsCsv(false);
    void loadSaving().then(({ saveCsv }) => saveCsv(columns, rows, name));
  };
  const pictures: readonly SaveItem[] = [
    ['SVG', 'the figure, for print', () => void picture('saveSvg')],
    ['PNG', `the figure, ${density === 2 ? 'twice' : 'four times'} as fine`, () => void picture('savePng')],
  ];
  const items: readonly SaveItem[] = [
    ...(asTable ? [] : pictures),
    ['CSV', 'the numbers drawn', () => setWantsCsv(true)],
  ];
  return (
    <>
      <Popover
        label="Save this chart"
        face={<Icon name="save" size={14} />}
        buttonClass={`${buttons['icon'] ?? ''} ${css['tool'] ?? ''}`}
        panelClass={css['menu']}
      >
        {() =>
          items.map(([label, what, act]) => (
            <button
              key={label}
              type="button"
              className={css['menuItem']}
              onClick={({ currentTarget }) => {
                closeAround(currentTarget);
                act();
              }}
            >
              <b>{label}</b> {what}
            </button>
          ))
        }
      </Popover>
      {wantsCsv && <TableSink value={take}>{table}</TableSink>}
      {refused && <span role="alert">This browser could not draw the picture; SVG works.</span>}
    </>
  );
}
