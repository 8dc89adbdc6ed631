/** The sweep's state and actions for components. */
import { useStore } from 'zustand';
import type { Sweep, SweepActions, SweepState } from '../../store/sweep/sweep-state.ts';
import { useUi } from '../app/ui-context.ts';

/** `select` must return a primitive or something that keeps its identity while it is unchanged. */
export function useSweepState<T>(select: (state: SweepState) => T): T {
  return useStore(useUi().app.sweep.store, select);
}

export const useSweep = (): Sweep | null => useSweepState(({ sweep }) => sweep);

export const useSweepActions = (): SweepActions => useUi().app.sweep.actions;
