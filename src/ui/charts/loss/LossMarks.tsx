/** What the loss chart draws over its frame: bands, target, jumps, curves, rings, labels. */
import { useAppState, useUi } from '../../app/ui-context.ts';
import type { LossView } from '../../../store/views.ts';
import { series, type ArmId } from '../../primitives/arms.ts';
import { useCell } from '../../primitives/cell.ts';
import css from '../charts.module.css';
import { Band, Clip, Curve, Label, XUnit } from '../drawing/marks.tsx';
import { bandPath, linePath, spread } from '../drawing/paths.ts';
import { useScales, type Scales } from '../drawing/use-scales.ts';

interface LayerProps {
  readonly view: LossView;
  readonly scales: Scales;
}

export function LossMarks() {
  const view = useCell(useUi().live.loss);
  const axis = useAppState(({ view: preferences }) => preferences.axis);
  const scales = useScales();
  if (scales === null) return null;
  return (
    <>
      <XUnit scales={scales}>{axis === 'steps' ? 'steps' : 'ledger steps'}</XUnit>
      <Jumps view={view} scales={scales} />
      <Target view={view} scales={scales} />
      <Clip scales={scales}>
        <Curves view={view} scales={scales} />
      </Clip>
      <Rings view={view} scales={scales} />
      <Ends view={view} scales={scales} />
    </>
  );
}

function Curves({ view: { rows, arms }, scales: { x, y } }: LayerProps) {
  const at = (row: LossView['rows'][number]): number => x(row.x);
  return (
    <>
      {arms.map((arm) => (
        <Band
          key={arm}
          color={series[arm].color}
          d={bandPath(rows, at, ({ band }) => {
            const ends = band[arm];
            return ends === undefined ? undefined : [y(ends[0]), y(ends[1])];
          })}
        />
      ))}
      {arms.map((arm) => (
        <path
          key={arm}
          className={css['raw']}
          style={{ stroke: series[arm].color }}
          d={linePath(rows, at, ({ raw }) => (raw[arm] === undefined ? undefined : y(raw[arm])))}
        />
      ))}
      {arms.map((arm) => (
        <Curve
          key={arm}
          color={series[arm].color}
          dash={series[arm].dash}
          d={linePath(rows, at, ({ mean }) => (mean[arm] === undefined ? undefined : y(mean[arm])))}
        />
      ))}
    </>
  );
}

/** A tick per anchor with jumps; the taller, the more replicas jumped. */
function Jumps({ view: { jumps }, scales: { x, bottom } }: LayerProps) {
  const d = jumps
    .map((jump) => `M${x(jump.x).toFixed(1)} ${bottom}v${(-3 - 5 * jump.share).toFixed(1)}`)
    .join('');
  return <path d={d} className={css['jumps']} />;
}

function Target({ view: { target }, scales: { y, left, right } }: LayerProps) {
  return target === null ? null : <path d={`M${left} ${y(target)}H${right}`} className={css['target']} />;
}

function Rings({ view, scales }: LayerProps) {
  const { x, y } = scales;
  return (
    <>
      <Saving view={view} scales={scales} />
      {view.reached.map((ring) => (
        <circle
          key={ring.arm}
          cx={x(ring.x)}
          cy={y(ring.y)}
          r={4.5}
          className={css['ring']}
          style={{ stroke: series[ring.arm].color }}
        />
      ))}
    </>
  );
}

/** Room that the saving's words need between the rings, px. */
const savingWidth = 100;

/** Between the rings, under the target; where they stand too close, to their right above it: both are free of curves. */
function Saving({ view: { reached, saving, target }, scales: { x, y } }: LayerProps) {
  if (saving === null || target === null || reached.length < 2) return null;
  const places = reached.map((ring) => x(ring.x));
  const last = Math.max(...places);
  return last - Math.min(...places) > savingWidth ? (
    <Label x={last - 9} y={y(target) + 12} anchor="end">
      ← {saving}
    </Label>
  ) : (
    <Label x={last + 9} y={y(target) - 11}>
      ← {saving}
    </Label>
  );
}

const lineHeight = 15;

/** Names at the ends of the lines, wherever those are by now, and the target's in the margin. */
function Ends({ view: { rows, arms, target }, scales }: LayerProps) {
  const { x, y, right, top, bottom } = scales;
  const ends = arms.flatMap((arm) => endOf(rows, arm));
  const near = ends.some((end) => x(end.x) > right - 60);
  const wished = [...ends.map((end) => y(end.y)), ...(target === null ? [] : [y(target)])];
  const placed = near
    ? spread(wished, lineHeight, top, bottom - 4)
    : [...spread(wished.slice(0, ends.length), lineHeight, top, bottom - 4), ...wished.slice(ends.length)];
  return (
    <>
      {ends.map(({ arm, x: at }, index) => (
        <Label key={arm} x={x(at) + 8} y={placed[index]!} color={series[arm].color} strong>
          {series[arm].label}
        </Label>
      ))}
      {target !== null && (
        <Label x={right + 8} y={placed[ends.length]!}>
          target
        </Label>
      )}
    </>
  );
}

function endOf(rows: LossView['rows'], arm: ArmId): { arm: ArmId; x: number; y: number }[] {
  const row = rows.findLast(({ mean }) => mean[arm] !== undefined);
  const y = row?.mean[arm];
  return row === undefined || y === undefined ? [] : [{ arm, x: row.x, y }];
}
