/** The maps of whatever run is on screen. */
import { controlArm } from '../../../experiment/arms.ts';
import type { RunHistory } from '../../../record/history.ts';
import type { HeatView, MapViews } from '../../maps/maps-views.ts';
import type { ViewPreferences } from '../../state.ts';
import { coefficientMapView } from './coefficients.ts';
import { errorMapView } from './error.ts';

const summary = 'Training has not begun.';

const nothing: HeatView = {
  anchors: [],
  horizons: [],
  cells: [],
  more: [],
  scale: { kind: 'diverging', middle: 0, reach: 1, beyond: [false, false] },
  steps: 1,
  apart: 1,
  every: 1,
  summary,
};

/** What is shown before anything was recorded. */
export const emptyMaps = {
  error: { skill: nothing, mae: nothing, seeds: 0, summary },
  coefficients: { arm: controlArm, seed: 1, groups: [], summary },
} as const satisfies { readonly [Name in keyof MapViews]: ReturnType<MapViews[Name]> };

/** With `whole` of every anchor, else of as many as can be drawn. */
export function mapViews(
  historyOf: () => RunHistory | null,
  preferences: () => ViewPreferences,
  whole = false,
): MapViews {
  return {
    error() {
      const history = historyOf();
      return history === null ? emptyMaps.error : errorMapView(history, whole);
    },
    coefficients() {
      const history = historyOf();
      return history === null ? emptyMaps.coefficients : coefficientMapView(history, preferences(), whole);
    },
  };
}
