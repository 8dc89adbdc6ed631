/** A chart as a scene recorded it. */
import {
  pointsOf,
  type PlacedPoint,
  type SavedCurve,
  type SavedFigure,
  type SavedPanel,
} from '../../record/scenes/figure.ts';
import { Frame } from '../charts/Frame.tsx';
import charts from '../charts/charts.module.css';
import { placeLabels, roomFor } from '../charts/drawing/labels.ts';
import { Band, Clip, Curve, Label, XUnit } from '../charts/drawing/marks.tsx';
import { bandPath, linePath } from '../charts/drawing/paths.ts';
import type { Scales } from '../charts/drawing/use-scales.ts';
import { useTypeScale } from '../charts/drawing/use-size.ts';
import { series } from '../primitives/arms.ts';
import css from './scenes.module.css';

const lineHeight = 15;
const forecastDash = '4 2.5';
/** Type of the stage relative to that of the page. */
const larger = 1.2;

export function SavedPlot({ figure }: { readonly figure: SavedFigure }) {
  const [only] = figure.panels;
  if (only === undefined || figure.panels.every(({ curves }) => curves.every(({ codes }) => codes === '')))
    return <p className={css['nothing']}>Nothing had been recorded when this scene was made.</p>;
  const isOne = figure.panels.length === 1;
  return (
    <figure className={css['saved']}>
      <figcaption>
        <b>{figure.title}</b> <span>{figure.caption}</span>
      </figcaption>
      <div
        role="img"
        aria-label={`${figure.title}, as recorded: ${figure.caption}`}
        className={isOne ? css['plot'] : css['plots']}
      >
        {isOne ? (
          <Panel panel={only} unit={figure.unit} />
        ) : (
          figure.panels.map((panel) => (
            <div key={panel.title} className={css['panel']}>
              <p>{panel.title}</p>
              <Panel panel={panel} unit="" />
            </div>
          ))
        )}
      </div>
    </figure>
  );
}

function Panel({ panel, unit }: { readonly panel: SavedPanel; readonly unit: string }) {
  const names = panel.curves.map(({ label }) => label).concat(panel.level?.label ?? '');
  return (
    <Frame
      xDomain={panel.x}
      yDomain={panel.y}
      logY={panel.logarithmic}
      bare={unit === ''}
      right={larger * roomFor([...names, `${unit}mm`])}
    >
      {(scales) => (
        <>
          {unit !== '' && <XUnit scales={scales}>{unit}</XUnit>}
          <Clip scales={scales}>
            <Grounds panel={panel} scales={scales} />
            {panel.curves.map((curve, index) => (
              <Saved key={index} curve={curve} scales={scales} />
            ))}
          </Clip>
          <Names panel={panel} scales={scales} />
        </>
      )}
    </Frame>
  );
}

/** What is behind the curves: windows, the level, jumps. */
function Grounds({ panel: { level, ticks, shades, curves }, scales }: PartProps) {
  const { x, y, left, right, top, bottom } = scales;
  const jumps = ticks.map((tick) => `M${x(tick).toFixed(1)} ${bottom}v-8`).join('');
  const subject = curves.find(({ id }) => id !== 'control');
  return (
    <>
      {shades.map(([from, to], index) => (
        <rect
          key={index}
          x={x(from)}
          y={top}
          width={Math.max(0, x(to) - x(from))}
          height={bottom - top}
          className={charts[index === 0 ? 'window' : 'horizon']}
        />
      ))}
      {level !== null &&
        (level.id === null ? (
          <path d={`M${left} ${y(level.at)}H${right}`} className={charts['target']} />
        ) : (
          <Curve d={`M${left} ${y(level.at)}H${right}`} color={series[level.id].color} />
        ))}
      {subject !== undefined && (
        <path d={jumps} className={charts['jumps']} style={{ stroke: series[subject.id].color }} />
      )}
    </>
  );
}

interface PartProps {
  readonly panel: SavedPanel;
  readonly scales: Scales;
}

const across = ({ left, right }: Scales, share: number): number => left + share * (right - left);
const upward = ({ top, bottom }: Scales, share: number): number => bottom - share * (bottom - top);

function Saved({ curve, scales }: { readonly curve: SavedCurve; readonly scales: Scales }) {
  const { color, dash: usual } = series[curve.id];
  const scale = useTypeScale();
  const dash = curve.forecast ? forecastDash : usual;
  const points = pointsOf(curve);
  const x = (point: PlacedPoint): number => across(scales, point.x);
  const lines = partsOf(points).map((part) => linePath(part, x, (point) => upward(scales, point.y)));
  return (
    <>
      {curve.banded && (
        <Band
          color={color}
          d={bandPath(
            points,
            x,
            ({ band }) => band?.map((end) => upward(scales, end)) as [number, number] | undefined,
          )}
        />
      )}
      <Curve d={lines.join('')} color={color} dash={dash && scaled(dash, scale)} />
    </>
  );
}

/** Dashes grow with the type, as lines do. */
const scaled = (dash: string, scale: number): string =>
  dash
    .split(' ')
    .map((length) => Number(length) * scale)
    .join(' ');

/** The parts of a curve between its breaks. */
function partsOf(points: readonly PlacedPoint[]): PlacedPoint[][] {
  const parts: PlacedPoint[][] = [[]];
  for (const point of points)
    if (Number.isNaN(point.y)) parts.push([]);
    else parts.at(-1)?.push(point);
  return parts;
}

/** At the ends of the curves. */
function Names({ panel: { curves, level }, scales }: PartProps) {
  const scale = useTypeScale();
  const ends = curves.flatMap(({ id, label, ...curve }) => {
    const last = pointsOf(curve).findLast(({ y }) => !Number.isNaN(y));
    if (label === '' || last === undefined) return [];
    const y = Math.min(scales.bottom, Math.max(scales.top, upward(scales, last.y)));
    return [{ color: series[id].color, label, x: across(scales, Math.min(1, last.x)), y }];
  });
  const line = level === null ? null : scales.y(level.at);
  if (level !== null && line !== null && line >= scales.top && line <= scales.bottom)
    ends.push({
      color: level.id === null ? 'var(--ink-soft)' : series[level.id].color,
      label: level.label,
      x: scales.right,
      y: line,
    });
  const { places } = placeLabels(
    ends.map(({ y }) => y),
    larger * lineHeight * scale,
    scales.top,
    scales.bottom - 4,
  );
  return ends.map(({ color, label, x }, index) => (
    <Label key={label} x={x + 8} y={places[index] ?? 0} color={color} strong>
      {label}
    </Label>
  ));
}
