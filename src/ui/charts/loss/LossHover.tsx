/** The loss chart under the pointer: crosshair, and the numbers there in place of the caption. */
import type { ReactNode } from 'react';
import { useAppState, useUi } from '../../app/ui-context.ts';
import { mainArm } from '../../../store/select/judgement.ts';
import { series } from '../../primitives/arms.ts';
import { useCell } from '../../primitives/cell.ts';
import { compact } from '../../primitives/numbers.ts';
import { costAxes } from '../cost-axes.ts';
import { Crosshair, Dot } from '../drawing/marks.tsx';
import { Pointer } from '../drawing/Pointer.tsx';
import { Readout } from '../Readout.tsx';
import { useHoverX } from '../drawing/use-hover.ts';
import { useScales } from '../drawing/use-scales.ts';
import { placeAt, pointsAt } from './points.ts';

/** Of more arms than these only the pair that a run is about is read out: the legend has the rest. */
const most = 4;

export function LossCrosshair() {
  const view = useCell(useUi().live.loss);
  const axis = useAppState(({ view: preferences }) => preferences.axis);
  const hovered = useHoverX(axis);
  const scales = useScales();
  if (scales === null) return null;
  const place = hovered === null ? undefined : placeAt(view, hovered);
  const isInside = ({ x }: { readonly x: number }): boolean => x >= view.xMin && x <= view.xMax;
  return (
    <>
      {place !== undefined && (
        <Crosshair scales={scales} x={scales.x(place)}>
          {pointsAt(view, place)
            .filter(isInside)
            .map(({ arm, x, mean }) => (
              <Dot key={arm} x={scales.x(x)} y={scales.y(mean)} color={series[arm].color} />
            ))}
        </Crosshair>
      )}
      <Pointer scales={scales} axis={axis} xMin={view.xMin} xMax={view.xMax} />
    </>
  );
}

export function LossReadout({ idle }: { readonly idle: ReactNode }) {
  const view = useCell(useUi().live.loss);
  const axis = useAppState(({ view: preferences }) => preferences.axis);
  const hovered = useHoverX(axis);
  const subject = useAppState(({ run, draft }) => mainArm(run?.spec ?? draft));
  const place = hovered === null ? undefined : placeAt(view, hovered);
  if (place === undefined) return idle;
  const points = pointsAt(view, place);
  const said =
    points.length > most ? points.filter(({ arm }) => arm === 'control' || arm === subject) : points;
  const entries = said.map(({ arm, mean }) => ({
    label: series[arm].label,
    color: series[arm].color,
    text: compact(mean),
  }));
  return <Readout at={costAxes[axis].place(place)} entries={entries} />;
}
