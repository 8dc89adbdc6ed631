/** The way of a recorded run through the space of all weights, and its forecasts, in the plane in which it spreads most. */
import { useMemo } from 'react';
import { methodLabel, stepsText } from '../../../record/recorded/words.ts';
import { Clip, Curve, Dot, Label } from '../../../ui/charts/drawing/marks.tsx';
import { linePath } from '../../../ui/charts/drawing/paths.ts';
import type { Scales } from '../../../ui/charts/drawing/use-scales.ts';
import { useTypeScale } from '../../../ui/charts/drawing/use-size.ts';
import type { Reading } from '../../../ui/charts/explore/Explored.tsx';
import type { Explore } from '../../../ui/charts/explore/explore.ts';
import charts from '../../../ui/charts/charts.module.css';
import { PlotFigure } from '../../../ui/charts/PlotFigure.tsx';
import { ExplainPanel } from '../../../ui/help/ExplainPanel.tsx';
import { series } from '../../../ui/primitives/arms.ts';
import { useCell } from '../../../ui/primitives/cell.ts';
import { compact, grouped, percent } from '../../../ui/primitives/numbers.ts';
import css from '../trajectory.module.css';
import { planeTable } from '../view/tables.ts';
import { planeView, type PlanePoint, type PlaneView } from '../view/plane.ts';
import { LookedPicks, type PathsChartProps } from './PathsChart.tsx';
import { useSummary } from './RunFigures.tsx';

export function PlaneChart({ analysed, of, looked, onLook }: PathsChartProps) {
  const { run, anchor, method } = looked;
  const view = useMemo(() => planeView(analysed, run, anchor, method), [analysed, run, anchor, method]);
  const { checkpoints, forecast, xDomain, yDomain, summary } = view;
  const { color } = series[method];
  const points = [...checkpoints, ...forecast].map(({ step, x, y }) => ({ place: step, x, y }));
  const places = [...new Set(points.map(({ place }) => place))];
  return (
    <PlotFigure
      title="Path through weight space (PCA)"
      area="run-plane"
      of={of}
      view={useSummary(summary)}
      help={<ExplainPanel what="run-plane" />}
      aside={
        <p className={css['looked']} data-export="no">
          <LookedPicks analysed={analysed} looked={looked} onLook={onLook} />
        </p>
      }
      axis={{ domain: [Math.min(...places), Math.max(...places)], isFixed: true, places }}
      read={(step) => [
        ...readingAt('actual', 'var(--ink)', checkpoints, step),
        ...readingAt('forecast', color, forecast, step),
      ]}
      place={(step) => `step ${stepsText(step)}`}
      idle={`dashed: ${methodLabel(method)} from step ${stepsText(view.anchor)}`}
      note={
        view.weights < view.of
          ? `Computed from ${grouped(view.weights)} of the ${grouped(view.of)} weights.`
          : null
      }
      empty={
        checkpoints.length === 0 ? 'A plane takes three checkpoints of this run with finite weights.' : null
      }
      table={(whole) => planeTable(view, whole)}
      frame={{ xDomain, yDomain, right: 16 }}
      points={points}
      marks={(scales, explore) => (
        <>
          <Clip scales={scales}>
            <Paths view={view} scales={scales} color={color} />
            <Pointed view={view} scales={scales} color={color} explore={explore} />
          </Clip>
          <Titles view={view} scales={scales} />
        </>
      )}
    />
  );
}

const readingAt = (
  label: string,
  color: string,
  points: readonly PlanePoint[],
  at: number,
): readonly Reading[] => {
  const point = points.find(({ step }) => step === at);
  return point === undefined ? [] : [{ label, color, text: `${compact(point.x)}, ${compact(point.y)}` }];
};

interface MarksProps {
  readonly view: PlaneView;
  readonly scales: Scales;
}

/** The variance along each axis, and the ends of the path. */
function Titles({ view: { explained, checkpoints }, scales }: MarksProps) {
  const { x, y, left, right, top, bottom } = scales;
  const line = 24 * useTypeScale();
  const height = (point: PlanePoint): number => Math.min(bottom - line, Math.max(top + line, y(point.y)));
  const [first, last] = [checkpoints[0]!, checkpoints.at(-1)!];
  return (
    <>
      <Label x={right - 4} y={bottom - 8} anchor="end">
        {`1st, ${percent(explained[0], 0)} of variance →`}
      </Label>
      <Label x={left + 4} y={top + 6}>{`↑ 2nd, ${percent(explained[1], 0)}`}</Label>
      <Label x={x(first.x) + 8} y={height(first)}>{`step ${stepsText(first.step)}`}</Label>
      <Label x={x(last.x) - 8} y={height(last)} anchor="end">
        {`step ${stepsText(last.step)}`}
      </Label>
    </>
  );
}

/** Fewer checkpoints than this are drawn as dots, too. */
const few = 60;

function Paths({ view, scales, color }: MarksProps & { readonly color: string }) {
  const { checkpoints, forecast, others } = view;
  const { x, y } = scales;
  const pathOf = (points: readonly PlanePoint[]): string =>
    linePath(
      points,
      (point) => x(point.x),
      (point) => y(point.y),
    );
  const start = forecast[0];
  return (
    <>
      <path d={others.map(pathOf).join('')} className={css['others']} style={{ stroke: color }} />
      <Curve color="var(--ink)" width={1.3} d={pathOf(checkpoints)} />
      {checkpoints.length < few &&
        checkpoints.map((point) => (
          <circle key={point.step} className={css['checkpoint']} cx={x(point.x)} cy={y(point.y)} r={1.6} />
        ))}
      <Curve color={color} dash="5 3.5" width={2} d={pathOf(forecast)} />
      {start !== undefined && <Dot x={x(start.x)} y={y(start.y)} color={color} />}
    </>
  );
}

interface PointedProps extends MarksProps {
  readonly color: string;
  readonly explore: Explore;
}

function Pointed({ view: { checkpoints, forecast }, scales, color, explore }: PointedProps) {
  const at = useCell(explore.at);
  return (
    <g className={charts['crosshair']} data-export="no">
      {(
        [
          [checkpoints, 'var(--ink)'],
          [forecast, color],
        ] as const
      ).map(([points, tone]) => {
        const point = points.find(({ step }) => step === at);
        return point === undefined ? null : (
          <Dot key={tone} x={scales.x(point.x)} y={scales.y(point.y)} color={tone} />
        );
      })}
    </g>
  );
}
