/** The loss chart of a recorded run, drawn from the text in a link, before anything is trained. */
import type { Picture } from '../../record/shared/picture.ts';
import { Frame } from '../charts/Frame.tsx';
import { bandOf, Curves, endsOf, type Line } from '../charts/drawing/lines.tsx';
import { Clip, Ends, XUnit } from '../charts/drawing/marks.tsx';
import { series } from '../primitives/arms.ts';

export function Poster({ picture, title }: { readonly picture: Picture; readonly title: string }) {
  const { curves, xMax } = picture;
  const losses = curves
    .flatMap(({ points }) => points.map(({ median }) => median))
    .filter((loss) => loss > 0);
  const [least, most] = losses.length === 0 ? [0.1, 1] : [Math.min(...losses), Math.max(...losses)];
  const yDomain = [least / 1.15, most * 1.15] as const;
  // A loss of 0 is at the bottom of the log axis.
  const lines = curves.map(({ arm, points }): Line => ({
    ...series[arm],
    points: points.map(({ x, median, low, high }) => {
      return { x, y: Math.max(yDomain[0], median), band: bandOf(low, high) };
    }),
  }));
  return (
    <div role="img" aria-label={`${title}, as recorded: ${summaryOf(picture)}`}>
      <Frame xDomain={[0, xMax]} yDomain={yDomain} logY names={lines.map(({ label }) => label)}>
        {(scales) => (
          <>
            <XUnit scales={scales}>gradient steps</XUnit>
            <Clip scales={scales}>
              <Curves lines={lines} scales={scales} />
            </Clip>
            <Ends ends={endsOf(lines)} scales={scales} />
          </>
        )}
      </Frame>
    </div>
  );
}

const summaryOf = ({ curves }: Picture): string =>
  curves
    .map(
      ({ arm, points }) =>
        `${series[arm].label} ends at ${points.at(-1)?.median.toPrecision(2) ?? 'no loss'}`,
    )
    .join('; ');
