/** Figure 1 of the paper, live: SGD in the plane of two weights, and its forecast from the window's end. */
import type { PlaneView } from '../view/plane.ts';
import { PlanePointer } from '../../../ui/charts/explore/PointerArea.tsx';
import { useExplore } from '../../../ui/charts/explore/explore.ts';
import { Frame } from '../../../ui/charts/Frame.tsx';
import { useCell } from '../../../ui/primitives/cell.ts';
import { look } from '../look.ts';
import { planeTable } from '../tables.ts';
import { LabFigure } from './LabFigure.tsx';
import { PlaneHover, PlaneMarks } from './PlaneMarks.tsx';

export function PlaneChart({ plane }: { readonly plane: PlaneView }) {
  const { path, forecast, xDomain, yDomain, caption, summary } = plane;
  const points = [...path, ...forecast].map(({ x, y }, place) => ({ place, x, y }));
  const places = points.map(({ place }) => place);
  const explore = useExplore({ domain: [0, points.length - 1], isFixed: true, places });
  const at = useCell(explore.at);
  const isForecast = at !== null && at >= path.length;
  const point = at === null ? undefined : isForecast ? forecast[at - path.length] : path[at];
  return (
    <LabFigure
      area="lab-plane"
      title={
        <>
          SGD and its <span style={{ color: look.farcaster.color }}>forecast</span>
        </>
      }
      caption={caption}
      summary={summary}
      table={(whole) => planeTable(plane, whole)}
      explore={explore}
    >
      <Frame equal right={16} xDomain={xDomain} yDomain={yDomain}>
        {(scales) => (
          <>
            <PlaneMarks plane={plane} scales={scales} />
            {point !== undefined && <PlaneHover point={point} forecast={isForecast} scales={scales} />}
            <PlanePointer explore={explore} points={points} scales={scales} />
          </>
        )}
      </Frame>
    </LabFigure>
  );
}
