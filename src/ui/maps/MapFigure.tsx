/** A heat map with its title, what the cell pointed at says, its legend, its numbers and its files. */
import { useId, useState, type ReactNode } from 'react';
import type { HeatCell, HeatView } from '../../store/select/maps/heat.ts';
import charts from '../charts/charts.module.css';
import { DataTable } from '../charts/DataTable.tsx';
import { FigureTools } from '../charts/FigureTools.tsx';
import { ExplainPanel } from '../help/ExplainPanel.tsx';
import type { PanelId } from '../help/panel-explanations.ts';
import { HeatLegend } from './HeatLegend.tsx';
import { HeatMap, type CellPlace, type Tones } from './HeatMap.tsx';
import type { Table } from '../../record/table.ts';
import css from './maps.module.css';
import { mapTable } from './table.ts';

interface MapFigureProps {
  readonly title: string;
  /** Names its files, and what its "?" tells. */
  readonly area: Extract<PanelId, `map-${string}`>;
  readonly view: HeatView;
  /** The same of every anchor, where `view` has some of them. */
  readonly all?: () => HeatView;
  /** What a cell's number is, in names of columns. */
  readonly quantity: string;
  readonly tones: Tones;
  /** What the low and the high end of the scale mean. */
  readonly words: readonly [low: string, high: string];
  readonly mark?: string;
  /** Says one cell: "skill 0.62". */
  readonly told: (cell: HeatCell) => string;
  readonly caption: string;
  readonly tools?: ReactNode;
  /** Between head and map. */
  readonly children?: ReactNode;
  /** A sentence in the place of cells while there are none. */
  readonly empty: string | null;
  /** The step whose forecast is shown elsewhere. */
  readonly focus: number | null;
  /** Told the step of the cell that is opened; null where cells cannot be. */
  readonly onOpen: ((anchor: number) => void) | null;
}

export function MapFigure(props: MapFigureProps) {
  const {
    title,
    area,
    view,
    all = () => view,
    quantity,
    tones,
    words,
    mark = null,
    told,
    caption,
    tools,
    children,
    empty,
    onOpen,
  } = props;
  const id = useId();
  const [asTable, setAsTable] = useState(false);
  const [cursor, setCursor] = useState<CellPlace | null>(null);
  const table = (whole: boolean): Table => mapTable(whole ? all() : view, quantity);
  const focused = view.anchors.indexOf(props.focus ?? -1);
  const open = (anchor: number | undefined): void => {
    if (anchor !== undefined) onOpen?.(anchor);
  };
  const move = (next: CellPlace | null): void =>
    setCursor((now) => (now?.column === next?.column && now?.row === next?.row ? now : next));
  return (
    <figure className={css['figure']} aria-labelledby={id}>
      <figcaption className={css['head']}>
        <h3 id={id} className={charts['title']}>
          {title}
        </h3>
        <span className={css['caption']} aria-live="polite">
          {cursor === null ? caption : <Told view={view} place={cursor} told={told} />}
        </span>
        <FigureTools
          figure={<MapFigure {...props} />}
          area={area}
          help={<ExplainPanel what={area} />}
          zooms={false}
          table={table}
          asTable={asTable}
          onTable={setAsTable}
        >
          {tools}
        </FigureTools>
      </figcaption>
      <div className={css['aside']}>{children}</div>
      {asTable ? (
        <div className={css['tableBox']} tabIndex={0} role="region" aria-labelledby={id}>
          <DataTable table={table(false)} />
        </div>
      ) : empty === null ? (
        <>
          <HeatMap
            view={view}
            tones={tones}
            cursor={cursor}
            focus={focused < 0 ? null : focused}
            onCursor={move}
            onOpen={onOpen === null ? null : ({ column }) => open(view.anchors[column])}
          />
          <HeatLegend scale={view.scale} tones={tones} words={words} mark={mark} />
        </>
      ) : (
        <p className={css['empty']}>{empty}</p>
      )}
    </figure>
  );
}

interface ToldProps {
  readonly view: HeatView;
  readonly place: CellPlace;
  readonly told: (cell: HeatCell) => string;
}

function Told({ view: { anchors, horizons, cells }, place: { column, row }, told }: ToldProps) {
  const cell = cells[column * horizons.length + row];
  if (cell === undefined) return null;
  return (
    <span className={css['told']}>
      step {anchors[column]}, {horizons[row]} ahead: {cell === null ? 'nothing known' : told(cell)}
    </span>
  );
}
