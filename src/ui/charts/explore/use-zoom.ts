/** The part of the x axis that charts show: read it, and change it by brush, by factor, or back to all. */
import { extentShown } from '../../../store/select/rows.ts';
import { useActions, useAppState, useUi } from '../../app/ui-context.ts';
import { brushed, zoomed, type Range } from './zoom.ts';

export interface Zoom {
  /** Null while the whole axis is shown. */
  readonly range: Range | null;
  /** Shows what lies between two places; a mere press changes nothing. */
  readonly brush: (a: number, b: number) => void;
  /** Makes the range `factor` times as wide, around the crosshair or the middle. */
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
