/** Takes the pointer over a lab plot and tells where it is, in pixels of the plot. */
import type { PointerEvent } from 'react';
import charts from '../../charts/charts.module.css';
import type { Scales } from '../../charts/drawing/use-scales.ts';

interface HoverAreaProps {
  readonly scales: Scales;
  readonly onMove: (x: number, y: number) => void;
  readonly onLeave: () => void;
}

export function HoverArea({ scales, onMove, onLeave }: HoverAreaProps) {
  const { left, right, top, bottom } = scales;
  const move = ({ currentTarget, clientX, clientY }: PointerEvent<SVGRectElement>): void => {
    const box = currentTarget.getBoundingClientRect();
    // Zoomed pages have other pixels than drawings.
    const perPixel = (right - left) / Math.max(1, box.width);
    onMove(left + (clientX - box.left) * perPixel, top + (clientY - box.top) * perPixel);
  };
  return (
    <rect
      x={left}
      y={top}
      width={Math.max(0, right - left)}
      height={Math.max(0, bottom - top)}
      className={charts['pointer']}
      onPointerMove={move}
      onPointerDown={move}
      onPointerLeave={onLeave}
    />
  );
}
