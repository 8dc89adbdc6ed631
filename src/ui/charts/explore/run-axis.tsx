/** Crosshair, keyboard and zoom of charts over the run on screen, which share them. */
import type { ComponentProps } from 'react';
import { useUi, useAppState, useActions, useView } from '../../app/ui-context.ts';
import type { View } from '../../../store/view.ts';
import { LiveChart } from '../LiveChart.tsx';
import { Crosshair, Dot } from '../drawing/marks.tsx';
import { PointerArea } from './PointerArea.tsx';
import { onFloor, useScales, type Scales } from '../drawing/use-scales.ts';
import { usePart } from '../../primitives/cell.ts';
import { along, brushed, zoomed, type Range } from './zoom.ts';
import { onKeys } from './explore.ts';
import { nearest } from '../drawing/paths.ts';
import { extentShown } from '../../../store/select/rows.ts';

interface PointerProps {
  readonly scales: Scales;
  readonly xMin: number;
  readonly xMax: number;
  /** From a place on the plot's axis to one on the cost axis. */
  readonly toAxis?: ((x: number) => number | null) | undefined;
}

const itself = (x: number): number => x;

function Pointer({ scales, xMin, xMax, toAxis = itself }: PointerProps) {
  const { hover } = useUi();
  const axis = useAppState(({ view }) => view.axis);
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

interface Extents {
  readonly xMin: number;
  readonly xMax: number;
}

interface RunFrameProps<Value> extends Pick<
  ComponentProps<typeof LiveChart>,
  'logarithmic' | 'bare' | 'room' | 'children'
> {
  readonly view: View<Value>;
  /** Ends of the y axis. */
  readonly y: (value: Value) => readonly [low: number, high: number];
}

/** A frame that is drawn again only if an end of an axis moves. Its children keep their identity. */
export function RunFrame<Value extends Extents>(props: RunFrameProps<Value>) {
  const { view, y, logarithmic = false, ...frame } = props;
  const xMin = useView(view, (value) => value.xMin);
  const xMax = useView(view, (value) => value.xMax);
  const low = useView(view, (value) => y(value)[0]);
  const high = useView(view, (value) => y(value)[1]);
  // The view may still be the one of the other scale for a frame: a log axis needs a positive end.
  return (
    <LiveChart {...frame} {...{ xMin, xMax }} yLow={low} yHigh={high} logarithmic={logarithmic && low > 0} />
  );
}

interface RunCrosshairProps extends Pick<PointerProps, 'toAxis'> {
  readonly frame: Extents;
  /** On the plot's axis; undefined for none. */
  readonly place: number | undefined;
  readonly dots: readonly { readonly x: number; readonly y: number; readonly color: string }[];
}

/** The crosshair with its dots, and the pointer that moves it. */
export function RunCrosshair({ frame: { xMin, xMax }, place, dots, toAxis }: RunCrosshairProps) {
  const scales = useScales();
  if (scales === null) return null;
  const isInside = (x: number): boolean => x >= xMin && x <= xMax;
  return (
    <>
      {place !== undefined && isInside(place) && (
        <Crosshair scales={scales} x={scales.x(place)}>
          {dots.map(({ x, y, color }) =>
            isInside(x) && !Number.isNaN(y) ? (
              <Dot key={color} x={scales.x(x)} y={onFloor(scales, y)} color={color} />
            ) : null,
          )}
        </Crosshair>
      )}
      <Pointer scales={scales} {...{ xMin, xMax, toAxis }} />
    </>
  );
}

/** The hover as a step of the run, by the corners of its cost. */
export function useHoverStep(costs: readonly (readonly [number, number])[]): number | null {
  const x = useHoverX();
  return x === null ? null : along(costs, x, 1);
}

/** The hover on the cost axis. */
export function useHoverX(): number | null {
  const axis = useAppState(({ view }) => view.axis);
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
