/** Zero line, band and median of the paired difference. */
import { controlArm } from '../../experiment/arms.ts';
import { differenceView } from './view.ts';
import { progressView } from '../../store/select/progress.ts';
import { useAppState, useView } from '../../ui/app/ui-context.ts';
import { series } from '../../ui/primitives/arms.ts';
import { costAxes } from '../../ui/charts/cost-axes.ts';
import { Band, Clip, Curve, Label, XUnit } from '../../ui/charts/drawing/marks.tsx';
import { bandPath, linePath } from '../../ui/charts/drawing/paths.ts';
import { useSubject } from '../../ui/charts/use-subject.ts';
import { useTypeScale } from '../../ui/charts/drawing/type-scale.ts';
import { useScales, withinPlot } from '../../ui/charts/drawing/use-scales.ts';

export function DifferenceMarks() {
  const { rows, better, total } = useView(differenceView);
  const jumped = useView(progressView, ({ jumps }) => jumps.length > 0);
  const axis = useAppState(({ view }) => view.axis);
  const { label, color } = useSubject();
  const scale = useTypeScale();
  const scales = useScales();
  if (scales === null) return null;
  const { x, y, left, right, top, bottom } = scales;
  const last = rows.at(-1);
  const zero = y(0);
  const place = (value: number): number => withinPlot(scales, value);
  const end = beside(zero, Number.isNaN(last?.median) ? zero : place(last?.median ?? 0), top, bottom);
  const counted = jumped && total > 1;
  return (
    <>
      <XUnit scales={scales}>{costAxes[axis].unit}</XUnit>
      <Curve d={`M${left} ${y(0)}H${right}`} color={series[controlArm].color} />
      <Clip scales={scales}>
        <Band
          color={color}
          d={bandPath(
            rows,
            (row) => x(row.x),
            ({ band }) => (band === null ? undefined : [place(band[0]), place(band[1])]),
          )}
        />
        <Curve
          color={color}
          d={linePath(
            rows,
            (row) => x(row.x),
            ({ median }) => place(median),
          )}
        />
      </Clip>
      <Label x={right + 8} y={zero} color={series[controlArm].color} strong>
        control
      </Label>
      {last !== undefined && (
        <Label x={Math.min(right, x(last.x)) + 8} y={end} color={color} strong>
          {counted ? `${better} / ${total}` : label}
        </Label>
      )}
      {last !== undefined && counted && (
        <Label x={Math.min(right, x(last.x)) + 8} y={end + 14 * scale}>
          lower here
        </Label>
      )}
    </>
  );
}

/** The two lines of words at the curve's end keep off the zero line, on their own side of it where there is room. */
function beside(zero: number, end: number, top: number, bottom: number): number {
  const above = Math.min(end, zero - 28);
  const below = Math.max(end, zero + 15);
  return end < zero && above > top ? above : Math.min(below, bottom - 16);
}
