/** SVG marks for layers: curves, bands, labels, crosshair. Without data. */
import type { ReactNode } from 'react';
import css from '../charts.module.css';
import { spread } from './paths.ts';
import { useTypeScale } from './use-size.ts';
import type { Scales } from './use-scales.ts';

/** Clips to the plot; pixels stay those of the chart. */
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
  readonly width?: number | undefined;
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
  /** Reduced line height, px. */
  readonly lineHeight?: number | undefined;
  readonly children: ReactNode;
}

/** Maximum font size as a share of the line height. */
const fill = 0.86;

export function Label({ x, y, color, strong = false, anchor = 'start', lineHeight, children }: LabelProps) {
  return (
    <text
      x={x}
      y={y}
      dy="0.34em"
      textAnchor={anchor}
      className={strong ? css['strongLabel'] : css['label']}
      style={{ fill: color, fontSize: lineHeight === undefined ? undefined : smaller(lineHeight, strong) }}
    >
      {children}
    </text>
  );
}

const smaller = (lineHeight: number, strong: boolean): string =>
  `min(${strong ? 'var(--text-small)' : 'var(--text-axis)'}, ${(fill * lineHeight).toFixed(1)}px)`;

/** The unit of the x axis, after its last mark. */
export function XUnit({ scales, children }: { readonly scales: Scales; readonly children: string }) {
  const scale = useTypeScale();
  return (
    <Label x={scales.right + 20 * scale} y={scales.bottom + 12 * scale}>
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
    <g className={css['crosshair']} data-export="no">
      <path d={`M${x} ${scales.top}V${scales.bottom}`} />
      {children}
    </g>
  );
}

export function Dot({ x, y, color }: { readonly x: number; readonly y: number; readonly color: string }) {
  return <circle cx={x} cy={y} r={3.2} style={{ fill: color }} className={css['dot']} />;
}

export interface End {
  readonly key: string;
  readonly text: string;
  readonly color: string;
  readonly x: number;
  readonly y: number;
}

/** Names at the right ends of curves, apart from each other. */
export function Ends({ ends, scales }: { readonly ends: readonly End[]; readonly scales: Scales }) {
  const { x, y, top, bottom, right } = scales;
  const places = spread(
    ends.map((end) => y(end.y)),
    14 * useTypeScale(),
    top + 4,
    bottom - 4,
  );
  return (
    <>
      {ends.map(({ key, text, color, x: at }, index) => (
        <Label key={key} x={Math.min(x(at), right) + 8} y={places[index] ?? y(0)} color={color} strong>
          {text}
        </Label>
      ))}
    </>
  );
}
