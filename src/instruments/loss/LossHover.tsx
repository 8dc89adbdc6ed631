/** The loss chart under the pointer: crosshair, and the numbers there in place of the caption. */
import { controlArm } from '../../experiment/arms.ts';
import type { ReactNode } from 'react';
import { lossView, type LossView } from './view.ts';
import { useAppState, useView } from '../../ui/app/ui-context.ts';
import type { SeedCount } from '../../record/judgement/seed-words.ts';
import { mainArm } from '../../record/judgement/judgement.ts';
import { series, type ArmId } from '../../ui/primitives/arms.ts';
import { compact } from '../../ui/primitives/numbers.ts';
import { costAxes } from '../../ui/charts/cost-axes.ts';
import { Crosshair, Dot } from '../../ui/charts/drawing/marks.tsx';
import { Pointer } from '../../ui/charts/explore/Pointer.tsx';
import { Readout } from '../../ui/charts/Readout.tsx';
import { useHoverX } from '../../ui/charts/explore/use-hover.ts';
import { onFloor, useScales } from '../../ui/charts/drawing/use-scales.ts';
import { endedAt, placeAt, pointsAt } from './points.ts';

/** Of more arms than these only the pair that a run is about is read out: the legend has the rest. */
const most = 4;

export function LossCrosshair() {
  const view = useView(lossView);
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
            .map(({ arm, x, median }) => (
              <Dot key={arm} x={scales.x(x)} y={onFloor(scales, median)} color={series[arm].color} />
            ))}
        </Crosshair>
      )}
      <Pointer scales={scales} axis={axis} xMin={view.xMin} xMax={view.xMax} />
    </>
  );
}

/** "0.012", "0.012 (6 of 8)", "0 (6 of 8, 5 at 0)". */
function pointText(median: number, { going, zero }: SeedCount, { seeds }: Pick<LossView, 'seeds'>): string {
  const parts = [...(going < seeds ? [`${going} of ${seeds}`] : []), ...(zero > 0 ? [`${zero} at 0`] : [])];
  return `${compact(median)}${parts.length === 0 ? '' : ` (${parts.join(', ')})`}`;
}

export function LossReadout({ idle }: { readonly idle: ReactNode }) {
  const view = useView(lossView);
  const axis = useAppState(({ view: preferences }) => preferences.axis);
  const hovered = useHoverX(axis);
  const subject = useAppState(({ run, draft }) => mainArm(run?.spec ?? draft));
  const place = hovered === null ? undefined : placeAt(view, hovered);
  if (place === undefined) return idle;
  const texts = new Map<ArmId, string>([
    ...pointsAt(view, place).map(({ arm, median, count }) => [arm, pointText(median, count, view)] as const),
    ...endedAt(view, place).map((arm) => [arm, 'stopped'] as const),
  ]);
  const shown = view.arms.filter((arm) => texts.has(arm));
  const said = shown.length > most ? shown.filter((arm) => arm === controlArm || arm === subject) : shown;
  const entries = said.map((arm) => ({
    label: series[arm].label,
    color: series[arm].color,
    text: texts.get(arm) ?? '',
  }));
  return <Readout at={costAxes[axis].place(place)} entries={entries} />;
}
