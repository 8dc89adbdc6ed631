/** The shared hover place, if it means anything on this chart's axis. */
import { useUi } from '../../app/ui-context.ts';
import type { CostAxis } from '../../../store/views.ts';
import { usePart } from '../../primitives/cell.ts';

export function useHoverX(axis: CostAxis): number | null {
  return usePart(useUi().hover, (hover) => (hover?.axis === axis ? hover.x : null));
}
