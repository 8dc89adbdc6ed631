/** The paired difference under the pointer. */
import type { ReactNode } from 'react';
import { differenceView, type DifferenceView } from './view.ts';
import { useAppState, useView } from '../../ui/app/ui-context.ts';
import { fixedPower } from '../../ui/primitives/numbers.ts';
import { costAxes } from '../../ui/charts/cost-axes.ts';
import { Crosshair, Dot } from '../../ui/charts/drawing/marks.tsx';
import { nearest } from '../../ui/charts/drawing/paths.ts';
import { Pointer } from '../../ui/charts/explore/Pointer.tsx';
import { Readout } from '../../ui/charts/Readout.tsx';
import { useHoverX } from '../../ui/charts/explore/use-hover.ts';
import { useSubject } from '../../ui/charts/use-subject.ts';
import { useScales, withinPlot } from '../../ui/charts/drawing/use-scales.ts';

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
