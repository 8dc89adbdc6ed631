/** The loss chart of a recorded run, drawn from the text in a link, before anything is trained. */
import type { Picture, PicturePoint } from '../../record/shared/picture.ts';
import { Frame } from '../charts/Frame.tsx';
import { placeLabels } from '../charts/drawing/labels.ts';
import { BandedCurves, Clip, Label, XUnit } from '../charts/drawing/marks.tsx';
import { onFloor, type Scales } from '../charts/drawing/use-scales.ts';
import { useTypeScale } from '../charts/drawing/use-size.ts';
import { series } from '../primitives/arms.ts';

const lineHeight = 15;

export function Poster({ picture, title }: { readonly picture: Picture; readonly title: string }) {
  const { curves, xMax } = picture;
  const losses = curves
    .flatMap(({ points }) => points.map(({ median }) => median))
    .filter((loss) => loss > 0);
  const ends: readonly [number, number] =
    losses.length === 0 ? [0.1, 1] : [Math.min(...losses), Math.max(...losses)];
  return (
    <div role="img" aria-label={`${title}, as recorded: ${summaryOf(picture)}`}>
      <Frame
        xDomain={[0, xMax]}
        yDomain={[ends[0] / 1.15, ends[1] * 1.15]}
        logY
        names={curves.map(({ arm }) => series[arm].label)}
      >
        {(scales) => (
          <>
            <XUnit scales={scales}>gradient steps</XUnit>
            <Clip scales={scales}>
              <BandedCurves
                curves={curves.map(({ arm, points }) => ({ arm, rows: points }))}
                x={({ x }: PicturePoint) => scales.x(x)}
                y={({ median }) => onFloor(scales, median)}
                ends={({ low, high }) => [place(scales, low), place(scales, high)]}
              />
            </Clip>
            <Names picture={picture} scales={scales} />
          </>
        )}
      </Frame>
    </div>
  );
}

const place = (scales: Scales, loss: number | null): number | null =>
  loss === null ? null : onFloor(scales, loss);

function Names({ picture, scales }: { readonly picture: Picture; readonly scales: Scales }) {
  const scale = useTypeScale();
  const ends = picture.curves.flatMap(({ arm, points }) => {
    const last = points.at(-1);
    return last === undefined ? [] : [{ arm, x: scales.x(last.x), y: onFloor(scales, last.median) }];
  });
  const { places } = placeLabels(
    ends.map(({ y }) => y),
    lineHeight * scale,
    scales.top,
    scales.bottom,
  );
  const x = Math.max(...ends.map((end) => end.x)) + 8;
  return ends.map(({ arm }, index) => (
    <Label key={arm} x={x} y={places[index] ?? 0} color={series[arm].color} strong>
      {series[arm].label}
    </Label>
  ));
}

const summaryOf = ({ curves }: Picture): string =>
  curves
    .map(
      ({ arm, points }) =>
        `${series[arm].label} ends at ${points.at(-1)?.median.toPrecision(2) ?? 'no loss'}`,
    )
    .join('; ');
