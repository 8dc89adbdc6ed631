/** Crosshair, keyboard and zoom of charts over the run on screen, which share them. */
import { useUi, useAppState, useActions } from '../../app/ui-context.ts';
import type { CostAxis } from '../../../record/cost.ts';
import { PointerArea } from './PointerArea.tsx';
import type { Scales } from '../drawing/use-scales.ts';
import { usePart } from '../../primitives/cell.ts';
import { along, brushed, zoomed, type Range } from './zoom.ts';
import { onKeys } from './explore.ts';
import { nearest } from '../drawing/paths.ts';
import { extentShown } from '../../../store/select/rows.ts';

interface PointerProps {
  readonly scales: Scales;
  readonly axis: CostAxis;
  readonly xMin?: number;
  readonly xMax: number;
  /** From a place on the plot's axis to one on the cost axis. */
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

/** The hover as a step of the run, by the corners of its cost. */
export function useHoverStep(costs: readonly (readonly [number, number])[]): number | null {
  const axis = useAppState(({ view }) => view.axis);
  const x = useHoverX(axis);
  return x === null ? null : along(costs, x, 1);
}

export function useHoverX(axis: CostAxis): number | null {
  return usePart(useUi().hover, (hover) => (hover?.axis === axis ? hover.x : null));
}

/** `places`: the rows of the chart on the cost axis, ascending. */
export function usePlotKeys(places: () => readonly number[]) {
  const { hover } = useUi();
  const axis = useAppState(({ view }) => view.axis);
  const zoom = useZoom();
  const move = (by: number): void => {
    const rows = places();
    const here = hover.get()?.x;
    const at = here === undefined ? (by > 0 ? -1 : rows.length) : nearest(rows, here, (x) => x);
    const x = rows[Math.min(rows.length - 1, Math.max(0, at + by))];
    if (x !== undefined) hover.set({ axis, x });
  };
  return onKeys({
    move,
    zoom: zoom.by,
    reset: () => {
      zoom.reset();
      hover.set(null);
    },
  });
}

/** The visible part of the x axis. */
interface Zoom {
  readonly range: Range | null;
  readonly brush: (a: number, b: number) => void;
  /** Around the crosshair or the middle. */
  readonly by: (factor: number) => void;
  readonly reset: () => void;
}

export function useZoom(): Zoom {
  const { app, hover } = useUi();
  const { setView } = useActions();
  const range = useAppState(({ view }) => view.range);
  const show = (next: Range | null): void => {
    if (next !== range) setView({ range: next });
  };
  return {
    range,
    brush: (a, b) => {
      const next = brushed(a, b, extentShown(app).xEnd);
      if (next !== null) show(next);
    },
    by: (factor) => {
      const { xEnd, xMin, xMax } = extentShown(app);
      show(zoomed(range, xEnd, hover.get()?.x ?? (xMin + xMax) / 2, factor));
    },
    reset: () => show(null),
  };
}
