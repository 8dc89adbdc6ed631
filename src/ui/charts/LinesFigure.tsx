/**
 * A figure of lines over one axis. Their curves and bands, the names at their ends, the crosshair's dots and the
 * readout follow from the lines alone; other marks are drawn under or over them.
 */
import type { ReactNode } from 'react';
import { useCell } from '../primitives/cell.ts';
import { compact } from '../primitives/numbers.ts';
import { Curves, endsOf, nameOf, type Line, type LinePoint } from './drawing/lines.tsx';
import { Clip, Ends, XUnit } from './drawing/marks.tsx';
import type { Scales } from './drawing/use-scales.ts';
import type { Axis, Explore } from './explore/explore.ts';
import type { Reading } from './explore/Explored.tsx';
import { PlotFigure, type PlotFigureProps } from './PlotFigure.tsx';

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

const pointAt = (points: readonly LinePoint[], at: number): LinePoint | undefined =>
  points.find(({ x }) => x === at);

interface NamesProps {
  readonly lines: readonly Line[];
  readonly scales: Scales;
  readonly endText: LinesFigureProps['endText'];
  readonly explore: Explore;
}

function Names({ lines, endText, explore, scales }: NamesProps) {
  const at = useCell(explore.at);
  const textOf = (line: Line): string =>
    endText?.(line, at === null ? undefined : pointAt(line.points, at)) ?? nameOf(line);
  return <Ends ends={endsOf(lines, textOf)} scales={scales} />;
}
