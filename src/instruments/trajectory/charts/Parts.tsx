/** The forecast errors of the parts of a network: bands over forecasts, and the two heat maps. */
import { useMemo, useState } from 'react';
import { controlArm, subjectArm } from '../../../experiment/arms.ts';
import { stepsText } from '../../../record/recorded/words.ts';
import { ChartFigure } from '../../../ui/charts/ChartFigure.tsx';
import { useSize } from '../../../ui/charts/drawing/use-size.ts';
import { scaleOf } from '../../../ui/charts/Frame.tsx';
import { logTicks } from '../../../ui/charts/drawing/ticks.ts';
import { MapFigure } from '../../../ui/charts/heat/MapFigure.tsx';
import { Pick } from '../../../ui/charts/WhosePick.tsx';
import { ExplainPanel } from '../../../ui/help/ExplainPanel.tsx';
import { series } from '../../../ui/primitives/arms.ts';
import { compact, fixed, grouped } from '../../../ui/primitives/numbers.ts';
import css from '../trajectory.module.css';
import { partMapTable, partsTable } from '../view/tables.ts';
import { partMap, partsView, skillMap, type PartsView } from '../view/view.ts';
import { useSummary, type RunChartProps } from './RunFigures.tsx';

const tones = { low: series[controlArm].color, high: series[subjectArm].color };
const words = ['worse than persistence', 'better'] as const;

interface SkillMapProps extends RunChartProps {
  readonly focus: number | null;
  readonly onOpen: (anchor: number) => void;
}

export function SkillMap({ analysed, of, focus, onOpen }: SkillMapProps) {
  const view = useMemo(() => skillMap(analysed), [analysed]);
  return (
    <MapFigure
      title="Skill by checkpoint and horizon"
      area="run-skill"
      of={of}
      view={view}
      quantity="skill"
      tones={tones}
      words={words}
      told={({ value, more: [own = NaN, stay = NaN] }) =>
        `skill ${fixed(value, 3)}; MAE ${compact(own)}, persistence ${compact(stay)}`
      }
      caption="Click a cell, or press Enter on it, to see its forecast among the weights."
      empty={
        view.cells.some((cell) => cell !== null)
          ? null
          : 'No forecast has a later checkpoint to compare with.'
      }
      focus={focus}
      onOpen={onOpen}
    />
  );
}

export function PartMap({ analysed, of }: RunChartProps) {
  const view = useMemo(() => partMap(analysed), [analysed]);
  return (
    <MapFigure
      title="Skill by part and horizon"
      area="run-part-skill"
      of={of}
      view={view}
      quantity="skill"
      tones={tones}
      words={words}
      told={({ value }) => `skill ${fixed(value, 3)}`}
      table={() => partMapTable(analysed)}
      caption="of the farcaster against persistence, mean over forecasts"
      empty={view.cells.some((cell) => cell !== null) ? null : 'Nothing moved, or nothing can be compared.'}
      focus={null}
      onOpen={null}
    />
  );
}

/** Most parts that are drawn; the table has all. */
const mostDrawn = 24;

export function PartsChart({ analysed, of }: RunChartProps) {
  const { horizons } = analysed.analysis;
  const { judged } = analysed.report;
  const [chosen, setChosen] = useState<number | null>(null);
  const horizon = Math.min(chosen ?? judged ?? 0, horizons.length - 1);
  const view = useMemo(() => partsView(analysed, horizon), [analysed, horizon]);
  const { rows, summary } = view;
  return (
    <ChartFigure
      title="Error by part"
      area="run-parts"
      of={of}
      view={useSummary(summary)}
      help={<ExplainPanel what="run-parts" />}
      caption={
        <Pick
          label="Horizon of the errors by part"
          value={horizon}
          options={horizons.map((steps, index) => [index, `${stepsText(steps)} steps ahead`])}
          onChange={setChosen}
        />
      }
      note={
        rows.length > mostDrawn
          ? `The ${mostDrawn} largest parts of ${rows.length}; the table has all.`
          : null
      }
      empty={
        rows.some(({ forecasts }) => forecasts > 0) ? null : 'Nothing moved, or nothing can be compared.'
      }
      table={() => partsTable(view)}
      allRows
    >
      <Bars view={{ ...view, rows: rows.slice(0, mostDrawn) }} />
    </ChartFigure>
  );
}

/** px at the usual type. */
const [rowHeight, letter, foot] = [19, 6.7, 24];

/** A box with whiskers a part, on a logarithmic axis around persistence. */
function Bars({ view: { rows, xDomain } }: { readonly view: PartsView }) {
  const [box, size] = useSize<HTMLDivElement>();
  const scale = size?.scale ?? 1;
  return (
    <div ref={box} className={css['bars']} style={{ blockSize: (rows.length * rowHeight + foot) * scale }}>
      {size !== null && <BarsDrawing rows={rows} xDomain={xDomain} width={size.width} scale={scale} />}
    </div>
  );
}

interface BarsDrawingProps {
  readonly rows: PartsView['rows'];
  readonly xDomain: PartsView['xDomain'];
  readonly width: number;
  readonly scale: number;
}

function BarsDrawing({ rows, xDomain, width, scale }: BarsDrawingProps) {
  const height = rows.length * rowHeight * scale;
  const longest = Math.max(...rows.map(({ name }) => name.length));
  const left = Math.min((longest * letter + 8) * scale, 0.4 * width);
  const letters = Math.floor((left / scale - 8) / letter);
  const x = scaleOf(xDomain, left, width - left - 60 * scale, true);
  const { color } = series[subjectArm];
  const ticks = logTicks(...xDomain).filter((tick) =>
    [1, 2, 5].includes(Number(String(tick).replace(/[0.]/g, ''))),
  );
  return (
    <svg width={width} height={height + foot * scale}>
      {ticks.map((tick) => (
        <g key={tick}>
          <path
            d={`M${Math.round(x(tick)) + 0.5} 0V${height}`}
            className={tick === 1 ? css['one'] : css['rule']}
          />
          <text x={x(tick)} y={height + 15 * scale} textAnchor="middle" className={css['tick']}>
            {compact(tick)}
          </text>
        </g>
      ))}
      {rows.map(({ name, weights, quantiles }, row) => {
        const y = (row + 0.5) * rowHeight * scale;
        const [p10, p25, p50, p75, p90] = quantiles.map((ratio) => x(ratio)) as [
          number,
          number,
          number,
          number,
          number,
        ];
        return (
          <g key={name}>
            <text x={left - 8} y={y} dy="0.34em" textAnchor="end" className={css['tick']}>
              {name.length > letters ? `…${name.slice(1 - letters)}` : name}
            </text>
            {Number.isFinite(p50) && (
              <>
                <path d={`M${p10} ${y}H${p90}`} style={{ stroke: color }} strokeWidth={1.2} />
                <rect
                  x={p25}
                  y={y - 5}
                  width={Math.max(1, p75 - p25)}
                  height={10}
                  style={{ fill: color }}
                  fillOpacity={0.3}
                />
                <path d={`M${p50} ${y - 6}V${y + 6}`} style={{ stroke: color }} strokeWidth={2} />
              </>
            )}
            <text x={width} y={y} dy="0.34em" textAnchor="end" className={css['count']}>
              {grouped(weights)}
            </text>
          </g>
        );
      })}
    </svg>
  );
}
