/** Three error curves with their names at the right. Zero steps ahead, every error is zero. */
import { useUi } from '../../app/ui-context.ts';
import type { ErrorRow } from '../../../store/views.ts';
import { series, type SeriesId } from '../../primitives/arms.ts';
import { useCell } from '../../primitives/cell.ts';
import { Curve, Label, XUnit } from '../drawing/marks.tsx';
import { linePath, spread } from '../drawing/paths.ts';
import { useScales } from '../drawing/use-scales.ts';

const drawn = ['stay', 'line', 'farcaster'] as const satisfies readonly SeriesId[];

const label = (id: (typeof drawn)[number]): string => (id === 'farcaster' ? 'farcaster' : series[id].label);

export function ErrorMarks() {
  const { rows } = useCell(useUi().live.error);
  const scales = useScales();
  const last = rows.at(-1);
  if (scales === null || last === undefined) return null;
  const { x, y, top, bottom } = scales;
  const origin: ErrorRow = { horizon: 0, farcaster: 0, stay: 0, line: 0 };
  const ends = spread(
    drawn.map((id) => y(last[id])),
    15,
    top,
    bottom,
  );
  return (
    <>
      <XUnit scales={scales}>steps ahead</XUnit>
      {drawn.map((id) => (
        <Curve
          key={id}
          color={series[id].color}
          dash={series[id].dash}
          d={linePath(
            [origin, ...rows],
            ({ horizon }) => x(horizon),
            (row) => y(row[id]),
          )}
        />
      ))}
      {drawn.map((id, index) => (
        <Label key={id} x={x(last.horizon) + 8} y={ends[index]!} color={series[id].color} strong>
          {label(id)}
        </Label>
      ))}
    </>
  );
}
