/** The farcaster's coefficients by horizon, beside what one common rate would make of them. */
import type { CoefficientRow, CoefficientView } from '../view/view.ts';
import { useExplore, useShown } from '../../../ui/charts/explore/explore.ts';
import { Explored } from '../../../ui/charts/explore/Explored.tsx';
import { Frame } from '../../../ui/charts/Frame.tsx';
import { Clip, Curve, Label, XUnit } from '../../../ui/charts/drawing/marks.tsx';
import { linePath, spread } from '../../../ui/charts/drawing/paths.ts';
import type { Scales } from '../../../ui/charts/drawing/use-scales.ts';
import { useCell } from '../../../ui/primitives/cell.ts';
import { fixed } from '../../../ui/primitives/numbers.ts';
import { ink, look, softInk } from '../look.ts';
import { coefficientName, coefficientParts, labCoefficientTable, type CoefficientPart } from '../tables.ts';
import { LabFigure } from './LabFigure.tsx';

const dashes: Readonly<Record<CoefficientPart, string | null>> = {
  last: null,
  first: null,
  sum: '6 3',
  constant: '2 3',
};

export function CoefficientChart({ view }: { readonly view: CoefficientView }) {
  const { rows, yDomain, caption, summary } = view;
  const end = rows.at(-1)?.horizon ?? 1;
  const explore = useExplore({ domain: [0, end], places: rows.map(({ horizon }) => horizon) });
  const xDomain = useShown(explore);
  const at = useCell(explore.at);
  const row = rows.find(({ horizon }) => horizon === at);
  return (
    <LabFigure
      area="lab-coefficients"
      title="Coefficients"
      caption={row === undefined ? caption : toldAt(row)}
      summary={summary}
      table={() => labCoefficientTable(view)}
      explore={explore}
    >
      <Frame xDomain={xDomain} yDomain={yDomain} right={96}>
        {(scales) => (
          <>
            <Marks view={view} read={row ?? null} scales={scales} />
            <Explored explore={explore} read={() => []} scales={scales} />
          </>
        )}
      </Frame>
    </LabFigure>
  );
}

const toldAt = ({ horizon, closed }: CoefficientRow): string =>
  `${horizon} ahead${closed === null ? '' : `; closed form ${fixed(closed.first, 2)}, ${fixed(closed.last, 2)}`}`;

interface MarksProps {
  readonly view: CoefficientView;
  /** Its numbers are shown beside the names. */
  readonly read: CoefficientRow | null;
  readonly scales: Scales;
}

function Marks({ view, read, scales }: MarksProps) {
  const { rows, fromStart } = view;
  const { x, y, top, bottom, right } = scales;
  const last = rows.at(-1);
  const ends = spread(
    coefficientParts.map((part) => y(last?.[part] ?? 0)),
    14,
    top,
    bottom,
  );
  const closed = rows.flatMap((row) =>
    row.closed === null
      ? []
      : [`M${dot(x(row.horizon), y(row.closed.first))}M${dot(x(row.horizon), y(row.closed.last))}`],
  );
  return (
    <>
      <XUnit scales={scales}>steps ahead</XUnit>
      <Clip scales={scales}>
        {coefficientParts.map((part) => (
          <Curve
            key={part}
            color={part === 'sum' || part === 'constant' ? softInk : look.farcaster.color}
            dash={dashes[part]}
            d={linePath(
              rows,
              ({ horizon }) => x(horizon),
              (row) => y(row[part]),
            )}
          />
        ))}
        <path d={closed.join('')} fill="none" stroke={ink} strokeWidth={3} strokeLinecap="round" />
      </Clip>
      {coefficientParts.map((part, index) => (
        <Label
          key={part}
          x={right + 8}
          y={ends[index] ?? bottom}
          color={part === 'sum' || part === 'constant' ? softInk : look.farcaster.color}
          strong
        >
          {`${coefficientName(part, fromStart)}${read === null ? '' : ` ${fixed(read[part], 3)}`}`}
        </Label>
      ))}
    </>
  );
}

const dot = (x: number, y: number): string => `${x.toFixed(1)} ${y.toFixed(1)}h0`;
