/** Three error curves with their names at the right. Zero steps ahead, every error is zero. */
import { subjectArm } from '../../experiment/arms.ts';
import { errorView } from './view.ts';
import { useView } from '../../ui/app/ui-context.ts';
import type { ErrorRow } from '../../record/judgement/forecast-error.ts';
import { armLabel, series } from '../../ui/primitives/arms.ts';
import { Clip, Curve, Label, XUnit } from '../../ui/charts/drawing/marks.tsx';
import { linePath, spread } from '../../ui/charts/drawing/paths.ts';
import { useTypeScale } from '../../ui/charts/drawing/type-scale.ts';
import { useScales } from '../../ui/charts/drawing/use-scales.ts';

/** The errors of a row that are drawn, and how. */
export const drawnErrors = [
  { of: 'stay', ...series.stay },
  { of: 'line', ...series.line },
  { of: 'forecast', ...series[subjectArm], label: armLabel(subjectArm) },
] as const;

export function ErrorMarks() {
  const { rows } = useView(errorView);
  const scale = useTypeScale();
  const scales = useScales();
  const last = rows.at(-1);
  if (scales === null || last === undefined) return null;
  const { x, y, top, bottom, right } = scales;
  const origin: ErrorRow = { horizon: 0, forecasts: 0, forecast: 0, stay: 0, line: 0 };
  const ends = spread(
    drawnErrors.map(({ of }) => y(last[of])),
    15 * scale,
    top,
    bottom,
  );
  return (
    <>
      <XUnit scales={scales}>steps ahead</XUnit>
      <Clip scales={scales}>
        {drawnErrors.map(({ of, color, dash }) => (
          <Curve
            key={of}
            color={color}
            dash={dash}
            d={linePath(
              [origin, ...rows],
              ({ horizon }) => x(horizon),
              (row) => y(row[of]),
            )}
          />
        ))}
      </Clip>
      {drawnErrors.map(({ of, color, label }, index) => (
        <Label key={of} x={Math.min(right, x(last.horizon)) + 8} y={ends[index]!} color={color} strong>
          {label}
        </Label>
      ))}
    </>
  );
}
