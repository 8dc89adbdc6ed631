/** Weights over the recorded steps, and their forecasts from one checkpoint on: small and side by side. */
import { useMemo } from 'react';
import { stepsText } from '../../../record/recorded/words.ts';
import { subjectArm } from '../../../experiment/arms.ts';
import type { Method } from '../../../record/recorded/report.ts';
import { methodLabel } from '../../../record/recorded/words.ts';
import charts from '../../../ui/charts/charts.module.css';
import { ChartFigure } from '../../../ui/charts/ChartFigure.tsx';
import { Clip, Curve, Dot } from '../../../ui/charts/drawing/marks.tsx';
import { linePath, nearest } from '../../../ui/charts/drawing/paths.ts';
import type { Scales } from '../../../ui/charts/drawing/use-scales.ts';
import { Explored, type Reading } from '../../../ui/charts/explore/Explored.tsx';
import { useExplore, useShown, type Explore } from '../../../ui/charts/explore/explore.ts';
import { Frame } from '../../../ui/charts/Frame.tsx';
import { Pick } from '../../../ui/charts/WhosePick.tsx';
import { ExplainPanel } from '../../../ui/help/ExplainPanel.tsx';
import { series } from '../../../ui/primitives/arms.ts';
import { useCell } from '../../../ui/primitives/cell.ts';
import { compact } from '../../../ui/primitives/numbers.ts';
import css from '../trajectory.module.css';
import { pathsTable } from '../view/tables.ts';
import { pathsView, type PathsView, type StepValue } from '../view/view.ts';
import { useSummary, type RunChartProps } from './RunFigures.tsx';

/** Whose forecast is looked at; indices into the analysis. */
export interface Looked {
  readonly run: number;
  readonly anchor: number;
  readonly method: Method;
}

export interface PathsChartProps extends RunChartProps {
  readonly looked: Looked;
  readonly onLook: (looked: Looked) => void;
}

const stepOf = ([step]: StepValue): number => step;

export function PathsChart({ analysed, of, looked, onLook }: PathsChartProps) {
  const { run, anchor, method } = looked;
  const view = useMemo(() => pathsView(analysed, run, anchor, method), [analysed, run, anchor, method]);
  const { traces, xDomain, summary } = view;
  const places = [...new Set([...(traces[0]?.actual ?? []), ...(traces[0]?.forecast ?? [])].map(stepOf))];
  const explore = useExplore({ domain: xDomain, places });
  return (
    <ChartFigure
      title="Actual and forecast weights"
      area="run-paths"
      of={of}
      view={useSummary(summary)}
      help={<ExplainPanel what="run-paths" />}
      explore={explore}
      caption={
        <span className={charts['whose']}>
          <LookedPicks analysed={analysed} looked={looked} onLook={onLook} />
          <At explore={explore} />
        </span>
      }
      table={(whole) => pathsTable(view, whole)}
    >
      <div className={`${charts['multiples'] ?? ''} ${css['multiples'] ?? ''}`}>
        {traces.map((trace) => (
          <Panel key={trace.title} trace={trace} view={view} method={method} explore={explore} />
        ))}
      </div>
    </ChartFigure>
  );
}

/** What is looked at, for all charts of one forecast. */
export function LookedPicks({ analysed, looked, onLook }: Omit<PathsChartProps, 'of'>) {
  const { anchors, methods, runs } = analysed.analysis;
  return (
    <>
      <Pick
        label="Method whose forecast is drawn"
        value={looked.method}
        options={methods.map((each) => [each, methodLabel(each)])}
        onChange={(method) => onLook({ ...looked, method })}
      />
      <Pick
        label="Checkpoint of the forecast"
        value={looked.anchor}
        options={anchors.map((step, index) => [index, `from step ${stepsText(step)}`])}
        onChange={(anchor) => onLook({ ...looked, anchor })}
      />
      {runs.length > 1 && (
        <Pick
          label="Run whose weights are drawn"
          value={looked.run}
          options={runs.map((name, index) => [index, name])}
          onChange={(run) => onLook({ ...looked, run })}
        />
      )}
    </>
  );
}

