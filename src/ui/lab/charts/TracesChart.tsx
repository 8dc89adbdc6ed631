/** Some scored sequences: what they did, and what the forecast said from the end of the window on. */
import { useState } from 'react';
import type { StepValue, Trace, TracesView } from '../../../store/lab/lab-traces.ts';
import charts from '../../charts/charts.module.css';
import { Clip, Crosshair, Curve, Dot } from '../../charts/drawing/marks.tsx';
import { linePath, nearest } from '../../charts/drawing/paths.ts';
import type { Scales } from '../../charts/drawing/use-scales.ts';
import { fixed } from '../../primitives/numbers.ts';
import css from '../Lab.module.css';
import { ink, look } from '../look.ts';
import { tracesTable } from '../tables.ts';
import { Frame } from './Frame.tsx';
import { HoverArea } from './HoverArea.tsx';
import { LabFigure } from './LabFigure.tsx';

const stepOf = ([step]: StepValue): number => step;

export function TracesChart({ view }: { readonly view: TracesView }) {
  const [hovered, setHovered] = useState<number | null>(null);
  const { traces, steps, anchor, caption, summary } = view;
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
      caption={hovered === null ? caption : `step ${Math.round(hovered)}`}
      summary={summary}
      table={(whole) => tracesTable(view, whole)}
    >
      <div className={`${charts['multiples']} ${css['multiples']}`}>
        {traces.map((trace) => (
          <Panel key={trace.title} {...{ trace, steps, anchor, hovered, setHovered }} />
        ))}
      </div>
    </LabFigure>
  );
}

interface PanelProps {
  readonly trace: Trace;
  readonly steps: number;
  readonly anchor: number;
  readonly hovered: number | null;
  readonly setHovered: (step: number | null) => void;
}

function Panel({ trace, steps, anchor, hovered, setHovered }: PanelProps) {
  const { title, actual, forecast, yDomain } = trace;
  const at = hovered === null ? undefined : actual[nearest(actual, hovered, stepOf)];
  const said =
    hovered === null || hovered < anchor ? undefined : forecast[nearest(forecast, hovered, stepOf)];
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
      <Frame bare xDomain={[0, steps]} yDomain={yDomain}>
        {(scales) => (
          <>
            <Shades scales={scales} anchor={anchor} />
            <Clip scales={scales}>
              <Path points={actual} scales={scales} />
              <Path points={forecast} scales={scales} forecast />
              <Dot x={scales.x(anchor)} y={scales.y(forecast[0]?.[1] ?? 0)} color={look.farcaster.color} />
            </Clip>
            {at !== undefined && (
              <Crosshair scales={scales} x={scales.x(at[0])}>
                <Dot x={scales.x(at[0])} y={scales.y(at[1])} color={ink} />
                {said !== undefined && (
                  <Dot x={scales.x(said[0])} y={scales.y(said[1])} color={look.farcaster.color} />
                )}
              </Crosshair>
            )}
            <HoverArea
              scales={scales}
              onMove={(x) =>
                setHovered(Math.max(0, Math.min(1, (x - scales.left) / (scales.right - scales.left))) * steps)
              }
              onLeave={() => setHovered(null)}
            />
          </>
        )}
      </Frame>
    </div>
  );
}

function Shades({ scales, anchor }: { readonly scales: Scales; readonly anchor: number }) {
  const { left, right, top, bottom, x } = scales;
  const middle = x(anchor);
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
