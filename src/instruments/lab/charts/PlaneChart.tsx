/** Figure 1 of the paper, live: SGD in the plane of two weights, and its forecast from the window's end. */
import type { PlaneView } from '../view/plane.ts';
import type { Scales } from '../../../ui/charts/drawing/use-scales.ts';
import type { Explore } from '../../../ui/charts/explore/explore.ts';
import { PlotFigure } from '../../../ui/charts/PlotFigure.tsx';
import { useCell } from '../../../ui/primitives/cell.ts';
import { compact } from '../../../ui/primitives/numbers.ts';
import { ink, look } from '../look.ts';
import { planeTable } from '../tables.ts';
import { useLabFigure } from './LabFigure.tsx';
import { PlaneHover, PlaneMarks } from './PlaneMarks.tsx';

/** SGD's points, then those of the forecast: places of the crosshair. */
const pointsOf = ({ path, forecast }: PlaneView) => [
  ...path.map((point) => ({ ...point, name: 'SGD, step', color: ink })),
  ...forecast.map((point) => ({ ...point, name: 'forecast of step', color: look.farcaster.color })),
];

export function PlaneChart({ plane }: { readonly plane: PlaneView }) {
  const { xDomain, yDomain, caption, summary } = plane;
  const points = pointsOf(plane).map((point, place) => ({ ...point, place }));
  return (
    <PlotFigure
      {...useLabFigure('lab-plane', summary)}
      title={
        <>
          SGD and its <span style={{ color: look.farcaster.color }}>forecast</span>
        </>
      }
      axis={{ domain: [0, points.length - 1], isFixed: true, places: points.map(({ place }) => place) }}
      read={(at) => {
        const { name, step, loss, color } = points[at]!;
        return [{ label: `${name} ${step}`, color, text: `loss ${compact(loss)}` }];
      }}
      place={() => ''}
      idle={caption}
      points={points}
      table={(whole) => planeTable(plane, whole)}
      frame={{ equal: true, right: 16, xDomain, yDomain }}
      marks={(scales, explore) => (
        <>
          <PlaneMarks plane={plane} scales={scales} />
          <Hovered plane={plane} explore={explore} scales={scales} />
        </>
      )}
    />
  );
}

interface HoveredProps {
  readonly plane: PlaneView;
  readonly explore: Explore;
  readonly scales: Scales;
}

function Hovered({ plane, explore, scales }: HoveredProps) {
  const at = useCell(explore.at);
  const point = at === null ? undefined : pointsOf(plane)[at];
  return point && <PlaneHover point={point} color={point.color} scales={scales} />;
}
