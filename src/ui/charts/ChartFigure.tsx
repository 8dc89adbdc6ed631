/** A chart with its title, a caption, a spoken summary, what it means, its numbers and its files on demand. */
import {
  useContext,
  useId,
  useState,
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
  createContext,
} from 'react';
import { useUi } from '../app/ui-context.ts';
import type { ExplanationId } from '../help/explained.ts';
import { useCell, usePart, type Watched } from '../primitives/cell.ts';
import { type Table, chosenSteps, type TableColumn, type TableCell } from '../../record/table.ts';
import css from './charts.module.css';
import type { Explore } from './explore/explore.ts';
import { OnSheet } from './export/on-sheet.ts';
import { FigureTools, type FigureSubject } from './FigureTools.tsx';
import { armLabel, type ArmId } from '../primitives/arms.ts';
import { compact } from '../primitives/numbers.ts';

interface ChartFigureProps {
  readonly title: ReactNode;
  readonly caption: ReactNode;
  readonly tools?: ReactNode;
  /** Switches for its series, under the head. */
  readonly legend?: ReactNode;
  /** Names it in style sheets and in the names of its files: no other chart has it. */
  readonly area: string;
  /** What it is of, where that is not the run on screen. */
  readonly of?: FigureSubject;
  readonly view: Watched<{ readonly summary: string }>;
  /** Asks for more height than usual. */
  readonly tall?: boolean;
  /** What the "?" tells, or a "?" of its own; none without. */
  readonly help?: ExplanationId | ReactElement;
  /** Takes keys while the plot has the focus, for a crosshair and zoom: of charts over the run on screen. */
  readonly onKey?: (event: KeyboardEvent) => void;
  /** The same where its x axis is its own. */
  readonly explore?: Explore;
  /** A sentence in the place of data while there is none. */
  readonly empty?: string | null;
  /** Under the plot, also under the table: what its numbers must not be read without. */
  readonly note?: ReactNode;
  /** Its numbers as `view` has them: all of them, or at least those that a person reads. */
  readonly table: (whole: boolean) => Table;
  /** Shows every row, too: where each is one of few, and not a moment of many. */
  readonly allRows?: boolean;
  /**
   * Whether what is inside is one picture, which the summary describes; or parts that have names and keys of their own,
   * and say for themselves while there is no data.
   */
  readonly parts?: boolean;
  /** Between head and plot, also beside the table. */
  readonly aside?: ReactNode;
  /** Pixels of a PNG for each CSS pixel, where four are too many. */
  readonly density?: 2 | 4;
  /** Classes in place of the usual ones. */
  readonly look?: Readonly<Partial<Record<'figure' | 'head' | 'title' | 'caption' | 'tableBox', string>>>;
  readonly children: ReactNode;
}

export function ChartFigure(props: ChartFigureProps) {
  const { title, caption, tools, legend, area, tall = false, help, empty = null, note = null } = props;
  const { table, parts = false, aside, density, look, children } = props;
  const [asTable, setAsTable] = useState(false);
  const [focused, setFocused] = useState(false);
  const id = useId();
  return (
    <figure className={look?.figure ?? css['figure']} data-area={area} data-tall={tall} aria-labelledby={id}>
      <figcaption className={look?.head ?? css['head']}>
        <h3 id={id} className={look?.title ?? css['title']}>
          {title}
        </h3>
        {/* Under the keyboard the numbers at the crosshair are said as it moves. */}
        <span className={look?.caption ?? css['caption']} aria-live={focused ? 'polite' : 'off'}>
          {caption}
        </span>
        <FigureTools
          figure={<ChartFigure {...props} />}
          area={area}
          of={props.of}
          density={density}
          help={help}
          zooms={props.onKey !== undefined}
          explore={props.explore}
          table={table}
          asTable={asTable}
          onTable={setAsTable}
        >
          {tools}
        </FigureTools>
      </figcaption>
      {aside}
      {!asTable && legend}
      {asTable ? (
        <div className={look?.tableBox ?? css['tableBox']} tabIndex={0} role="region" aria-labelledby={id}>
          <Numbers {...props} />
        </div>
      ) : parts ? (
        children
      ) : (
        <Plot {...props} empty={empty} onFocus={setFocused}>
          {children}
        </Plot>
      )}
      {note !== null && <p className={css['note']}>{note}</p>}
    </figure>
  );
}

