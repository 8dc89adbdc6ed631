/** The loss along the line from the weights at a forecast through the forecast and beyond. */
import { controlArm } from '../../../experiment/arms.ts';
import { jumpLineView, type JumpLineView } from './view.ts';
import { useUi, useView } from '../../../ui/app/ui-context.ts';
import type { Reading } from '../../../ui/charts/explore/Explored.tsx';
import { PlotFigure } from '../../../ui/charts/PlotFigure.tsx';
import { Clip, Curve, Label, XUnit, Ends } from '../../../ui/charts/drawing/marks.tsx';
import { linePath } from '../../../ui/charts/drawing/paths.ts';
import type { Scales } from '../../../ui/charts/drawing/use-scales.ts';
import { ExplainPanel } from '../../../ui/help/ExplainPanel.tsx';
import { series } from '../../../ui/primitives/arms.ts';
import { compact, grouped } from '../../../ui/primitives/numbers.ts';
import css from '../network.module.css';
import { lineTable } from '../tables.ts';

const looks = {
  train: { label: 'training', dash: null, width: 1.8 },
  guard: { label: 'validation', dash: '4 3', width: 1.2 },
} as const;

export function JumpLineChart() {
  const view = useView(jumpLineView);
  const { empty, anchor, horizon, arm } = view;
  const places = [...new Set(view.curves.flatMap(({ points }) => points.map(([g]) => g)))];
  const read = (at: number): Reading[] =>
    view.curves.flatMap(({ split, points }): Reading[] => {
      const point = points.find(([g]) => g === at);
      const { color } = series[arm];
      if (point === undefined) return [];
      return [{ label: looks[split].label, color, text: compact(point[1]), y: point[2] }];
    });
  return (
    <div className={css['line']}>
      <PlotFigure
        area="network-line"
        view={useUi().live(jumpLineView)}
        title="Loss along the forecast"
        help={<ExplainPanel what="line" />}
        axis={{ domain: view.xDomain, places }}
        read={read}
        place={(g) => `× ${compact(g)}`}
        idle={anchor === null ? '' : `${series[arm].label}, forecast of step ${anchor}, ${horizon} ahead`}
        legend={<Notes view={view} />}
        empty={empty}
        table={() => lineTable(view)}
        frame={{ yDomain: view.yDomain }}
        marks={(scales) => <Marks view={view} scales={scales} />}
      />
    </div>
  );
}

function Notes({ view: { curves, outcome, control, empty } }: { readonly view: JumpLineView }) {
  if (empty !== null) return null;
  const told = curves.map(({ split, examples, of, stay }) => {
    const which =
      examples < of ? `the first ${grouped(examples)} of ${grouped(of)}` : `all ${grouped(examples)}`;
    return `${looks[split].label} ${compact(stay)} (${which} examples)`;
  });
  return (
    <p className={css['notes']}>
      {outcome} Drawn as multiples of the persistence loss, {told.join(' and ')}.{' '}
      {control === null
        ? 'The control was not recorded at that step.'
        : `Control at step ${control.step}, projected: g = ${compact(control.g)}, ${compact(control.apart)} of the line’s length beside it.`}
    </p>
  );
}

function Marks({ view, scales }: { readonly view: JumpLineView; readonly scales: Scales }) {
  const { arm, curves, marks, control } = view;
  const { x, y, left, right, top, bottom } = scales;
  const { color } = series[arm];
  const inside = control !== null && x(control.g) >= left && x(control.g) <= right;
  return (
    <>
      <XUnit scales={scales}>× forecast</XUnit>
      <Label x={left} y={top - 6}>
        × persistence loss
      </Label>
      <path d={`M${x(0)} ${top}V${bottom}M${x(1)} ${top}V${bottom}`} className={css['guide']} />
      <Clip scales={scales}>
        {curves.map(({ split, points }) => (
          <Curve
            key={split}
            color={color}
            dash={looks[split].dash}
            width={looks[split].width}
            d={linePath(
              points,
              ([g]) => x(g),
              ([, , relative]) => y(relative),
            )}
          />
        ))}
      </Clip>
      <Label x={x(0) + 4} y={top + 6}>
        stay
      </Label>
      <Label x={x(1) + 4} y={top + 6}>
        forecast
      </Label>
      {marks.map(({ id, g, relative }) =>
        Number.isFinite(relative) ? (
          <circle
            key={id}
            cx={x(g)}
            cy={y(relative)}
            r={id === 'adopted' ? 4.5 : 2.6}
            className={css[id === 'adopted' ? 'jump' : 'plain']}
            style={id === 'adopted' ? { stroke: color } : { fill: color }}
          />
        ) : null,
      )}
      {control !== null && inside && (
        <>
          <path
            d={`M${x(control.g) - 4} ${y(control.relative)}l4 -4l4 4l-4 4Z`}
            style={{ fill: series[controlArm].color }}
            className={css['plain']}
          />
          <Label
            x={x(control.g)}
            y={y(control.relative) - 12}
            anchor={x(control.g) > (left + right) / 2 ? 'end' : 'start'}
            color={series[controlArm].color}
          >
            {`control, step ${control.step}, projected`}
          </Label>
        </>
      )}
      <LineEnds view={view} scales={scales} />
    </>
  );
}

/** Names of the curves at their right or top end. */
function LineEnds({
  view: { curves, arm, yDomain },
  scales,
}: {
  readonly view: JumpLineView;
  readonly scales: Scales;
}) {
  const ends = curves.flatMap(({ split, points }) => {
    const last = points.at(-1);
    if (last === undefined || !Number.isFinite(last[2])) return [];
    const y = Math.min(yDomain[1], last[2]);
    return [{ key: split, text: looks[split].label, color: series[arm].color, x: last[0], y }];
  });
  return <Ends scales={scales} ends={ends} />;
}
