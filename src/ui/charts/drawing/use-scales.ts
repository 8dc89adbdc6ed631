/** Data -> pixels within a LiveChart. */
import { usePlotArea, useXAxisScale, useYAxisScale } from 'recharts';
import type { Scale } from './paths.ts';

export interface Scales {
  readonly x: Scale;
  readonly y: Scale;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** The height of a value that may be infinite: at the edge of the plot. NaN has no height. */
export const withinPlot = (
  { y, top, bottom }: Pick<Scales, 'y' | 'top' | 'bottom'>,
  value: number,
): number => (value === Infinity ? top : value === -Infinity ? bottom : Number.isNaN(value) ? NaN : y(value));

/** The same, at the bottom if it is below: a loss of 0 on a log axis. */
export const onFloor = (scales: Pick<Scales, 'y' | 'top' | 'bottom'>, value: number): number =>
  Math.min(withinPlot(scales, value), scales.bottom);

export function useScales(): Scales | null {
  const xScale = useXAxisScale();
  const yScale = useYAxisScale();
  const area = usePlotArea();
  if (xScale === undefined || yScale === undefined || area === undefined) return null;
  const top = area.y;
  const bottom = area.y + area.height;
  // Outside of the plot.
  const onAxis = (place: number | undefined): number =>
    place === undefined || !Number.isFinite(place) ? bottom + area.height : place;
  return {
    x: (value) => xScale(value) ?? area.x,
    y: (value) => onAxis(yScale(value)),
    left: area.x,
    right: area.x + area.width,
    top,
    bottom,
  };
}
