/**
 * A figure of lines over one axis. Their curves and bands, the names at their ends, the crosshair's dots and the
 * readout follow from the lines alone; marks of its own are drawn under or over them.
 */
import type { ReactNode } from 'react';
import { useCell } from '../primitives/cell.ts';
import { compact } from '../primitives/numbers.ts';
import { Band, Clip, Curve, Ends, XUnit, type End } from './drawing/marks.tsx';
import { bandPath, linePath } from './drawing/paths.ts';
import { withinPlot, type Scales } from './drawing/use-scales.ts';
import type { Axis, Explore } from './explore/explore.ts';
import type { Reading } from './explore/Explored.tsx';
import { PlotFigure, type PlotFigureProps } from './PlotFigure.tsx';

export interface LinePoint {
  readonly x: number;
  /** Without a place on the curve if it is not finite. */
  readonly y: number;
  /** Infinite ends are at that edge of the plot. */
  readonly band?: readonly [low: number, high: number] | null | undefined;
  /** In the readout, in place of the number. */
  readonly text?: string;
}

export interface Line {
  readonly label: string;
  readonly color: string;
  readonly dash?: string | null;
  readonly width?: number;
  readonly points: readonly LinePoint[];
  /** Its name at its end, if not `label`; null for none. */
  readonly end?: string | null;
  /** Beside other curves: not read out. */
  readonly isSilent?: boolean;
  /** Straight across the plot, at the height of its points. */
  readonly isLevel?: boolean;
}

/** No band if one end is missing. */
export const bandOf = (low: number | null, high: number | null): LinePoint['band'] =>
  low === null || high === null ? null : [low, high];

/** A line at 0 across the whole axis. */
export const zeroOver = (look: Omit<Line, 'points'>, [from, to]: Axis['domain']): Line => ({
  ...look,
  ...{ isSilent: true, isLevel: true },
  points: [from, to].map((x) => ({ x, y: 0 })),
});

export interface LinesFigureProps extends Omit<
  PlotFigureProps,
  'axis' | 'read' | 'marks' | 'points' | 'grasp'
> {
  /** The last is on top. */
  readonly lines: readonly Line[];
  /** Its places are those of the lines if they are not given. */
  readonly axis: Omit<Axis, 'places'> & Partial<Pick<Axis, 'places'>>;
  /** Of the x axis. */
  readonly unit: string;
  /** A number in the readout. */
  readonly text?: (y: number) => string;
  /** The last line is read out first. */
  readonly isLastFirst?: boolean;
  /** The numbers at the crosshair are at the ends of the curves, and not in the readout. */
  readonly endText?: (line: Line, at: LinePoint | undefined) => string;
  readonly under?: (scales: Scales) => ReactNode;
  readonly over?: (scales: Scales) => ReactNode;
}

export function LinesFigure(props: LinesFigureProps) {
  const {
    lines,
    axis,
    unit,
    text = compact,
    isLastFirst = false,
    endText,
    frame,
    under,
    over,
    ...figure
  } = props;
  const said = lines.filter(({ isSilent = false }) => !isSilent);
  const places = axis.places ?? [...new Set(said.flatMap(({ points }) => points.map(({ x }) => x)))];
  const read = (at: number): Reading[] =>
    (isLastFirst ? said.toReversed() : said).flatMap(({ label, color, points }): Reading[] => {
      const point = pointAt(points, at);
      if (point === undefined || Number.isNaN(point.y)) return [];
      const words = endText === undefined ? (point.text ?? text(point.y)) : '';
      return [{ label, color, text: words, y: point.y }];
    });
  return (
    <PlotFigure
      {...figure}
      axis={{ ...axis, places }}
      read={read}
      frame={{ logX: axis.logarithmic ?? false, names: lines.map(nameOf), ...frame }}
      marks={(scales, explore) => (
        <>
          <XUnit scales={scales}>{unit}</XUnit>
          {under?.(scales)}
          <Clip scales={scales}>
            <Curves lines={lines} scales={scales} />
          </Clip>
          {over?.(scales)}
          <Names lines={lines} endText={endText} explore={explore} scales={scales} />
        </>
      )}
    />
  );
}

const nameOf = ({ label, end = label }: Line): string => end ?? '';

const pointAt = (points: readonly LinePoint[], at: number): LinePoint | undefined =>
  points.find(({ x }) => x === at);

const isDrawn = ({ y }: LinePoint): boolean => Number.isFinite(y);

interface CurvesProps {
  readonly lines: readonly Line[];
  readonly scales: Scales;
}

/** Bands under all curves. */
export function Curves({ lines, scales }: CurvesProps) {
  const x = (point: LinePoint): number => scales.x(point.x);
  const banded = lines.filter(({ points }) => points.some(({ band }) => band));
  return (
    <>
      {banded.map(({ color, points }, index) => (
        <Band
          key={index}
          color={color}
          d={bandPath(points.filter(isDrawn), x, ({ band }) =>
            band ? [withinPlot(scales, band[0]), withinPlot(scales, band[1])] : undefined,
          )}
        />
      ))}
      {lines.map(({ color, dash = null, width, points, isLevel = false }, index) => (
        <Curve
          key={index}
          {...{ color, dash, width }}
          d={isLevel ? across(points, scales) : linePath(points, x, ({ y }) => scales.y(y))}
        />
      ))}
    </>
  );
}

const across = (points: readonly LinePoint[], { y, left, right }: Scales): string =>
  `M${left} ${y(points[0]?.y ?? 0)}H${right}`;

interface NamesProps extends CurvesProps {
  readonly endText: LinesFigureProps['endText'];
  readonly explore: Explore;
}

function Names({ lines, endText, explore, scales }: NamesProps) {
  const at = useCell(explore.at);
  const textOf = (line: Line): string =>
    endText?.(line, at === null ? undefined : pointAt(line.points, at)) ?? nameOf(line);
  return <Ends ends={endsOf(lines, textOf)} scales={scales} />;
}

export const endsOf = (lines: readonly Line[], textOf = nameOf): End[] =>
  lines.flatMap((line, index) => {
    const last = line.points.findLast(isDrawn);
    if (last === undefined || line.end === null) return [];
    return [{ key: String(index), text: textOf(line), color: line.color, x: last.x, y: last.y }];
  });
