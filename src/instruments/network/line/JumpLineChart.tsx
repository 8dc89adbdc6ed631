/** The loss along the line from the weights at a forecast through the forecast and beyond. */
import { controlArm } from '../../../experiment/arms.ts';
import { jumpLineView, type JumpLineView } from './view.ts';
import { useUi, useView } from '../../../ui/app/ui-context.ts';
import { LinesFigure } from '../../../ui/charts/LinesFigure.tsx';
import { Label } from '../../../ui/charts/drawing/marks.tsx';
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
  const lines = view.curves.map(({ split, points }) => ({
    ...looks[split],
    color: series[arm].color,
    points: points.map(([x, loss, y]) => ({ x, y, text: compact(loss) })),
  }));
  return (
    <div className={css['line']}>
      <LinesFigure
        area="network-line"
        view={useUi().live(jumpLineView)}
        title="Loss along the forecast"
        help={<ExplainPanel what="line" />}
        lines={lines}
        axis={{ domain: view.xDomain }}
        unit="× forecast"
        place={(g) => `× ${compact(g)}`}
        idle={anchor === null ? '' : `${series[arm].label}, forecast of step ${anchor}, ${horizon} ahead`}
        legend={<Notes view={view} />}
        empty={empty}
        table={() => lineTable(view)}
        frame={{ yDomain: view.yDomain }}
        under={({ x, left, top, bottom }) => (
          <>
            <Label x={left} y={top - 6}>
              × persistence loss
            </Label>
            <path d={`M${x(0)} ${top}V${bottom}M${x(1)} ${top}V${bottom}`} className={css['guide']} />
          </>
        )}
        over={(scales) => <Marks view={view} scales={scales} />}
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
  const { arm, marks, control } = view;
  const { x, y, left, right, top } = scales;
  const { color } = series[arm];
  const inside = control !== null && x(control.g) >= left && x(control.g) <= right;
  return (
    <>
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
    </>
  );
}
