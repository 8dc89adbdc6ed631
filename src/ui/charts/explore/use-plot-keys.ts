/** A plot under the keyboard: arrows move the crosshair from row to row, + and − zoom around it, Escape lets go. */
import type { KeyboardEvent } from 'react';
import { useAppState, useUi } from '../../app/ui-context.ts';
import { nearest } from '../drawing/paths.ts';
import { useZoom } from './use-zoom.ts';

const itself = (x: number): number => x;
const stride = 10;

/** `places` are where the rows of the chart stand on the cost axis, ascending. */
export function usePlotKeys(places: () => readonly number[]) {
  const { hover } = useUi();
  const axis = useAppState(({ view }) => view.axis);
  const zoom = useZoom();
  const move = (by: number): void => {
    const rows = places();
    const here = hover.get()?.x;
    const at = here === undefined ? (by > 0 ? -1 : rows.length) : nearest(rows, here, itself);
    const x = rows[Math.min(rows.length - 1, Math.max(0, at + by))];
    if (x !== undefined) hover.set({ axis, x });
  };
  const keys: Readonly<Record<string, (shift: boolean) => void>> = {
    ArrowRight: (shift) => move(shift ? stride : 1),
    ArrowLeft: (shift) => move(shift ? -stride : -1),
    Home: () => move(-Infinity),
    End: () => move(Infinity),
    '+': () => zoom.by(0.5),
    '=': () => zoom.by(0.5),
    '-': () => zoom.by(2),
    Escape: () => {
      zoom.reset();
      hover.set(null);
    },
  };
  return (event: KeyboardEvent): void => {
    const act = keys[event.key];
    if (act === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act(event.shiftKey);
  };
}
