/** Data -> pixels within a LiveChart, clamped into the plot on the y axis. */
import { usePlotArea, useXAxisScale, useYAxisDomain, useYAxisScale } from 'recharts';
import type { Scale } from './paths.ts';

export interface Scales {
  readonly x: Scale;
  readonly y: Scale;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export function useScales(): Scales | null {
  const xScale = useXAxisScale();
  const yScale = useYAxisScale();
  const domain = useYAxisDomain();
  const area = usePlotArea();
  if (xScale === undefined || yScale === undefined || area === undefined) return null;
  const low = Number(domain?.[0] ?? 0);
  const high = Number(domain?.[1] ?? 1);
  const top = area.y;
  const bottom = area.y + area.height;
  return {
    x: (value) => xScale(value) ?? area.x,
    y: (value) => (value <= low ? bottom : value >= high ? top : (yScale(value) ?? bottom)),
    left: area.x,
    right: area.x + area.width,
    top,
    bottom,
  };
}
