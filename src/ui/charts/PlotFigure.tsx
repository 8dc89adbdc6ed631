/** A figure with one plot and its own x axis: readout in its head, frame, marks, crosshair, keys and zoom. */
import type { ComponentProps, ReactNode } from 'react';
import { ChartFigure } from './ChartFigure.tsx';
import { PlanePointer } from './explore/PointerArea.tsx';
import { Explored, ExploredReadout, type Reading } from './explore/Explored.tsx';
import { useExplore, useShown, type Axis, type Explore } from './explore/explore.ts';
import { Frame } from './Frame.tsx';
import type { Scales } from './drawing/use-scales.ts';

type FrameProps = Omit<ComponentProps<typeof Frame>, 'xDomain' | 'children'>;

export interface PlotFigureProps extends Omit<ComponentProps<typeof ChartFigure>, 'caption' | 'children'> {
  readonly axis: Axis;
  /** What the curves say at a place of the axis. */
  readonly read: (at: number) => readonly Reading[];
  /** "20 steps ahead" */
  readonly place: (at: number) => string;
  /** The caption without a crosshair. */
  readonly idle: ReactNode;
  /** Selects before the caption. */
  readonly picks?: ReactNode;
  /** `xDomain` only of a plane, where places are not x values. */
  readonly frame: FrameProps & { readonly xDomain?: Axis['domain'] };
  /** Of a plane: where its places are. The pointer selects the nearest within `grasp` px. */
  readonly points?: ComponentProps<typeof PlanePointer>['points'];
  readonly grasp?: number;
  readonly marks: (scales: Scales, explore: Explore) => ReactNode;
}

export function PlotFigure(props: PlotFigureProps) {
  const { axis, read, place, idle, picks, frame, points, grasp, marks, ...figure } = props;
  const explore = useExplore(axis);
  const xDomain = useShown(explore);
  const caption = (
    <>
      {picks}
      <ExploredReadout explore={explore} read={read} place={place} idle={idle} />
    </>
  );
  return (
    <ChartFigure {...figure} explore={explore} caption={caption}>
      {(figure.empty ?? null) === null && (
        <Frame xDomain={xDomain} {...frame}>
          {(scales) => (
            <>
              {marks(scales, explore)}
              {points === undefined ? (
                <Explored explore={explore} read={read} scales={scales} />
              ) : (
                <PlanePointer explore={explore} points={points} grasp={grasp} scales={scales} />
              )}
            </>
          )}
        </Frame>
      )}
    </ChartFigure>
  );
}
