/** The sweep's state and actions for components. */
import { useStore } from 'zustand';
import { sweepOf } from '../../store/sweep/sweep.ts';
import type { SweepActions, SweepState } from '../../store/sweep/sweep-state.ts';
import type { Sweep } from '../../record/sweep/sweep.ts';
import { useUi } from '../../ui/app/ui-context.ts';

/** `select` must return a primitive or something that keeps its identity while it is unchanged. */
export function useSweepState<T>(select: (state: SweepState) => T): T {
  return useStore(sweepOf(useUi().app).store, select);
}

export const useSweep = (): Sweep | null => useSweepState(({ sweep }) => sweep);

export const useSweepActions = (): SweepActions => sweepOf(useUi().app).actions;
