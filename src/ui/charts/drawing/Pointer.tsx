/** Takes the pointer over a plot and shares where it is along x, as a place on that chart's axis. */
import type { PointerEvent } from 'react';
import { useUi } from '../../app/ui-context.ts';
import type { CostAxis } from '../../../store/views.ts';
import css from '../charts.module.css';
import type { Scales } from './use-scales.ts';

interface PointerProps {
  readonly scales: Scales;
  readonly axis: CostAxis;
  readonly xMax: number;
}

export function Pointer({ scales, axis, xMax }: PointerProps) {
  const { hover } = useUi();
  const { left, right, top, bottom } = scales;
  const move = ({ currentTarget, clientX }: PointerEvent<SVGRectElement>): void => {
    const box = currentTarget.getBoundingClientRect();
    const share = (clientX - box.left) / Math.max(1, box.width);
    hover.set({ axis, x: Math.min(1, Math.max(0, share)) * xMax });
  };
  return (
    <rect
      x={left}
      y={top}
      width={Math.max(0, right - left)}
      height={Math.max(0, bottom - top)}
      className={css['pointer']}
      onPointerMove={move}
      onPointerDown={move}
      onPointerLeave={() => hover.set(null)}
    />
  );
}
