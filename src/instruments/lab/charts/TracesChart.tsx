/** Some scored sequences: what they did, and what the forecast said from the end of the window on. */
import type { ReactNode } from 'react';
import type { StepValue, Trace, TracesView } from '../view/view.ts';
import charts from '../../../ui/charts/charts.module.css';
import { useExplore, useShown, type Explore } from '../../../ui/charts/explore/explore.ts';
import { Explored, type Reading } from '../../../ui/charts/explore/Explored.tsx';
import { Frame } from '../../../ui/charts/Frame.tsx';
import { Clip, Curve, Dot } from '../../../ui/charts/drawing/marks.tsx';
import { linePath, nearest } from '../../../ui/charts/drawing/paths.ts';
import type { Scales } from '../../../ui/charts/drawing/use-scales.ts';
import { useCell } from '../../../ui/primitives/cell.ts';
import { fixed } from '../../../ui/primitives/numbers.ts';
import css from '../Lab.module.css';
import { ink, look } from '../look.ts';
import { tracesTable } from '../tables.ts';
import { LabFigure } from './LabFigure.tsx';

const stepOf = ([step]: StepValue): number => step;

export function TracesChart({ view }: { readonly view: TracesView }) {
  const { traces, steps, anchor, caption, summary } = view;
  const places = [...new Set(traces.flatMap(({ actual }) => actual.map(stepOf)))];
  const explore = useExplore({ domain: [0, steps], places });
  return (
    <LabFigure
      area="lab-traces"
      title={
        <>
          Actual and{' '}
          <span style={{ color: look.farcaster.color }} className={charts['dashed']}>
            forecast
          </span>
        </>
      }
      caption={<StepOr explore={explore} idle={caption} />}
      explore={explore}
      summary={summary}
      table={(whole) => tracesTable(view, whole)}
    >
      <div className={`${charts['multiples']} ${css['multiples']}`}>
        {traces.map((trace) => (
          <Panel key={trace.title} {...{ trace, anchor, explore }} />
        ))}
      </div>
    </LabFigure>
  );
}

function StepOr({ explore, idle }: { readonly explore: Explore; readonly idle: ReactNode }) {
  const step = useCell(explore.at);
  return step === null ? idle : `step ${step}`;
}

interface PanelProps {
  readonly trace: Trace;
  readonly anchor: number;
  readonly explore: Explore;
}

function Panel({ trace, anchor, explore }: PanelProps) {
  const { title, actual, forecast, yDomain } = trace;
  const hovered = useCell(explore.at);
  const xDomain = useShown(explore);
  const at = hovered === null ? undefined : actual[nearest(actual, hovered, stepOf)];
  const said =
    hovered === null || hovered < anchor ? undefined : forecast[nearest(forecast, hovered, stepOf)];
  const read = (): Reading[] => [
    ...(at === undefined ? [] : [{ label: 'actual', color: ink, text: '', y: at[1] }]),
    ...(said === undefined ? [] : [{ label: 'forecast', color: look.farcaster.color, text: '', y: said[1] }]),
  ];
  return (
    <div className={charts['multiple']}>
      <p className={charts['multipleTitle']}>
        <span>{title}</span>
        {at !== undefined && (
          <span>
            {fixed(at[1], 3)}
            {said !== undefined && <span style={{ color: look.farcaster.color }}> {fixed(said[1], 3)}</span>}
          </span>
        )}
      </p>
      <Frame bare xDomain={xDomain} yDomain={yDomain}>
        {(scales) => (
          <>
            <Shades scales={scales} anchor={anchor} />
            <Clip scales={scales}>
              <Path points={actual} scales={scales} />
              <Path points={forecast} scales={scales} forecast />
              <Dot x={scales.x(anchor)} y={scales.y(forecast[0]?.[1] ?? 0)} color={look.farcaster.color} />
            </Clip>
            <Explored explore={explore} read={read} scales={scales} />
          </>
        )}
      </Frame>
    </div>
  );
}

function Shades({ scales, anchor }: { readonly scales: Scales; readonly anchor: number }) {
  const { left, right, top, bottom, x } = scales;
  const middle = Math.min(right, Math.max(left, x(anchor)));
  return (
    <>
      <rect x={left} y={top} width={middle - left} height={bottom - top} className={charts['window']} />
      <rect x={middle} y={top} width={right - middle} height={bottom - top} className={charts['horizon']} />
      <path d={`M${left} ${bottom}H${right}`} className={charts['floor']} />
    </>
  );
}

interface PathProps {
  readonly points: readonly StepValue[];
  readonly scales: Scales;
  readonly forecast?: boolean;
}

function Path({ points, scales: { x, y }, forecast = false }: PathProps) {
  return (
    <Curve
      color={forecast ? look.farcaster.color : ink}
      dash={forecast ? '5 3.5' : null}
      width={forecast ? 2 : 1.3}
      d={linePath(
        points,
        ([step]) => x(step),
        ([, value]) => y(value),
      )}
    />
  );
}
