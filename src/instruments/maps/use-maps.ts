/** The jump-gain map's state for components, and the forecast that is shown among the weights. */
import { useStore } from 'zustand';
import { isMapOf, mapsOf, type GainMapState, type MapsApp } from './gain/maps.ts';
import { useActions, useAppState, useUi } from '../../ui/app/ui-context.ts';
import type { ArmId } from '../../ui/primitives/arms.ts';

/** `select` must return a primitive or something that keeps its identity while it is unchanged. */
export function useGainState<T>(select: (state: GainMapState) => T): T {
  return useStore(mapsOf(useUi().app).store, select);
}

export const useGainActions = (): MapsApp['actions'] => mapsOf(useUi().app).actions;

export function useIsCurrent(): boolean {
  const map = useGainState((state) => state.map);
  return useAppState(({ run, draft }) => map === null || isMapOf(map, run?.spec ?? draft));
}

export const useFocus = (): number | null => useAppState(({ view }) => view.focusAnchor);

/** Shows the forecast of a step among the weights; called again, the latest. */
export function useOpenForecast(): (anchor: number, arm?: ArmId) => void {
  const { setView } = useActions();
  const focus = useFocus();
  return (anchor, arm) => {
    setView({
      focusAnchor: anchor === focus ? null : anchor,
      ...(arm === undefined ? {} : { weightsArm: arm }),
    });
  };
}