function At({ explore }: { readonly explore: Explore }) {
  const step = useCell(explore.at);
  return step === null ? null : <span>step {stepsText(step)}</span>;
}

interface PanelProps {
  readonly trace: PathsView['traces'][number];
  readonly view: PathsView;
  readonly method: Method;
  readonly explore: Explore;
}

/** Letters: of a longer name the end is shown, which tells it from others. */
const longest = 16;

/** Fewer checkpoints than this are drawn as dots, too. */
const few = 30;

function Panel({ trace, view, method, explore }: PanelProps) {
  const { title, actual, forecast, yDomain } = trace;
  const { color } = series[method];
  const hovered = useCell(explore.at);
  const xDomain = useShown(explore);
  const readAt = (at: number): Reading[] => [
    reading('actual', 'var(--ink)', actual, at),
    ...(at < view.anchor ? [] : [reading('forecast', color, forecast, at)]),
  ];
  return (
    <div className={charts['multiple']}>
      <p className={charts['multipleTitle']}>
        <span title={title}>{title.length > longest ? `…${title.slice(1 - longest)}` : title}</span>
        {hovered !== null && (
          <span>
            {readAt(hovered).map(({ label, color: tone, text }) => (
              <span key={label} style={{ color: tone }}>
                {text}{' '}
              </span>
            ))}
          </span>
        )}
      </p>
      <Frame bare xDomain={xDomain} yDomain={yDomain}>
        {(scales) => (
          <>
            <Shades scales={scales} view={view} />
            <Clip scales={scales}>
              <Path points={actual} scales={scales} color="var(--ink)" width={1.3} />
              <Path points={forecast} scales={scales} color={color} dash="5 3.5" width={2} />
              {actual.length < few &&
                actual
                  .filter(([, value]) => Number.isFinite(value))
                  .map(([step, value]) => (
                    <circle
                      key={step}
                      className={css['checkpoint']}
                      cx={scales.x(step)}
                      cy={scales.y(value)}
                      r={1.6}
                    />
                  ))}
              {Number.isFinite(forecast[0]![1]) && (
                <Dot x={scales.x(view.anchor)} y={scales.y(forecast[0]![1])} color={color} />
              )}
            </Clip>
            <Explored explore={explore} read={readAt} scales={scales} />
          </>
        )}
      </Frame>
    </div>
  );
}

function reading(label: string, color: string, points: readonly StepValue[], at: number): Reading {
  const y = points[nearest(points, at, stepOf)]?.[1] ?? NaN;
  return { label, color, text: Number.isFinite(y) ? compact(y) : '–', y };
}

interface PathProps {
  readonly points: readonly StepValue[];
  readonly scales: Scales;
  readonly color: string;
  readonly dash?: string;
  readonly width: number;
}

function Path({ points, scales: { x, y }, ...look }: PathProps) {
  return (
    <Curve
      {...look}
      d={linePath(
        points,
        ([step]) => x(step),
        ([, value]) => y(value),
      )}
    />
  );
}

/** The window, and the time after it. */
function Shades({ scales, view }: { readonly scales: Scales; readonly view: PathsView }) {
  const { left, right, top, bottom, x } = scales;
  const within = (step: number): number => Math.min(right, Math.max(left, x(step)));
  const [from, middle] = [within(view.anchor - view.windowSteps), within(view.anchor)];
  return (
    <>
      <rect x={from} y={top} width={middle - from} height={bottom - top} className={charts['window']} />
      <rect x={middle} y={top} width={right - middle} height={bottom - top} className={charts['horizon']} />
      <path d={`M${left} ${bottom}H${right}`} className={charts['floor']} />
    </>
  );
}

/** The newest forecast of the farcaster of the first run. */
export const firstLook = ({ analysis }: RunChartProps['analysed']): Looked => ({
  run: 0,
  anchor: Math.floor((analysis.anchors.length - 1) / 2),
  method: subjectArm,
});