function Numbers({ view, table, allRows = false }: Pick<ChartFigureProps, 'view' | 'table' | 'allRows'>) {
  useCell(view);
  return <DataTable table={table(false)} whole={allRows} />;
}

interface PlotProps extends Pick<ChartFigureProps, 'view' | 'onKey' | 'explore' | 'children'> {
  readonly empty: string | null;
  readonly onFocus: (focused: boolean) => void;
}

const keysInWords = 'Arrow keys move along it, plus and minus zoom, Escape shows all of it.';
const fixedInWords = 'Arrow keys move along it, Escape lets go.';
const cellsInWords = 'Arrow keys move from cell to cell, Escape lets go.';

function Plot({ view, empty, onFocus, children, ...keys }: PlotProps) {
  const onKey = useContext(OnSheet) ? undefined : (keys.onKey ?? keys.explore?.onKey);
  const { hover } = useUi();
  const [over, setOver] = useState<HTMLElement | null>(null);
  const summary = usePart(view, ({ summary: text }) => text);
  const { isFixed = false, columns } = keys.explore?.axis ?? {};
  const words = columns !== undefined ? cellsInWords : isFixed ? fixedInWords : keysInWords;
  const focusable = onKey !== undefined && {
    tabIndex: 0,
    onKeyDown: onKey,
    onFocus: () => onFocus(true),
    onBlur: () => {
      onFocus(false);
      (keys.explore?.at ?? hover).set(null);
    },
  };
  return (
    <div className={css['plot']}>
      <div
        role="img"
        aria-label={onKey === undefined ? summary : `${summary} ${words}`}
        className={css['picture']}
        {...focusable}
      >
        <OverPlot value={over}>{children}</OverPlot>
      </div>
      <div ref={setOver} className={css['over']} />
      {empty !== null && (
        <p className={css['empty']}>
          <span>{empty}</span>
        </p>
      )}
    </div>
  );
}

interface DataTableProps {
  readonly table: Table;
  /** Shows every row: where each is one of few, and not a moment of many. */
  readonly whole?: boolean;
}

const most = 60;

const shown = (cell: TableCell, [, name, text]: TableColumn): string =>
  typeof cell === 'string'
    ? name === 'arm'
      ? armLabel(cell as ArmId)
      : cell
    : text !== undefined
      ? text(cell)
      : Number.isNaN(cell)
        ? ''
        : Number.isFinite(cell)
          ? compact(cell, 4)
          : cell < 0
            ? '−∞'
            : '∞';

/** A chart's numbers on screen: of many rows so many as a person reads, the first and the last among them. */
function DataTable({ table: { columns, rows }, whole = false }: DataTableProps) {
  if (rows.length === 0) return <p>No numbers yet.</p>;
  return (
    <table className={css['table']}>
      <thead>
        <tr>
          {columns.map(([title, name]) => (
            <th key={name} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody translate="no">
        {chosenSteps(rows.length, whole ? Infinity : most).map((at) => (
          <tr key={at}>
            {columns.map((column, index) => (
              <td key={column[1]}>{shown(rows[at]?.[index] ?? NaN, column)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/**
 * The element that lies over a plot, pixel for pixel, for what can be taken hold of: a picture's own contents are
 * not there for a screen reader.
 */
const OverPlot = createContext<HTMLElement | null>(null);

/** Null until it is there. */
export const useOverPlot = (): HTMLElement | null => useContext(OverPlot);
