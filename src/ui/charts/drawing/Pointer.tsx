/** Takes the pointer over a plot: shares where it is along x, and lets a drag choose the range that is shown. */
import { useState, type PointerEvent } from 'react';
import { useUi } from '../../app/ui-context.ts';
import type { CostAxis } from '../../../record/cost.ts';
import css from '../charts.module.css';
import { useZoom } from '../use-zoom.ts';
import type { Scales } from './use-scales.ts';

interface PointerProps {
  readonly scales: Scales;
  readonly axis: CostAxis;
  readonly xMin?: number;
  readonly xMax: number;
  /** From a place on the plot's own axis to one on the cost axis; null where there is none. */
  readonly toAxis?: (x: number) => number | null;
}

/** A drag shorter than this is a press, px. */
const least = 5;

const itself = (x: number): number => x;

export function Pointer({ scales, axis, xMin = 0, xMax, toAxis = itself }: PointerProps) {
  const { hover } = useUi();
  const zoom = useZoom();
  const [drag, setDrag] = useState<readonly [from: number, to: number] | null>(null);
  const { left, right, top, bottom } = scales;
  const width = Math.max(0, right - left);
  const height = Math.max(0, bottom - top);
  /** 0..1 along the plot. */
  const shareOf = ({ currentTarget, clientX }: PointerEvent<SVGRectElement>): number => {
    const box = currentTarget.getBoundingClientRect();
    return Math.min(1, Math.max(0, (clientX - box.left) / Math.max(1, box.width)));
  };
  const placeOf = (share: number): number | null => toAxis(xMin + share * (xMax - xMin));
  const move = (event: PointerEvent<SVGRectElement>): void => {
    const share = shareOf(event);
    const x = placeOf(share);
    hover.set(x === null ? null : { axis, x });
    if (drag !== null) setDrag([drag[0], share]);
  };
  const start = (event: PointerEvent<SVGRectElement>): void => {
    move(event);
    // A finger moves the crosshair; the page scrolls under it.
    if (event.pointerType === 'touch' || event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const share = shareOf(event);
    setDrag([share, share]);
  };
  const end = (): void => {
    if (drag === null) return;
    setDrag(null);
    const [from, to] = [placeOf(drag[0]), placeOf(drag[1])];
    if (from !== null && to !== null && Math.abs(drag[1] - drag[0]) * width >= least) zoom.brush(from, to);
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
        onDoubleClick={zoom.reset}
        onPointerLeave={() => hover.set(null)}
      />
    </>
  );
}
