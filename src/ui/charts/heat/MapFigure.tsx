/** A heat map with its title, the text of the cell under the pointer, its legend, numbers and files. */
import { useMemo, useState, type ReactNode } from 'react';
import type { HeatCell, HeatView, HeatScale } from './heat.ts';
import { ChartFigure } from '../ChartFigure.tsx';
import type { FigureSubject } from '../../../ui/charts/export/figure-files.ts';
import { ExplainPanel } from '../../help/ExplainPanel.tsx';
import type { PanelId } from '../../help/panel-explanations.ts';
import { constant } from '../../primitives/cell.ts';
import { HeatMap, type CellPlace, type Tones, shadeStyle } from './HeatMap.tsx';
import css from './heat.module.css';
import { compact } from '../../primitives/numbers.ts';
import { shades } from './heat-shapes.ts';
import { columnName, type Table, type TableColumn } from '../../../record/table.ts';

interface MapFigureProps {
  readonly title: string;
  /** Names its files and selects the text of its "?". */
  readonly area: PanelId;
  readonly view: HeatView;
  /** All anchors, if `view` has only some. */
  readonly all?: () => HeatView;
  /** Name of a cell's number in column names. */
  readonly quantity: string;
  readonly tones: Tones;
  readonly words: readonly [low: string, high: string];
  readonly mark?: string;
  /** "skill 0.62" */
  readonly told: (cell: HeatCell) => string;
  /** If not a row for every anchor. */
  readonly table?: (whole: boolean) => Table;
  /** Its subject, if not the run on screen. */
  readonly of?: FigureSubject;
  readonly caption: string;
  readonly tools?: ReactNode;
  readonly children?: ReactNode;
  readonly empty: string | null;
  /** The step whose forecast is shown among the weights. */
  readonly focus: number | null;
  /** Opens the forecast of a step; null: cells cannot be opened. */
  readonly onOpen: ((anchor: number) => void) | null;
}

const { figure = '', head = '', caption: captionClass = '', tableBox = '' } = css;

export function MapFigure(props: MapFigureProps) {
  const { title, area, view, all = () => view, quantity, tones, words, mark = null, told } = props;
  const { caption, tools, children, empty, onOpen, of } = props;
  const { table = (whole: boolean) => mapTable(whole ? all() : view, quantity) } = props;
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
      {...(of && { of })}
      table={table}
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

function Told({ view: { anchors, horizons, cells, axes }, place: { column, row }, told }: ToldProps) {
  const cell = cells[column * horizons.length + row];
  if (cell === undefined) return null;
  return (
    <span className={css['told']}>
      {axes?.place(column, row) ?? `step ${anchors[column]}, ${horizons[row]} ahead`}:{' '}
      {cell === null ? 'nothing known' : told(cell)}
    </span>
  );
}

interface HeatLegendProps {
  readonly scale: HeatScale;
  readonly tones: Tones;
  readonly words: readonly [low: string, high: string];
  /** Meaning of a dot in a cell. */
  readonly mark: string | null;
}

const length = 273;

function HeatLegend({ scale, tones, words: [low, high], mark }: HeatLegendProps) {
  const { kind, middle, reach, beyond } = scale;
  const first = kind === 'diverging' ? -shades : 0;
  const steps = Array.from({ length: shades - first + 1 }, (_, i) => first + i);
  const swatch = length / steps.length;
  const least = kind === 'diverging' ? middle - reach : middle;
  return (
    <div className={css['legend']}>
      <svg width={length} height={26} aria-hidden="true" className={css['scale']}>
        {steps.map((shade, i) => (
          <rect
            key={shade}
            x={i * swatch}
            y={1}
            width={swatch}
            height={9}
            className={css['cells']}
            style={shadeStyle(shade, tones)}
          />
        ))}
        <text x={0} y={22} className={css['tick']}>
          {beyond[0] ? '≤ ' : ''}
          {compact(least)}
        </text>
        {kind === 'diverging' && (
          <text x={length / 2} y={22} textAnchor="middle" className={css['tick']}>
            {compact(middle)}
          </text>
        )}
        <text x={length} y={22} textAnchor="end" className={css['tick']}>
          {beyond[1] ? '≥ ' : ''}
          {compact(middle + reach)}
        </text>
      </svg>
      <div className={css['ends']} style={{ maxInlineSize: length }}>
        <span>{low}</span>
        <span>{high}</span>
      </div>
      {mark !== null && <span>• {mark}</span>}
    </div>
  );
}

/** A row for every anchor; for every horizon its value, `quantity`, and the further numbers. */
export const mapTable = ({ anchors, horizons, cells, more }: HeatView, quantity: string): Table => ({
  columns: [
    ['step', 'step'],
    ...horizons.flatMap((ahead): TableColumn[] => [
      [`${ahead} ahead`, columnName(quantity, ahead, 'steps ahead')],
      ...more.map((what): TableColumn => [`${ahead} ahead, ${what}`, columnName(what, ahead, 'steps ahead')]),
    ]),
  ],
  rows: anchors.map((anchor, column) => [
    anchor,
    ...horizons.flatMap((_, row) => {
      const cell = cells[column * horizons.length + row] ?? null;
      return cell === null ? [NaN, ...more.map(() => NaN)] : [cell.value, ...cell.more];
    }),
  ]),
});
