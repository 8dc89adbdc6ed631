/** Curves over one axis as data: drawn in their bands, and named at their ends. */
import { Band, Curve, type End } from './marks.tsx';
import { bandPath, linePath } from './paths.ts';
import { withinPlot, type Scales } from './use-scales.ts';

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
export const zeroOver = (
  look: Omit<Line, 'points'>,
  [from, to]: readonly [from: number, to: number],
): Line => ({
  ...look,
  ...{ isSilent: true, isLevel: true },
  points: [from, to].map((x) => ({ x, y: 0 })),
});

export const nameOf = ({ label, end = label }: Line): string => end ?? '';

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

export const endsOf = (lines: readonly Line[], textOf = nameOf): End[] =>
  lines.flatMap((line, index) => {
    const last = line.points.findLast(isDrawn);
    if (last === undefined || line.end === null) return [];
    return [{ key: String(index), text: textOf(line), color: line.color, x: last.x, y: last.y }];
  });
