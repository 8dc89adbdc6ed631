/** Three error curves with their names at the right. Zero steps ahead, every error is zero. */
import { useUi } from '../../app/ui-context.ts';
import type { ErrorRow } from '../../../record/judgement/forecast-error.ts';
import { series, type SeriesId } from '../../primitives/arms.ts';
import { useCell } from '../../primitives/cell.ts';
import { Curve, Label, XUnit } from '../drawing/marks.tsx';
import { linePath, spread } from '../drawing/paths.ts';
import { useTypeScale } from '../drawing/type-scale.ts';
import { useScales } from '../drawing/use-scales.ts';

export const drawnErrors = ['stay', 'line', 'farcaster'] as const satisfies readonly SeriesId[];

export const errorLabel = (id: (typeof drawnErrors)[number]): string =>
  id === 'farcaster' ? 'farcaster' : series[id].label;

export function ErrorMarks() {
  const { rows } = useCell(useUi().live.error);
  const scale = useTypeScale();
  const scales = useScales();
  const last = rows.at(-1);
  if (scales === null || last === undefined) return null;
  const { x, y, top, bottom } = scales;
  const origin: ErrorRow = { horizon: 0, forecasts: 0, farcaster: 0, stay: 0, line: 0 };
  const ends = spread(
    drawnErrors.map((id) => y(last[id])),
    15 * scale,
    top,
    bottom,
  );
  return (
    <>
      <XUnit scales={scales}>steps ahead</XUnit>
      {drawnErrors.map((id) => (
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
      {drawnErrors.map((id, index) => (
        <Label key={id} x={x(last.horizon) + 8} y={ends[index]!} color={series[id].color} strong>
          {errorLabel(id)}
        </Label>
      ))}
    </>
  );
}
