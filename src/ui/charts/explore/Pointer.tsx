/** The pointer over a plot of the run on screen: its place is shared with all charts, and so is what is shown. */
import { useUi } from '../../app/ui-context.ts';
import type { CostAxis } from '../../../record/cost.ts';
import { useZoom } from './use-zoom.ts';
import { PointerArea } from './PointerArea.tsx';
import type { Scales } from '../drawing/use-scales.ts';

interface PointerProps {
  readonly scales: Scales;
  readonly axis: CostAxis;
  readonly xMin?: number;
  readonly xMax: number;
  /** From a place on the plot's own axis to one on the cost axis; null where there is none. */
  readonly toAxis?: (x: number) => number | null;
}

const itself = (x: number): number => x;

export function Pointer({ scales, axis, xMin = 0, xMax, toAxis = itself }: PointerProps) {
  const { hover } = useUi();
  const zoom = useZoom();
  const placeOf = (share: number): number | null => toAxis(xMin + share * (xMax - xMin));
  return (
    <PointerArea
      scales={scales}
      onMove={(share) => {
        const x = share === null ? null : placeOf(share);
        hover.set(x === null ? null : { axis, x });
      }}
      onBrush={(a, b) => {
        const [from, to] = [placeOf(a), placeOf(b)];
        if (from !== null && to !== null) zoom.brush(from, to);
      }}
      onReset={zoom.reset}
    />
  );
}
