/** The error chart under the pointer: the errors at the horizon nearest to it. */
import type { PointerEvent } from 'react';
import { errorView, type ErrorView } from '../../../store/select/error.ts';
import { useView } from '../../app/ui-context.ts';
import type { ErrorRow } from '../../../record/judgement/forecast-error.ts';
import { useCell, type Cell } from '../../primitives/cell.ts';
import { compact } from '../../primitives/numbers.ts';
import css from '../charts.module.css';
import { Crosshair, Dot } from '../drawing/marks.tsx';
import { nearest } from '../drawing/paths.ts';
import { useScales } from '../drawing/use-scales.ts';
import { Readout } from '../Readout.tsx';
import { drawnErrors } from './ErrorMarks.tsx';

/** Steps ahead; null where nothing is pointed at. */
export type HorizonCell = Cell<number | null>;

const rowAt = ({ rows }: ErrorView, horizon: number | null): ErrorRow | undefined =>
  horizon === null ? undefined : rows[nearest(rows, horizon, (row) => row.horizon)];

export function ErrorCrosshair({ pointed }: { readonly pointed: HorizonCell }) {
  const view = useView(errorView);
  const row = rowAt(view, useCell(pointed));
  const scales = useScales();
  if (scales === null) return null;
  const { x, y, left, right, top, bottom } = scales;
  const most = view.rows.at(-1)?.horizon ?? 1;
  const move = ({ currentTarget, clientX }: PointerEvent<SVGRectElement>): void => {
    const box = currentTarget.getBoundingClientRect();
    pointed.set(((clientX - box.left) / Math.max(1, box.width)) * most);
  };
  return (
    <>
      {row !== undefined && (
        <Crosshair scales={scales} x={x(row.horizon)}>
          {drawnErrors.map(({ of, color }) => (
            <Dot key={of} x={x(row.horizon)} y={y(row[of])} color={color} />
          ))}
        </Crosshair>
      )}
      <rect
        x={left}
        y={top}
        width={Math.max(0, right - left)}
        height={Math.max(0, bottom - top)}
        className={css['pointer']}
        data-export="no"
        onPointerMove={move}
        onPointerDown={move}
        onPointerLeave={() => pointed.set(null)}
      />
    </>
  );
}

export function ErrorReadout({ pointed, idle }: { readonly pointed: HorizonCell; readonly idle: string }) {
  const row = rowAt(useView(errorView), useCell(pointed));
  if (row === undefined) return idle;
  return (
    <Readout
      at={`+${row.horizon}`}
      entries={drawnErrors.map(({ of, label, color }) => ({ label, color, text: compact(row[of], 2) }))}
    />
  );
}
