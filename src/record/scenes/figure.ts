/**
 * A chart as data, small enough to be saved with a scene of a talk: its axes in numbers, its curves quantised to texts. Owns
 * these texts: of every point, two letters for each coordinate, in 4,094 steps over twice the plot. For looking at, never for measuring.
 */
import { log } from '../../core/numeric/functions.ts';
import type { ArmId } from '../../experiment/fields.ts';
import { codeOf, valueOf } from '../shared/codes.ts';

export type Domain = readonly [low: number, high: number];

/** Beside arms: the forecasts that need no fit. */
export type CurveId = ArmId | 'line' | 'stay';

/** A chart's curve as it is given, in the units of its axes. A value that is not a number ends a part of the curve. */
export interface CurvePoint {
  readonly x: number;
  readonly y: number;
  readonly band?: readonly [low: number, high: number] | null | undefined;
}

export interface SavedCurve {
  readonly id: CurveId;
  /** Drawn dashed as forecasts are, else as its arm's curves are. */
  readonly forecast: boolean;
  /** At its end; empty: none. */
  readonly label: string;
  readonly banded: boolean;
  readonly codes: string;
}

export interface SavedPanel {
  readonly title: string;
  readonly x: Domain;
  readonly y: Domain;
  readonly logarithmic: boolean;
  readonly curves: readonly SavedCurve[];
  /** A horizontal line, in units of y, and what it is. */
  readonly level: { readonly at: number; readonly label: string; readonly id: CurveId | null } | null;
  /** Places along the x axis: jumps. */
  readonly ticks: readonly number[];
  /** Parts of the x axis: the window that a forecast read, and its horizon. */
  readonly shades: readonly Domain[];
}

export interface SavedFigure {
  readonly title: string;
  readonly caption: string;
  /** Of the x axis; empty: panels without axes. */
  readonly unit: string;
  readonly panels: readonly SavedPanel[];
}

/** A point in shares of the plot, from its left and its bottom; NaN: a break. */
export interface PlacedPoint {
  readonly x: number;
  readonly y: number;
  readonly band: readonly [low: number, high: number] | null;
}

/** What is written of the plot's surroundings, in shares of the plot: curves that leave it keep their slope there. */
const beyond = 0.5;
const topLevel = 4093;
const noPlace = 4095;
const ofPoint = 4;
const ofBandedPoint = 8;

/** Maximum number of points of a curve. */
export const mostPoints = 400;
/** Maximum number of places of a panel. */
export const mostTicks = 500;
export const mostCodes = mostPoints * ofBandedPoint;

const codeOfPlace = (place: number): string => {
  if (Number.isNaN(place)) return codeOf(noPlace, 2);
  const share = (Math.min(Math.max(place, -beyond), 1 + beyond) + beyond) / (1 + 2 * beyond);
  return codeOf(Math.round(share * topLevel), 2);
};

function placeOfCode(code: string): number {
  const level = valueOf(code);
  return level <= topLevel ? (level / topLevel) * (1 + 2 * beyond) - beyond : NaN;
}

/** The share of a domain at which a value is. Infinite ones are at its ends; on a log axis 0 is at its low end. */
export function shareOf(value: number, [low, high]: Domain, logarithmic = false): number {
  if (value === Infinity) return 1;
  if (value === -Infinity || (logarithmic && value <= 0)) return 0;
  return logarithmic ? log(value / low) / log(high / low) : (value - low) / (high - low);
}

type Frame = Pick<SavedPanel, 'x' | 'y' | 'logarithmic'>;

/** The texts of a curve; of long ones at most `most` points, evenly chosen, the last among them. */
export function curveCodes(
  points: readonly CurvePoint[],
  frame: Frame,
  most = mostPoints,
): Pick<SavedCurve, 'banded' | 'codes'> {
  const placed = cut(
    points.map(({ x, y, band }) => ({
      x: shareOf(x, frame.x),
      y: shareOf(y, frame.y, frame.logarithmic),
      band:
        band === null || band === undefined
          ? null
          : [shareOf(band[0], frame.y, frame.logarithmic), shareOf(band[1], frame.y, frame.logarithmic)],
    })),
  );
  const banded = placed.some(({ band }) => band !== null);
  const codes = thinned(placed, most).map(({ x, y, band }) => {
    const [low, high] = band ?? [NaN, NaN];
    return (banded ? [x, y, low, high] : [x, y]).map(codeOfPlace).join('');
  });
  return { banded, codes: codes.join('') };
}

/** Cuts a curve where it leaves what is written, on the straight lines between its points. */
function cut(points: readonly PlacedPoint[]): PlacedPoint[] {
  const isIn = (y: number): boolean => y >= -beyond && y <= 1 + beyond;
  const out: PlacedPoint[] = [];
  points.forEach((point, at) => {
    const before = points[at - 1];
    if (before !== undefined) out.push(...crossings(before, point));
    if (isIn(point.y)) out.push(point);
    else if (!Number.isNaN(out.at(-1)?.y ?? NaN)) out.push({ x: point.x, y: NaN, band: null });
  });
  return out;
}

/** Where the line between two points crosses the edges, in its order. */
function crossings(from: PlacedPoint, to: PlacedPoint): PlacedPoint[] {
  const rise = to.y - from.y;
  return [-beyond, 1 + beyond]
    .map((edge) => ({ edge, share: (edge - from.y) / rise }))
    .filter(({ share }) => share > 0 && share < 1)
    .sort((a, b) => a.share - b.share)
    .map(({ edge, share }) => ({ x: from.x + share * (to.x - from.x), y: edge, band: null }));
}

/** At most about `most` of them, evenly: ends and breaks stay. */
function thinned<Point extends { readonly y: number }>(
  points: readonly Point[],
  most: number,
): readonly Point[] {
  if (points.length <= most) return points;
  const every = Math.ceil(points.length / most);
  const isEnd = (at: number): boolean =>
    at === points.length - 1 || Number.isNaN(points[at]!.y) || Number.isNaN(points[at + 1]!.y);
  const kept = points.filter((_, at) => at % every === 0 || isEnd(at));
  return kept.length <= mostPoints ? kept : kept.slice(0, mostPoints);
}

/** The points of a saved curve. Letters that are none give breaks. */
export function pointsOf({ banded, codes }: Pick<SavedCurve, 'banded' | 'codes'>): PlacedPoint[] {
  const letters = banded ? ofBandedPoint : ofPoint;
  return Array.from({ length: Math.floor(codes.length / letters) }, (_, at): PlacedPoint => {
    const places = codes.slice(at * letters, (at + 1) * letters).match(/../g) ?? [];
    const [x = NaN, y = NaN, low = NaN, high = NaN] = places.map(placeOfCode);
    return { x, y, band: Number.isNaN(low) || Number.isNaN(high) ? null : [low, high] };
  });
}

/** The same figure with fewer points: for links. */
export const coarser = (figure: SavedFigure, most: number): SavedFigure => ({
  ...figure,
  panels: figure.panels.map((panel) => ({
    ...panel,
    curves: panel.curves.map((curve) => {
      const unit: Frame = { x: [0, 1], y: [0, 1], logarithmic: false };
      return { ...curve, ...curveCodes(pointsOf(curve), unit, most) };
    }),
  })),
});
