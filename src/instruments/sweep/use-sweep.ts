/** The sweep's state and actions for components. */
import { useStore } from 'zustand';
import { sweepOf } from '../../store/sweep/sweep.ts';
import type { SweepActions, SweepState } from '../../store/sweep/sweep-state.ts';
import type { Sweep } from '../../record/sweep/sweep.ts';
import { useUi } from '../../ui/app/ui-context.ts';
import { experimentId } from '../../core/digest.ts';
import { canonicalText } from '../../experiment/link/link.ts';
import type { FigureSubject } from '../../ui/charts/export/figure-files.ts';
import { describe } from '../../ui/header/describe.ts';

/** `select` must return a primitive or something that keeps its identity while it is unchanged. */
export function useSweepState<T>(select: (state: SweepState) => T): T {
  return useStore(sweepOf(useUi().app).store, select);
}

export const useSweep = (): Sweep | null => useSweepState(({ sweep }) => sweep);

export const useSweepActions = (): SweepActions => sweepOf(useUi().app).actions;

/** The experiment behind the figures of a sweep. */
export function sweepSubject({ spec }: Pick<Sweep, 'spec'>): FigureSubject {
  const id = experimentId(canonicalText(spec));
  return { id, words: `Experiment ${id} · ${describe(spec)}`, spec };
}
