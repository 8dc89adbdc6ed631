/** The cells of the maps instrument: computed while it is open, at most once a second, each in a turn of its own. */
import type { MapViews } from '../../store/maps/maps-views.ts';
import { emptyMaps } from '../../store/select/maps/views.ts';
import type { Cell } from '../primitives/cell.ts';

export type MapCells = { readonly [Name in keyof MapViews]: Cell<ReturnType<MapViews[Name]>> };

/** Makes a cell that is computed anew when due, no more often than the pace, ms. */
type Keep = <View>(pace: number, compute: () => View) => Cell<View>;

const pace = 1000;

export const mapCells = (keep: Keep, views: MapViews, isOpen: () => boolean): MapCells => ({
  error: keep(pace, () => (isOpen() ? views.error() : emptyMaps.error)),
  coefficients: keep(pace, () => (isOpen() ? views.coefficients() : emptyMaps.coefficients)),
});
