/** The cells of the maps instrument: computed while it is open, at most once a second, each in a turn of its own. */
import { createContext, useContext } from 'react';
import type { MapViews } from '../../store/maps/maps-views.ts';
import { emptyMaps, mapViews } from '../../store/select/maps/views.ts';
import type { App } from '../../store/state.ts';
import type { Live } from '../app/live.ts';
import { createCell, type Cell } from '../primitives/cell.ts';

export type MapCells = { readonly [Name in keyof MapViews]: Cell<ReturnType<MapViews[Name]>> };

const pace = 1000;

export const createMapCells = (): MapCells => ({
  error: createCell<ReturnType<MapViews['error']>>(emptyMaps.error),
  coefficients: createCell<ReturnType<MapViews['coefficients']>>(emptyMaps.coefficients),
});

export const allMapViews = ({ store, recorded }: Pick<App, 'store' | 'recorded'>, whole = true): MapViews =>
  mapViews(recorded, () => store.getState().view, whole);

/** Keeps the cells up to date until the returned function is called. */
export function followMaps({ store, recorded }: App, { follow }: Live, cells: MapCells): () => void {
  const views = allMapViews({ store, recorded }, false);
  const ends = [follow(cells.error, pace, views.error), follow(cells.coefficients, pace, views.coefficients)];
  return () => {
    for (const end of ends) end();
  };
}

export const MapsContext = createContext<MapCells | null>(null);

export function useMapCells(): MapCells {
  const cells = useContext(MapsContext);
  if (cells === null) throw new Error('this is a part of the maps instrument');
  return cells;
}
