/** Small multiples: what some values did, and what a forecast says from its anchor on; one crosshair for all. */
import type { ComponentProps, ReactNode } from 'react';
import { useCell } from '../primitives/cell.ts';
import { compact } from '../primitives/numbers.ts';
import { ChartFigure } from './ChartFigure.tsx';
import css from './charts.module.css';
import { Clip, Curve, Dot } from './drawing/marks.tsx';
import { linePath, nearest } from './drawing/paths.ts';
import type { Scales } from './drawing/use-scales.ts';
import { useExplore, useShown, type Domain, type Explore } from './explore/explore.ts';
import { Explored, type Reading } from './explore/Explored.tsx';
import { Frame } from './Frame.tsx';

type StepValue = readonly [step: number, value: number];

export interface Trace {
  readonly title: string;
  readonly actual: readonly StepValue[];
  /** From the anchor's own value to the farthest horizon. */
  readonly forecast: readonly StepValue[];
  readonly yDomain: Domain;
}

interface Multiples {
  readonly traces: readonly Trace[];
  readonly xDomain: Domain;
  readonly anchor: number;
  /** Steps of the window before the anchor. */
  readonly windowSteps: number;
  /** Of the forecast. */
  readonly color: string;
}

interface ForecastMultiplesProps extends Omit<ComponentProps<typeof ChartFigure>, 'caption' | 'children'> {
  readonly multiples: Multiples;
  /** The caption, with the step at the crosshair. */
  readonly captionAt: (step: number | null) => ReactNode;
  /** Another class of the grid. */
  readonly gridClass?: string | undefined;
}

export function ForecastMultiples(props: ForecastMultiplesProps) {
  const { multiples, captionAt, gridClass = '', ...figure } = props;
  const { traces, xDomain } = multiples;
  const places = [...new Set(traces.flatMap(({ actual, forecast }) => [...actual, ...forecast].map(stepOf)))];
  const explore = useExplore({ domain: xDomain, places });
  return (
    <ChartFigure
      {...figure}
      caption={<CaptionAt explore={explore} captionAt={captionAt} />}
      explore={explore}
    >
      <div className={`${css['multiples'] ?? ''} ${gridClass}`}>
        {traces.map((trace) => (
          <Multiple key={trace.title} trace={trace} multiples={multiples} explore={explore} />
        ))}
      </div>
    </ChartFigure>
  );
}

const stepOf = ([step]: StepValue): number => step;

interface CaptionAtProps extends Pick<ForecastMultiplesProps, 'captionAt'> {
  readonly explore: Explore;
}

const CaptionAt = ({ explore, captionAt }: CaptionAtProps) => captionAt(useCell(explore.at));

/** Letters: of a longer name the end is shown, which distinguishes it. */
const longest = 16;

/** Fewer values than this are drawn as dots, too. */
const few = 30;

const ink = 'var(--ink)';

interface MultipleProps {
  readonly trace: Trace;
  readonly multiples: Multiples;
  readonly explore: Explore;
}

function Multiple({ trace, multiples, explore }: MultipleProps) {
  const { title, actual, forecast, yDomain } = trace;
  const { anchor, color } = multiples;
  const hovered = useCell(explore.at);
  const xDomain = useShown(explore);
  const readAt = (at: number): Reading[] => [
    reading('actual', ink, actual, at),
    ...(at < anchor ? [] : [reading('forecast', color, forecast, at)]),
  ];
  return (
    <div className={css['multiple']}>
      <p className={css['multipleTitle']}>
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
            <Shades multiples={multiples} scales={scales} />
            <Clip scales={scales}>
              <Curve d={pathOf(actual, scales)} color={ink} width={1.3} />
              <Curve d={pathOf(forecast, scales)} color={color} dash="5 3.5" width={2} />
              {actual.length < few && <Dots points={actual} scales={scales} />}
              {forecast
                .slice(0, 1)
                .map(([step, value]) =>
                  Number.isFinite(value) ? (
                    <Dot key={step} x={scales.x(step)} y={scales.y(value)} color={color} />
                  ) : null,
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

const pathOf = (points: readonly StepValue[], { x, y }: Scales): string =>
  linePath(
    points,
    ([step]) => x(step),
    ([, value]) => y(value),
  );

const Dots = ({ points, scales }: { readonly points: readonly StepValue[]; readonly scales: Scales }) =>
  points
    .filter(([, value]) => Number.isFinite(value))
    .map(([step, value]) => (
      <circle key={step} cx={scales.x(step)} cy={scales.y(value)} r={1.6} style={{ fill: ink }} />
    ));

/** The window, and the time after it. */
function Shades({ multiples, scales }: Pick<MultipleProps, 'multiples'> & { readonly scales: Scales }) {
  const { left, right, top, bottom, x } = scales;
  const within = (step: number): number => Math.min(right, Math.max(left, x(step)));
  const { anchor, windowSteps } = multiples;
  const [from, middle] = [within(anchor - windowSteps), within(anchor)];
  return (
    <>
      <rect x={from} y={top} width={middle - from} height={bottom - top} className={css['window']} />
      <rect x={middle} y={top} width={right - middle} height={bottom - top} className={css['horizon']} />
      <path d={`M${left} ${bottom}H${right}`} className={css['floor']} />
    </>
  );
}
