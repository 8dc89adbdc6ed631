/** The loss chart under the pointer: crosshair, and the numbers there in place of the caption. */
import type { ReactNode } from 'react';
import { useAppState, useUi } from '../../app/ui-context.ts';
import type { LossView } from '../../../store/views.ts';
import { series, type ArmId } from '../../primitives/arms.ts';
import { useCell } from '../../primitives/cell.ts';
import { compact } from '../../primitives/numbers.ts';
import { Crosshair, Dot } from '../drawing/marks.tsx';
import { nearest } from '../drawing/paths.ts';
import { Pointer } from '../drawing/Pointer.tsx';
import { Readout } from '../Readout.tsx';
import { useHoverX } from '../drawing/use-hover.ts';
import { useScales } from '../drawing/use-scales.ts';

interface Point {
  readonly arm: ArmId;
  readonly x: number;
  readonly mean: number;
}

/** The place on the axis that is spoken of: that of the nearest row, so that nothing is said of what is not drawn. */
const placeAt = ({ rows }: LossView, x: number): number | undefined =>
  rows[nearest(rows, x, (row) => row.x)]?.x;

/** Each arm's row nearest to x; on the ledger the arms stand at places of their own. */
function pointsAt({ rows, arms }: LossView, x: number): Point[] {
  return arms.flatMap((arm) => {
    const own = rows.filter(({ mean }) => mean[arm] !== undefined);
    const row = own[nearest(own, x, (each) => each.x)];
    const mean = row?.mean[arm];
    return row === undefined || mean === undefined ? [] : [{ arm, x: row.x, mean }];
  });
}

export function LossCrosshair() {
  const view = useCell(useUi().live.loss);
  const axis = useAppState(({ view: preferences }) => preferences.axis);
  const hovered = useHoverX(axis);
  const scales = useScales();
  if (scales === null) return null;
  const place = hovered === null ? undefined : placeAt(view, hovered);
  return (
    <>
      {place !== undefined && (
        <Crosshair scales={scales} x={scales.x(place)}>
          {pointsAt(view, place).map(({ arm, x, mean }) => (
            <Dot key={arm} x={scales.x(x)} y={scales.y(mean)} color={series[arm].color} />
          ))}
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
  const place = hovered === null ? undefined : placeAt(view, hovered);
  if (place === undefined) return idle;
  const entries = pointsAt(view, place).map(({ arm, mean }) => ({
    label: series[arm].label,
    color: series[arm].color,
    text: compact(mean),
  }));
  return <Readout at={`${axis === 'steps' ? 'step' : 'ledger'} ${Math.round(place)}`} entries={entries} />;
}
