/** Zero line, band and mean of the paired difference. */
import { useAppState, useUi } from '../../app/ui-context.ts';
import { series } from '../../primitives/arms.ts';
import { useCell } from '../../primitives/cell.ts';
import { Band, Clip, Curve, Label, XUnit } from '../drawing/marks.tsx';
import { bandPath, linePath, spread } from '../drawing/paths.ts';
import { useScales } from '../drawing/use-scales.ts';

export function DifferenceMarks() {
  const { rows, better, total } = useCell(useUi().live.difference);
  const axis = useAppState(({ view }) => view.axis);
  const scales = useScales();
  if (scales === null) return null;
  const { x, y, left, right, top, bottom } = scales;
  const last = rows.at(-1);
  const [zero, end] = spread([y(0), y(last?.mean ?? 0)], 15, top, bottom - 16);
  return (
    <>
      <XUnit scales={scales}>{axis === 'steps' ? 'steps' : 'ledger steps'}</XUnit>
      <Curve d={`M${left} ${y(0)}H${right}`} color={series.control.color} />
      <Clip scales={scales}>
        <Band
          color={series.farcaster.color}
          d={bandPath(
            rows,
            (row) => x(row.x),
            ({ band }) => (band === null ? undefined : [y(band[0]), y(band[1])]),
          )}
        />
        <Curve
          color={series.farcaster.color}
          d={linePath(
            rows,
            (row) => x(row.x),
            ({ mean }) => y(mean),
          )}
        />
      </Clip>
      <Label x={right + 8} y={zero!} color={series.control.color} strong>
        control
      </Label>
      {last !== undefined && (
        <Label x={x(last.x) + 8} y={end!} color={series.farcaster.color} strong>
          {total > 1 ? `${better} / ${total}` : series.farcaster.label}
        </Label>
      )}
      {last !== undefined && total > 1 && (
        <Label x={x(last.x) + 8} y={end! + 14}>
          seeds lower
        </Label>
      )}
    </>
  );
}
