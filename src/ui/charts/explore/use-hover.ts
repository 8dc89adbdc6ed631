/** The shared hover place, if it means anything on this chart's axis. */
import { useAppState, useUi } from '../../app/ui-context.ts';
import type { CostAxis } from '../../../record/cost.ts';
import { usePart } from '../../primitives/cell.ts';
import { along } from './zoom.ts';

/** The hover as a step of the run whose cost the corners tell; null where nothing is pointed at. */
export function useHoverStep(costs: readonly (readonly [number, number])[]): number | null {
  const axis = useAppState(({ view }) => view.axis);
  const x = useHoverX(axis);
  return x === null ? null : along(costs, x, 1);
}

export function useHoverX(axis: CostAxis): number | null {
  return usePart(useUi().hover, (hover) => (hover?.axis === axis ? hover.x : null));
}
