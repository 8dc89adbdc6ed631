/** The way of both networks through all weights, in the plane in which they spread most. */
import { pathView, type PathView } from '../../store/select/network/path.ts';
import { useAppState, useUi, useView } from '../app/ui-context.ts';
import { ChartFigure } from '../charts/ChartFigure.tsx';
import { Curve, Dot, Label } from '../charts/drawing/marks.tsx';
import { linePath } from '../charts/drawing/paths.ts';
import type { Scales } from '../charts/drawing/use-scales.ts';
import { Ends } from '../charts/drawing/Ends.tsx';
import { Frame } from '../charts/Frame.tsx';
import { ExplainPanel } from '../help/ExplainPanel.tsx';
import { series } from '../primitives/arms.ts';
import { percent } from '../primitives/numbers.ts';
import css from './network.module.css';
import { pathTable } from './tables.ts';

export function PathChart() {
  const view = useView(pathView);
  const waiting = view.paths.length === 0;
  return (
    <div className={css['path']}>
      <ChartFigure
        area="network-path"
        view={useUi().live(pathView)}
        title="Way through all weights"
        help={<ExplainPanel what="path" />}
        caption="rings: jumps; dots: forecasts"
        empty={waiting ? 'Drawn in a moment, once a few steps have been recorded.' : null}
        table={() => pathTable(view)}
      >
        {waiting ? null : (
          <Frame
            xDomain={view.xDomain}
            yDomain={view.yDomain}
            names={view.paths.map(({ arm }) => series[arm].label)}
          >
            {(scales) => <Marks view={view} scales={scales} />}
          </Frame>
        )}
      </ChartFigure>
    </div>
  );
}

type Path = PathView['paths'][number];

function Marks({ view: { paths, explained }, scales }: { readonly view: PathView; readonly scales: Scales }) {
  const { x, y, left, right, top, bottom } = scales;
  const start = paths[0]?.points[0];
  return (
    <>
      {paths.map((path) => (
        <Way key={path.side} path={path} scales={scales} />
      ))}
      {start !== undefined && (
        <>
          <circle cx={x(start.x)} cy={y(start.y)} r={4} className={css['start']} />
          <Label x={x(start.x) + 8} y={y(start.y)}>
            start
          </Label>
        </>
      )}
      <Label x={right - 4} y={bottom - 8} anchor="end">
        {`1st, ${percent(explained[0], 0)} of variance →`}
      </Label>
      <Label x={left + 4} y={top + 6}>{`↑ 2nd, ${percent(explained[1], 0)}`}</Label>
      <Ends
        scales={scales}
        ends={paths.flatMap(({ arm, points }) => {
          const last = points.at(-1);
          const { label: text, color } = series[arm];
          return last === undefined ? [] : [{ key: arm, text, color, x: last.x, y: last.y }];
        })}
      />
    </>
  );
}

function Way({
  path: { arm, points, anchors, jumps },
  scales,
}: {
  readonly path: Path;
  readonly scales: Scales;
}) {
  const at = useAppState((state) => state.at);
  const { x, y } = scales;
  const { color, dash } = series[arm];
  const looked = at === null ? undefined : points.findLast(({ step }) => step <= at);
  return (
    <>
      <Curve
        color={color}
        dash={dash}
        width={1.6}
        d={linePath(
          points,
          (point) => x(point.x),
          (point) => y(point.y),
        )}
      />
      {points
        .filter(({ step }) => anchors.includes(step))
        .map((point) => (
          <circle
            key={point.step}
            cx={x(point.x)}
            cy={y(point.y)}
            r={jumps.includes(point.step) ? 3 : 1.8}
            className={jumps.includes(point.step) ? css['jump'] : undefined}
            style={jumps.includes(point.step) ? { stroke: color } : { fill: color }}
          />
        ))}
      {looked !== undefined && <Dot x={x(looked.x)} y={y(looked.y)} color={color} />}
    </>
  );
}
