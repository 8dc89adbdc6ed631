/** The paired difference under the pointer. */
import type { ReactNode } from 'react';
import { useAppState, useUi } from '../../app/ui-context.ts';
import type { DifferenceView } from '../../../store/views.ts';
import { series } from '../../primitives/arms.ts';
import { useCell } from '../../primitives/cell.ts';
import { fixed } from '../../primitives/numbers.ts';
import { Crosshair, Dot } from '../drawing/marks.tsx';
import { nearest } from '../drawing/paths.ts';
import { Pointer } from '../drawing/Pointer.tsx';
import { Readout } from '../Readout.tsx';
import { useHoverX } from '../drawing/use-hover.ts';
import { useScales } from '../drawing/use-scales.ts';

type Row = DifferenceView['rows'][number];

export function DifferenceCrosshair() {
  const view = useCell(useUi().live.difference);
  const axis = useAppState(({ view: preferences }) => preferences.axis);
  const hovered = useHoverX(axis);
  const scales = useScales();
  if (scales === null) return null;
  const row = hovered === null ? undefined : rowAt(view, hovered);
  return (
    <>
      {row !== undefined && (
        <Crosshair scales={scales} x={scales.x(row.x)}>
          <Dot x={scales.x(row.x)} y={scales.y(row.mean)} color={series.farcaster.color} />
        </Crosshair>
      )}
      <Pointer scales={scales} axis={axis} xMax={view.xMax} />
    </>
  );
}

export function DifferenceReadout({ idle }: { readonly idle: ReactNode }) {
  const view = useCell(useUi().live.difference);
  const axis = useAppState(({ view: preferences }) => preferences.axis);
  const hovered = useHoverX(axis);
  const row = hovered === null ? undefined : rowAt(view, hovered);
  if (row === undefined) return idle;
  const band = row.band === null ? '' : ` (${row.band.map((end) => fixed(end, 2)).join(' … ')})`;
  return (
    <Readout
      at={`${axis === 'steps' ? 'step' : 'ledger'} ${Math.round(row.x)}`}
      entries={[{ label: '', color: series.farcaster.color, text: `${fixed(row.mean, 2)}${band}` }]}
    />
  );
}

const rowAt = ({ rows }: DifferenceView, x: number): Row | undefined =>
  rows[nearest(rows, x, (row) => row.x)];
