/** Figure 1 of the paper, live: SGD in the plane of two weights, and its forecast from the window's end. */
import { useState } from 'react';
import type { PlanePoint, PlaneView } from '../../../store/lab/lab-plane.ts';
import type { Scales } from '../../charts/drawing/use-scales.ts';
import { Frame } from '../../charts/Frame.tsx';
import { look } from '../look.ts';
import { planeTable } from '../tables.ts';
import { HoverArea } from './HoverArea.tsx';
import { LabFigure } from './LabFigure.tsx';
import { PlaneHover, PlaneMarks } from './PlaneMarks.tsx';

/** A point under the pointer, and whose it is. */
interface Under {
  readonly point: PlanePoint;
  readonly forecast: boolean;
}

/** Farther than this from any point, nothing is under the pointer, px. */
const grasp = 40;

export function PlaneChart({ plane }: { readonly plane: PlaneView }) {
  const [hovered, setHovered] = useState<Under | null>(null);
  // A point of an earlier picture is none of this one.
  const under = hovered !== null && isOf(plane, hovered) ? hovered : null;
  const { xDomain, yDomain, caption, summary } = plane;
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
    >
      <Frame equal right={16} xDomain={xDomain} yDomain={yDomain}>
        {(scales) => (
          <>
            <PlaneMarks plane={plane} scales={scales} />
            {under !== null && <PlaneHover point={under.point} forecast={under.forecast} scales={scales} />}
            <HoverArea
              scales={scales}
              onMove={(x, y) => setHovered(nearestPoint(plane, scales, x, y))}
              onLeave={() => setHovered(null)}
            />
          </>
        )}
      </Frame>
    </LabFigure>
  );
}

const isOf = ({ path, forecast }: PlaneView, under: Under): boolean =>
  (under.forecast ? forecast : path).includes(under.point);

function nearestPoint({ path, forecast }: PlaneView, scales: Scales, x: number, y: number): Under | null {
  let found: Under | null = null;
  let least = grasp * grasp;
  const seek = (points: readonly PlanePoint[], isForecast: boolean): void => {
    for (const point of points) {
      const across = scales.x(point.x) - x;
      const up = scales.y(point.y) - y;
      const distance = across * across + up * up;
      if (distance >= least) continue;
      least = distance;
      found = { point, forecast: isForecast };
    }
  };
  seek(forecast, true);
  seek(path, false);
  return found;
}
