/** What layers draw with: curves, bands, labels at line ends, the crosshair. Plain SVG, no data of their own. */
import type { ReactNode } from 'react';
import css from '../charts.module.css';
import type { Scales } from './use-scales.ts';

/** Cuts off what leaves the plot; pixels stay those of the chart. */
export function Clip({ scales, children }: { readonly scales: Scales; readonly children: ReactNode }) {
  const { left, right, top, bottom } = scales;
  const width = Math.max(0, right - left);
  const height = Math.max(0, bottom - top);
  return (
    <svg
      x={left}
      y={top}
      width={width}
      height={height}
      viewBox={`${left} ${top} ${width} ${height}`}
      className={css['clip']}
    >
      {children}
    </svg>
  );
}

interface CurveProps {
  readonly d: string;
  readonly color: string;
  readonly dash?: string | null;
  readonly width?: number;
}

export function Curve({ d, color, dash = null, width = 1.8 }: CurveProps) {
  return (
    <path
      d={d}
      className={css['curve']}
      style={{ stroke: color }}
      strokeWidth={width}
      strokeDasharray={dash ?? undefined}
    />
  );
}

export function Band({ d, color }: { readonly d: string; readonly color: string }) {
  return <path d={d} className={css['band']} style={{ fill: color }} />;
}

interface LabelProps {
  readonly x: number;
  readonly y: number;
  readonly color?: string;
  readonly strong?: boolean;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly children: ReactNode;
}

export function Label({ x, y, color, strong = false, anchor = 'start', children }: LabelProps) {
  return (
    <text
      x={x}
      y={y}
      dy="0.34em"
      textAnchor={anchor}
      className={strong ? css['strongLabel'] : css['label']}
      style={color === undefined ? undefined : { fill: color }}
    >
      {children}
    </text>
  );
}

/** The unit of the x axis, after its last mark. */
export function XUnit({ scales, children }: { readonly scales: Scales; readonly children: string }) {
  return (
    <Label x={scales.right + 20} y={scales.bottom + 12}>
      {children}
    </Label>
  );
}

export function Crosshair({
  scales,
  x,
  children,
}: {
  readonly scales: Scales;
  readonly x: number;
  readonly children?: ReactNode;
}) {
  return (
    <g className={css['crosshair']}>
      <path d={`M${x} ${scales.top}V${scales.bottom}`} />
      {children}
    </g>
  );
}

export function Dot({ x, y, color }: { readonly x: number; readonly y: number; readonly color: string }) {
  return <circle cx={x} cy={y} r={3.2} style={{ fill: color }} className={css['dot']} />;
}
