/** The way of both networks through all weights, in the plane in which they spread most. */
import { pathView, type PathView } from './view.ts';
import { useAppState, useUi, useView } from '../../../ui/app/ui-context.ts';
import charts from '../../../ui/charts/charts.module.css';
import { useTypeScale } from '../../../ui/charts/drawing/use-size.ts';
import type { Explore } from '../../../ui/charts/explore/explore.ts';
import type { Reading } from '../../../ui/charts/explore/Explored.tsx';
import { Curve, Dot, Label, Ends } from '../../../ui/charts/drawing/marks.tsx';
import { linePath } from '../../../ui/charts/drawing/paths.ts';
import type { Scales } from '../../../ui/charts/drawing/use-scales.ts';
import { PlotFigure } from '../../../ui/charts/PlotFigure.tsx';
import { ExplainPanel } from '../../../ui/help/ExplainPanel.tsx';
import { series } from '../../../ui/primitives/arms.ts';
import { useCell } from '../../../ui/primitives/cell.ts';
import { compact, percent } from '../../../ui/primitives/numbers.ts';
import css from '../network.module.css';
import { pathTable } from '../tables.ts';

export function PathChart() {
  const view = useView(pathView);
  const waiting = view.paths.length === 0;
  const points = view.paths.flatMap((way) => way.points.map(({ step, x, y }) => ({ place: step, x, y })));
  const places = [...new Set(points.map(({ place }) => place))];
  return (
    <div className={css['path']}>
      <PlotFigure
        area="network-path"
        view={useUi().live(pathView)}
        title="Path through weight space (PCA)"
        help={<ExplainPanel what="path" />}
        axis={{ domain: [0, Math.max(1, ...places)], isFixed: true, places }}
        read={(step) => readingsAt(view, step)}
        place={(step) => `step ${step}`}
        idle="rings: jumps; dots: forecasts"
        empty={waiting ? 'Appears once a few steps are recorded.' : null}
        table={() => pathTable(view)}
        frame={{
          xDomain: view.xDomain,
          yDomain: view.yDomain,
          names: view.paths.map(({ arm }) => series[arm].label),
        }}
        points={points}
        marks={(scales, explore) => (
          <>
            <Marks view={view} scales={scales} />
            <Pointed explore={explore} view={view} scales={scales} />
          </>
        )}
      />
    </div>
  );
}

type Path = PathView['paths'][number];

const placeAt = ({ points }: Path, at: number): Path['points'][number] | undefined =>
  points.findLast(({ step }) => step <= at);

const readingsAt = ({ paths }: PathView, at: number): Reading[] =>
  paths.flatMap((path): Reading[] => {
    const point = placeAt(path, at);
    const { label, color } = series[path.arm];
    return point === undefined ? [] : [{ label, color, text: `${compact(point.x)}, ${compact(point.y)}` }];
  });

interface PointedProps {
  readonly explore: Explore;
  readonly view: PathView;
  readonly scales: Scales;
}

function Pointed({ explore, view: { paths }, scales }: PointedProps) {
  const at = useCell(explore.at);
  if (at === null) return null;
  return (
    <g className={charts['crosshair']} data-export="no">
      {paths.map((path) => {
        const point = placeAt(path, at);
        return point === undefined ? null : (
          <Dot key={path.side} x={scales.x(point.x)} y={scales.y(point.y)} color={series[path.arm].color} />
        );
      })}
    </g>
  );
}

function Marks({ view: { paths, explained }, scales }: { readonly view: PathView; readonly scales: Scales }) {
  const { x, y, left, right, top, bottom } = scales;
  const start = paths[0]?.points[0];
  const line = 24 * useTypeScale();
  return (
    <>
      {paths.map((path) => (
        <Way key={path.side} path={path} scales={scales} />
      ))}
      {start !== undefined && (
        <>
          <circle cx={x(start.x)} cy={y(start.y)} r={4} className={css['start']} />
          <Label x={x(start.x) + 8} y={Math.min(bottom - line, Math.max(top + line, y(start.y)))}>
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

function Way({ path, scales }: { readonly path: Path; readonly scales: Scales }) {
  const { arm, points, anchors, jumps } = path;
  const at = useAppState((state) => state.at);
  const { x, y } = scales;
  const { color, dash } = series[arm];
  const looked = at === null ? undefined : placeAt(path, at);
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
