/** Handles the pointer over a plot: reports its position along x; a drag selects a range. */
import { useState, type PointerEvent } from 'react';
import css from '../charts.module.css';
import type { Scales } from '../drawing/use-scales.ts';
import type { Explore } from './explore.ts';

interface PointerAreaProps {
  readonly scales: Scales;
  readonly onMove: (share: number | null) => void;
  readonly onBrush: (from: number, to: number) => void;
  readonly onReset: () => void;
}

/** A drag shorter than this is a press, px. */
const least = 5;

export function PointerArea({ scales, onMove, onBrush, onReset }: PointerAreaProps) {
  const [drag, setDrag] = useState<readonly [from: number, to: number] | null>(null);
  const { left, right, top, bottom } = scales;
  const width = Math.max(0, right - left);
  const height = Math.max(0, bottom - top);
  const shareAt = ({ currentTarget, clientX }: PointerEvent<SVGRectElement>): number => {
    const box = currentTarget.getBoundingClientRect();
    return Math.min(1, Math.max(0, (clientX - box.left) / Math.max(1, box.width)));
  };
  const move = (event: PointerEvent<SVGRectElement>): void => {
    const share = shareAt(event);
    onMove(share);
    if (drag !== null) setDrag([drag[0], share]);
  };
  const start = (event: PointerEvent<SVGRectElement>): void => {
    move(event);
    // A finger moves the crosshair; the page scrolls under it.
    if (event.pointerType === 'touch' || event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const share = shareAt(event);
    setDrag([share, share]);
  };
  const end = (): void => {
    if (drag === null) return;
    setDrag(null);
    if (Math.abs(drag[1] - drag[0]) * width >= least) onBrush(...drag);
  };
  return (
    <>
      {drag !== null && (
        <rect
          x={left + Math.min(...drag) * width}
          y={top}
          width={Math.abs(drag[1] - drag[0]) * width}
          height={height}
          className={css['brush']}
          data-export="no"
        />
      )}
      <rect
        x={left}
        y={top}
        width={width}
        height={height}
        className={css['pointer']}
        data-export="no"
        onPointerMove={move}
        onPointerDown={start}
        onPointerUp={end}
        onPointerCancel={() => setDrag(null)}
        onDoubleClick={onReset}
        onPointerLeave={() => onMove(null)}
      />
    </>
  );
}

interface PlanePointerProps {
  readonly explore: Explore;
  readonly points: readonly { readonly place: number; readonly x: number; readonly y: number }[];
  /** Maximum distance between pointer and point, px. */
  readonly grasp?: number | undefined;
  readonly scales: Scales;
}

/** Pointer over a plane: selects the nearest of its points. */
export function PlanePointer({ explore, points, grasp = 40, scales }: PlanePointerProps) {
  const { left, right, top, bottom } = scales;
  const move = ({ currentTarget, clientX, clientY }: PointerEvent<SVGRectElement>): void => {
    const box = currentTarget.getBoundingClientRect();
    // Page zoom changes the pixels of the page, not of the drawing.
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
