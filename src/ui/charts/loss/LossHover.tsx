/** The loss chart under the pointer: crosshair, and the numbers there in place of the caption. */
import type { ReactNode } from 'react';
import { useAppState, useUi } from '../../app/ui-context.ts';
import type { BandRow, LossView } from '../../../store/views.ts';
import { series } from '../../primitives/arms.ts';
import { useCell } from '../../primitives/cell.ts';
import { compact } from '../../primitives/numbers.ts';
import { Crosshair, Dot } from '../drawing/marks.tsx';
import { nearest } from '../drawing/paths.ts';
import { Pointer } from '../drawing/Pointer.tsx';
import { Readout } from '../Readout.tsx';
import { useHoverX } from '../drawing/use-hover.ts';
import { useScales } from '../drawing/use-scales.ts';

export function LossCrosshair() {
  const view = useCell(useUi().live.loss);
  const axis = useAppState(({ view: preferences }) => preferences.axis);
  const hovered = useHoverX(axis);
  const scales = useScales();
  if (scales === null) return null;
  const row = hovered === null ? undefined : rowAt(view, hovered);
  return (
    <>
      {row !== undefined && (
        <Crosshair scales={scales} x={scales.x(row.x)}>
          {view.arms.map((arm) => {
            const mean = row.mean[arm];
            return mean === undefined ? null : (
              <Dot key={arm} x={scales.x(row.x)} y={scales.y(mean)} color={series[arm].color} />
            );
          })}
        </Crosshair>
      )}
      <Pointer scales={scales} axis={axis} xMax={view.xMax} />
    </>
  );
}

export function LossReadout({ idle }: { readonly idle: ReactNode }) {
  const view = useCell(useUi().live.loss);
  const axis = useAppState(({ view: preferences }) => preferences.axis);
  const hovered = useHoverX(axis);
  const row = hovered === null ? undefined : rowAt(view, hovered);
  if (row === undefined) return idle;
  const entries = view.arms.flatMap((arm) => {
    const mean = row.mean[arm];
    return mean === undefined
      ? []
      : [{ label: series[arm].label, color: series[arm].color, text: compact(mean) }];
  });
  return <Readout at={`${axis === 'steps' ? 'step' : 'ledger'} ${compact(row.x, 4)}`} entries={entries} />;
}

const rowAt = ({ rows }: LossView, x: number): BandRow | undefined => rows[nearest(rows, x, (row) => row.x)];
