/** Eight weights of one network: what training did, and what the forecast said. */
import { subjectArm } from '../../experiment/arms.ts';
import {
  panels,
  weightsView,
  weightsViews,
  type WeightPanel as PanelView,
  type WeightsView,
  weightsTable,
} from './view.ts';
import { useAppState, useUi, useView } from '../../ui/app/ui-context.ts';
import { series } from '../../ui/primitives/arms.ts';
import { ChartFigure } from '../../ui/charts/ChartFigure.tsx';
import css from '../../ui/charts/charts.module.css';
import { useRecorded, useEmptyWords } from '../../ui/charts/of-run.ts';
import { RunCrosshair, RunFrame, usePlotKeys, useHoverStep } from '../../ui/charts/explore/run-axis.tsx';
import { along } from '../../ui/charts/explore/zoom.ts';
import { WhosePick } from '../../ui/charts/WhosePick.tsx';
import { useMemo } from 'react';
import type { View } from '../../store/view.ts';
import { fixed } from '../../ui/primitives/numbers.ts';
import { Clip, Curve } from '../../ui/charts/drawing/marks.tsx';
import { linePath, nearest } from '../../ui/charts/drawing/paths.ts';
import { useScales, type Scales } from '../../ui/charts/drawing/use-scales.ts';

export function WeightsChart() {
  const { live } = useUi();
  const arm = useView(weightsView, (view) => view.arm);
  const waiting = useView(weightsView, (view) => view.panels.length === 0);
  const empty = useEmptyWords(
    waiting ? 'The weights appear as soon as the network has its first values.' : null,
  );
  const onKey = usePlotKeys(() => {
    const { panels: drawn, costs } = live(weightsView).get();
    return (drawn[0]?.actual ?? []).flatMap(([step]) => along(costs, step, 0) ?? []);
  });
  return (
    <ChartFigure
      area="weights"
      view={live(weightsView)}
      title={
        <>
          Weights: <span style={{ color: series[arm].color }}>actual</span> and{' '}
          <span style={{ color: series[subjectArm].color }} className={css['dashed']}>
            forecast
          </span>
        </>
      }
      caption={<Whose />}
      help="weights"
      onKey={onKey}
      empty={empty}
      table={useRecorded(weightsTable)}
    >
      <div className={css['multiples']}>
        {weightsViews.flatMap((weights, turn) =>
          panels.map((index) => <WeightPanel key={`${turn} ${index}`} weights={weights} index={index} />),
        )}
      </div>
    </ChartFigure>
  );
}

function Whose() {
  const arm = useView(weightsView, (view) => view.arm);
  const seed = useView(weightsView, (view) => view.seed);
  return (
    <WhosePick arm={arm} seed={seed} what="weights are drawn">
      <Extent />
    </WhosePick>
  );
}

function Extent() {
  const xMin = useView(weightsView, (view) => Math.round(view.xMin));
  const xMax = useView(weightsView, (view) => Math.round(view.xMax));
  const focus = useAppState(({ view }) => view.focusAnchor);
  return (
    <span className={css['aside']}>
      {xMin} – {xMax} steps
      {`; shaded: ${focus === null ? 'newest window' : `window of step ${focus}`}`}
    </span>
  );
}

interface PanelProps {
  readonly weights: View<WeightsView>;
  readonly index: number;
}

const stepOf = ([step]: readonly [number, number]): number => step;

/** One small multiple: a weight's path, its forecasts, the window they saw. */
function WeightPanel({ weights, index }: PanelProps) {
  const title = useView(weights, (view) => view.panels[index]?.title);
  const place = useView(weights, (view) => view.panels[index]?.place);
  const layers = useMemo(
    () => (
      <>
        <Marks weights={weights} index={index} />
        <Hovered weights={weights} index={index} />
      </>
    ),
    [weights, index],
  );
  if (title === undefined) return null;
  return (
    <div className={css['multiple']}>
      <p className={css['multipleTitle']}>
        <span title={place === title ? undefined : place}>{title}</span>
        <Value weights={weights} index={index} />
      </p>
      <RunFrame bare view={weights} y={({ panels: { [index]: panel } }) => panel?.yDomain ?? [0, 1]}>
        {layers}
      </RunFrame>
    </div>
  );
}

function Marks({ weights, index }: PanelProps) {
  const view = useView(weights);
  const scales = useScales();
  const panel = view.panels[index];
  if (scales === null || panel === undefined) return null;
  const { x, y } = scales;
  const anchors = panel.forecasts.flatMap(({ points: [first] }) => (first === undefined ? [] : [first]));
  const path = (points: PanelView['actual']): string =>
    linePath(
      points,
      ([step]) => x(step),
      ([, value]) => y(value),
    );
  return (
    <>
      <Shade span={view.window} className={css['window']} scales={scales} />
      <Shade span={view.horizon} className={css['horizon']} scales={scales} />
      <path d={`M${scales.left} ${scales.bottom}H${scales.right}`} className={css['floor']} />
      <Clip scales={scales}>
        <Curve d={path(panel.actual)} color={series[view.arm].color} width={1.6} />
        <Curve
          d={panel.forecasts.map(({ points }) => path(points)).join('')}
          color={series[subjectArm].color}
          dash="4 2.5"
          width={1.6}
        />
        <path
          d={anchors.map(([step, value]) => `M${x(step).toFixed(1)} ${y(value).toFixed(1)}h0`).join('')}
          className={css['anchors']}
          style={{ stroke: series[subjectArm].color }}
        />
      </Clip>
    </>
  );
}

interface ShadeProps {
  readonly span: readonly [number, number] | null;
  readonly className: string | undefined;
  readonly scales: Scales;
}

function Shade({ span, className, scales: { x, top, bottom, left, right } }: ShadeProps) {
  if (span === null) return null;
  const from = Math.min(right, Math.max(left, x(span[0])));
  const to = Math.min(right, Math.max(left, x(span[1])));
  return <rect x={from} y={top} width={Math.max(0, to - from)} height={bottom - top} className={className} />;
}

function Hovered({ weights, index }: PanelProps) {
  const view = useView(weights);
  const { panels: drawn, costs, arm } = view;
  const hovered = useHoverStep(costs);
  const actual = drawn[index]?.actual;
  const point = hovered === null ? undefined : actual?.[nearest(actual, hovered, stepOf)];
  const dots = point === undefined ? [] : [{ x: point[0], y: point[1], color: series[arm].color }];
  return (
    <RunCrosshair frame={view} place={point?.[0]} dots={dots} toAxis={(step) => along(costs, step, 0)} />
  );
}

/** The weight's value under the pointer, or its latest. */
function Value({ weights, index }: PanelProps) {
  const { costs, panels } = useView(weights);
  const hovered = useHoverStep(costs);
  const actual = panels[index]?.actual;
  const color = useAppState(({ view }) => series[view.weightsArm].color);
  const point = hovered === null ? actual?.at(-1) : actual?.[nearest(actual, hovered, stepOf)];
  return point === undefined ? null : (
    <span style={hovered === null ? undefined : { color }}>{fixed(point[1], 3)}</span>
  );
}
