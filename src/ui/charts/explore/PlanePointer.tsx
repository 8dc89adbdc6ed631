/** Pointer over a plane: selects the nearest of its points. */
import type { PointerEvent } from 'react';
import css from '../charts.module.css';
import type { Explore } from './explore.ts';
import type { Scales } from '../drawing/use-scales.ts';

interface PlanePointerProps {
  readonly explore: Explore;
  readonly points: readonly { readonly place: number; readonly x: number; readonly y: number }[];
  /** Maximum distance between pointer and point, px. */
  readonly grasp?: number | undefined;
  readonly scales: Scales;
}

export function PlanePointer({ explore, points, grasp = 40, scales }: PlanePointerProps) {
  const { left, right, top, bottom } = scales;
  const move = ({ currentTarget, clientX, clientY }: PointerEvent<SVGRectElement>): void => {
    const box = currentTarget.getBoundingClientRect();
    // Zoomed pages have other pixels than drawings.
    const perPixel = (right - left) / Math.max(1, box.width);
    const [x, y] = [left + (clientX - box.left) * perPixel, top + (clientY - box.top) * perPixel];
    let [found, nearest]: [number | null, number] = [null, grasp];
    for (const point of points) {
      const distance = Math.hypot(scales.x(point.x) - x, scales.y(point.y) - y);
      if (distance < nearest) [found, nearest] = [point.place, distance];
    }
    explore.at.set(found);
  };
  return (
    <rect
      x={left}
      y={top}
      width={Math.max(0, right - left)}
      height={Math.max(0, bottom - top)}
      className={css['pointer']}
      data-export="no"
      onPointerMove={move}
      onPointerDown={move}
      onPointerLeave={() => explore.at.set(null)}
    />
  );
}
