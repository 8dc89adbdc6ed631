/** A heat map with its title, what the cell pointed at says, its legend, its numbers and its files. */
import { useMemo, useState, type ReactNode } from 'react';
import type { HeatCell, HeatView } from './heat/heat.ts';
import { ChartFigure } from '../../ui/charts/ChartFigure.tsx';
import { ExplainPanel } from '../../ui/help/ExplainPanel.tsx';
import type { PanelId } from '../../ui/help/panel-explanations.ts';
import { constant } from '../../ui/primitives/cell.ts';
import { HeatLegend } from './heat/HeatLegend.tsx';
import { HeatMap, type CellPlace, type Tones } from './heat/HeatMap.tsx';
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

const { figure = '', head = '', caption: captionClass = '', tableBox = '' } = css;

export function MapFigure(props: MapFigureProps) {
  const { title, area, view, all = () => view, quantity, tones, words, mark = null, told } = props;
  const { caption, tools, children, empty, onOpen } = props;
  const [cursor, setCursor] = useState<CellPlace | null>(null);
  const watched = useMemo(() => constant(view), [view]);
  const focused = view.anchors.indexOf(props.focus ?? -1);
  const open = (anchor: number | undefined): void => {
    if (anchor !== undefined) onOpen?.(anchor);
  };
  const move = (next: CellPlace | null): void =>
    setCursor((now) => (now?.column === next?.column && now?.row === next?.row ? now : next));
  return (
    <ChartFigure
      title={title}
      area={area}
      view={watched}
      caption={
        <span aria-live="polite">
          {cursor === null ? caption : <Told view={view} place={cursor} told={told} />}
        </span>
      }
      tools={tools}
      help={<ExplainPanel what={area} />}
      table={(whole) => mapTable(whole ? all() : view, quantity)}
      aside={<div className={css['aside']}>{children}</div>}
      look={{ figure, head, caption: captionClass, tableBox }}
      parts
    >
      {empty === null ? (
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
    </ChartFigure>
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
