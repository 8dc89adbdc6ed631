/** What the loss chart draws over its frame: bands, target, jumps, curves, rings. */
import { lossView, type LossView } from './view.ts';
import { useAppState, useUi, useView } from '../../ui/app/ui-context.ts';
import { controlArm, subjectArm } from '../../experiment/arms.ts';
import { series, type ArmId } from '../../ui/primitives/arms.ts';
import { useCell } from '../../ui/primitives/cell.ts';
import css from '../../ui/charts/charts.module.css';
import { costAxes, useSubject } from '../../ui/charts/of-run.ts';
import { Band, Clip, Curve, Label, XUnit } from '../../ui/charts/drawing/marks.tsx';
import { freeBox } from '../../ui/charts/drawing/labels.ts';
import { bandPath, linePath } from '../../ui/charts/drawing/paths.ts';
import { useTypeScale } from '../../ui/charts/drawing/use-size.ts';
import { onFloor, useScales, type Scales } from '../../ui/charts/drawing/use-scales.ts';

interface LayerProps {
  readonly view: LossView;
  readonly scales: Scales;
}

export function LossMarks() {
  const view = useView(lossView);
  const axis = useAppState(({ view: preferences }) => preferences.axis);
  const scales = useScales();
  if (scales === null) return null;
  return (
    <>
      <XUnit scales={scales}>{costAxes[axis].unit}</XUnit>
      <Jumps view={view} scales={scales} />
      <Target view={view} scales={scales} />
      <Clip scales={scales}>
        <Curves view={view} scales={scales} />
      </Clip>
      <Rings view={view} scales={scales} />
    </>
  );
}

/** With more arms only the control and the main arm have bands. */
const fewBands = 4;

const isSubject = (arm: ArmId): boolean => arm === controlArm || arm === subjectArm;

function Curves({ view: { rows, arms }, scales }: LayerProps) {
  const { x } = scales;
  const y = (loss: number): number => onFloor(scales, loss);
  const pointed = useCell(useUi().emphasis);
  const stands = arms.includes(pointed ?? controlArm) ? pointed : null;
  const at = (row: LossView['rows'][number]): number => x(row.x);
  const many = arms.length > fewBands;
  const hasBand = (arm: ArmId): boolean => (stands === null ? !many || isSubject(arm) : arm === stands);
  const classOf = (arm: ArmId): string | undefined =>
    stands === null || arm === stands ? undefined : css['aside-curve'];
  const inOrder = [...arms.filter((arm) => !isSubject(arm)), ...arms.filter(isSubject)];
  return (
    <>
      {inOrder.filter(hasBand).map((arm) => (
        <Band
          key={arm}
          color={series[arm].color}
          d={bandPath(rows, at, ({ band }) => {
            const ends = band[arm];
            return ends === undefined ? undefined : [y(ends[0]), y(ends[1])];
          })}
        />
      ))}
      {inOrder.filter(hasBand).map((arm) => (
        <path
          key={arm}
          className={css['raw']}
          style={{ stroke: series[arm].color }}
          d={linePath(rows, at, ({ raw }) => (raw[arm] === undefined ? undefined : y(raw[arm])))}
        />
      ))}
      {inOrder.map((arm) => (
        <g key={arm} className={classOf(arm)}>
          <Curve
            color={series[arm].color}
            dash={series[arm].dash}
            width={many && !isSubject(arm) && arm !== stands ? 1.3 : 1.8}
            d={linePath(rows, at, ({ median }) => (median[arm] === undefined ? undefined : y(median[arm])))}
          />
        </g>
      ))}
    </>
  );
}

/** A tick per anchor with jumps; the taller, the more replicas jumped. */
function Jumps({ view: { jumps }, scales: { x, bottom } }: LayerProps) {
  const d = jumps
    .map((jump) => `M${x(jump.x).toFixed(1)} ${bottom}v${(-3 - 5 * jump.share).toFixed(1)}`)
    .join('');
  return <path d={d} className={css['jumps']} style={{ stroke: useSubject().color }} />;
}

function Target({ view: { target }, scales: { y, left, right, top, bottom } }: LayerProps) {
  if (target === null || y(target) < top || y(target) > bottom) return null;
  return <path d={`M${left} ${y(target)}H${right}`} className={css['target']} />;
}

/** With many arms only the main pair has rings. */
function Rings({ view, scales }: LayerProps) {
  const { x, y, top, bottom } = scales;
  const rings = view.reached.filter(
    ({ arm, y: loss }) =>
      (view.arms.length <= fewBands || isSubject(arm)) && y(loss) >= top && y(loss) <= bottom,
  );
  return (
    <>
      <Saving view={{ ...view, reached: rings }} scales={scales} />
      {rings.map((ring) => (
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

/** Width of a letter and height of a line of the saving's words, px at the usual type. */
const letter = 6.6;
const lineHeight = 15;

/** Near the rings, clear of curves and other labels. */
function Saving({ view, scales }: LayerProps) {
  const { rows, arms, reached, saving, target } = view;
  const scale = useTypeScale();
  if (saving === null || target === null || reached.length < 2) return null;
  const { x, y, left, right, top, bottom } = scales;
  const words = `← ${saving}`;
  const last = Math.max(...reached.map((ring) => x(ring.x)));
  const width = letter * scale * words.length;
  const height = lineHeight * scale;
  const line = y(target);
  const curves = arms.map((arm) =>
    rows.flatMap((row): [number, number][] => {
      const median = row.median[arm];
      return median === undefined ? [] : [[x(row.x), onFloor(scales, median)]];
    }),
  );
  const boxes = [0, 1, 2, 3, 4].flatMap((away) =>
    [line + 5 + away * height, line - 5 - (away + 1) * height].flatMap((start) =>
      [last - 9 - width, last + 9].map((from) => ({
        left: from,
        right: from + width,
        top: start,
        bottom: start + height,
      })),
    ),
  );
  const free = freeBox(boxes, { left, right, top, bottom }, curves);
  return free === null ? null : (
    <Label x={free.left} y={(free.top + free.bottom) / 2}>
      {words}
    </Label>
  );
}
