/** The paired difference under the pointer. */
import type { ReactNode } from 'react';
import { differenceView, type DifferenceView } from '../../../store/select/difference.ts';
import { useAppState, useView } from '../../app/ui-context.ts';
import { fixedPower } from '../../primitives/numbers.ts';
import { costAxes } from '../cost-axes.ts';
import { Crosshair, Dot } from '../drawing/marks.tsx';
import { nearest } from '../drawing/paths.ts';
import { Pointer } from '../drawing/Pointer.tsx';
import { Readout } from '../Readout.tsx';
import { useHoverX } from '../drawing/use-hover.ts';
import { useSubject } from '../use-subject.ts';
import { useScales, withinPlot } from '../drawing/use-scales.ts';

type Row = DifferenceView['rows'][number];

export function DifferenceCrosshair() {
  const view = useView(differenceView);
  const axis = useAppState(({ view: preferences }) => preferences.axis);
  const hovered = useHoverX(axis);
  const { color } = useSubject();
  const scales = useScales();
  if (scales === null) return null;
  const near = hovered === null ? undefined : rowAt(view, hovered);
  const row = near !== undefined && near.x >= view.xMin && near.x <= view.xMax ? near : undefined;
  return (
    <>
      {row !== undefined && (
        <Crosshair scales={scales} x={scales.x(row.x)}>
          {!Number.isNaN(row.median) && (
            <Dot x={scales.x(row.x)} y={withinPlot(scales, row.median)} color={color} />
          )}
        </Crosshair>
      )}
      <Pointer scales={scales} axis={axis} xMin={view.xMin} xMax={view.xMax} />
    </>
  );
}

export function DifferenceReadout({ idle }: { readonly idle: ReactNode }) {
  const view = useView(differenceView);
  const axis = useAppState(({ view: preferences }) => preferences.axis);
  const { color } = useSubject();
  const hovered = useHoverX(axis);
  const row = hovered === null ? undefined : rowAt(view, hovered);
  if (row === undefined) return idle;
  const band = row.band === null ? '' : ` (${row.band.map(shortPower).join(' … ')})`;
  const of = row.pairs === view.seeds ? '' : `, ${row.pairs} of ${view.seeds} seeds`;
  return (
    <Readout
      at={costAxes[axis].place(row.x)}
      entries={[{ label: '', color: color, text: `${shortPower(row.median)}${band}${of}` }]}
    />
  );
}

const shortPower = (power: number): string => fixedPower(power, 2);

const rowAt = ({ rows }: DifferenceView, x: number): Row | undefined =>
  rows[nearest(rows, x, (row) => row.x)];
