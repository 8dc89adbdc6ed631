/** Mean absolute error by horizon: the farcaster and what it has to beat. */
import { labForecasters } from '../../../core/lab/score.ts';
import type { LabErrorRow, LabErrorView } from '../view/view.ts';
import { useExplore, useShown } from '../../../ui/charts/explore/explore.ts';
import { Explored, type Reading } from '../../../ui/charts/explore/Explored.tsx';
import { Frame } from '../../../ui/charts/Frame.tsx';
import { Clip, Curve, Label, XUnit } from '../../../ui/charts/drawing/marks.tsx';
import { linePath, spread } from '../../../ui/charts/drawing/paths.ts';
import type { Scales } from '../../../ui/charts/drawing/use-scales.ts';
import { useCell } from '../../../ui/primitives/cell.ts';
import { compact } from '../../../ui/primitives/numbers.ts';
import { look } from '../look.ts';
import { labErrorTable } from '../tables.ts';
import { LabFigure } from './LabFigure.tsx';

/** The farcaster last, on top of the others. */
const drawn = [...labForecasters].reverse();
const origin: LabErrorRow = {
  horizon: 0,
  errors: { farcaster: 0, scalar: 0, stay: 0, endpoint: 0, recent: 0 },
};

export function LabErrorChart({ view }: { readonly view: LabErrorView }) {
  const { rows, yMax, caption, summary } = view;
  const end = rows.at(-1)?.horizon ?? 1;
  const explore = useExplore({ domain: [0, end], places: rows.map(({ horizon }) => horizon) });
  const xDomain = useShown(explore);
  const at = useCell(explore.at);
  const row = rows.find(({ horizon }) => horizon === at);
  const read = (): Reading[] =>
    drawn.flatMap((name) => (row === undefined ? [] : [{ ...look[name], text: '', y: row.errors[name] }]));
  return (
    <LabFigure
      area="lab-error"
      title="Error by horizon"
      caption={row === undefined ? caption : `${row.horizon} steps ahead`}
      summary={summary}
      table={() => labErrorTable(view)}
      explore={explore}
    >
      <Frame xDomain={xDomain} yDomain={[0, yMax]} right={96}>
        {(scales) => (
          <>
            <Marks rows={rows} read={row ?? null} scales={scales} />
            <Explored explore={explore} read={read} scales={scales} />
          </>
        )}
      </Frame>
    </LabFigure>
  );
}

interface MarksProps {
  readonly rows: readonly LabErrorRow[];
  /** Its numbers are shown in place of the names. */
  readonly read: LabErrorRow | null;
  readonly scales: Scales;
}

function Marks({ rows, read, scales }: MarksProps) {
  const { x, y, top, bottom, right } = scales;
  const last = rows.at(-1) ?? origin;
  const wished = drawn.map((name) => Math.max(top, y(last.errors[name])));
  const ends = spread(wished, 14, top, bottom);
  return (
    <>
      <XUnit scales={scales}>steps ahead</XUnit>
      <Clip scales={scales}>
        {drawn.map((name) => (
          <Curve
            key={name}
            color={look[name].color}
            dash={look[name].dash}
            d={linePath(
              [origin, ...rows],
              ({ horizon }) => x(horizon),
              ({ errors }) => y(errors[name]),
            )}
          />
        ))}
      </Clip>
      {drawn.map((name, index) => (
        <Label key={name} x={right + 8} y={ends[index] ?? bottom} color={look[name].color} strong>
          {read !== null
            ? compact(read.errors[name])
            : `${look[name].label}${y(last.errors[name]) < top ? ' ↑' : ''}`}
        </Label>
      ))}
    </>
  );
}
