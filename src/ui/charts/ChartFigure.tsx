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
import { FigureTools } from './FigureTools.tsx';
import type { FigureSubject } from './export/figure-files.ts';
import { armLabel, type ArmId } from '../primitives/arms.ts';
import { compact } from '../primitives/numbers.ts';

interface ChartFigureProps {
  readonly title: ReactNode;
  readonly caption: ReactNode;
  readonly tools?: ReactNode;
  readonly legend?: ReactNode;
  /** Unique; names it in style sheets and files. */
  readonly area: string;
  /** Its subject, if not the run on screen. */
  readonly of?: FigureSubject;
  readonly view: Watched<{ readonly summary: string }>;
  /** More height than usual. */
  readonly tall?: boolean;
  /** The text of its "?", or its own "?". */
  readonly help?: ExplanationId | ReactElement;
  /** Keys of charts over the run on screen, for crosshair and zoom. */
  readonly onKey?: (event: KeyboardEvent) => void;
  /** For charts with their own x axis. */
  readonly explore?: Explore;
  /** A sentence in place of missing data. */
  readonly empty?: string | null;
  /** Under the plot and the table: caveats. */
  readonly note?: ReactNode;
  /** All numbers, or those for the screen. */
  readonly table: (whole: boolean) => Table;
  /** The table shows every row. */
  readonly allRows?: boolean;
  /**
   * Whether the content has its own names, keys and empty text, instead of being one picture that the summary
   * describes.
   */
  readonly parts?: boolean;
  readonly aside?: ReactNode;
  /** Pixels of a PNG per CSS pixel. */
  readonly density?: 2 | 4;
  /** Other classes. */
  readonly look?: Readonly<Partial<Record<'figure' | 'head' | 'title' | 'caption' | 'tableBox', string>>>;
  readonly children: ReactNode;
}

export function ChartFigure(props: ChartFigureProps) {
  const { title, caption, tools, legend, area, tall = false, help, empty = null, note = null } = props;
  const { table, parts = false, aside, density, look, children } = props;
  const [asTable, setAsTable] = useState(false);
  const hasLegend = useContext(OnSheet)?.legend !== false;
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
      {!asTable && hasLegend && legend}
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

const keysInWords = 'Arrow keys move along the axis, plus and minus zoom, Escape shows the whole range.';
const fixedInWords = 'Arrow keys move along it, Escape lets go.';
const cellsInWords = 'Arrow keys move between cells, Escape clears the selection.';

function Plot({ view, empty, onFocus, children, ...keys }: PlotProps) {
  const onKey = useContext(OnSheet) !== null ? undefined : (keys.onKey ?? keys.explore?.onKey);
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

/** A chart's numbers on screen: of many rows a selection, with the first and the last. */
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

/** The element over a plot, for handles: the contents of a picture are hidden from screen readers. */
const OverPlot = createContext<HTMLElement | null>(null);

export const useOverPlot = (): HTMLElement | null => useContext(OverPlot);
