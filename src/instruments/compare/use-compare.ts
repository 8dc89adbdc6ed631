/** The saved runs and what can be done with them, for components. */
import { useStore } from 'zustand';
import type { CompareActions, CompareState } from '../../store/compare/compare-state.ts';
import { useUi } from '../../ui/app/ui-context.ts';

/** `select` must return a primitive or something that keeps its identity while it is unchanged. */
export function useCompareState<T>(select: (state: CompareState) => T): T {
  return useStore(useUi().app.compare.store, select);
}

export const useCompareActions = (): CompareActions => useUi().app.compare.actions;
