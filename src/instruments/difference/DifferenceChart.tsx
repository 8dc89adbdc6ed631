/** Farcaster minus control, seed by seed, in powers of ten of the loss. */
import { differenceView, differenceTable, type DifferenceView } from './view.ts';
import { useAppState, useUi, useView } from '../../ui/app/ui-context.ts';
import { ChartFigure } from '../../ui/charts/ChartFigure.tsx';
import { useRecorded, useMetricName, useEmptyWords, useSubject, costAxes } from '../../ui/charts/of-run.ts';
import { usePlotKeys, RunCrosshair, RunFrame, useHoverX } from '../../ui/charts/explore/run-axis.tsx';
import type { ReactNode } from 'react';
import { fixedPower } from '../../ui/primitives/numbers.ts';
import { Band, Clip, Curve, Label, XUnit } from '../../ui/charts/drawing/marks.tsx';
import { nearest, bandPath, linePath } from '../../ui/charts/drawing/paths.ts';
import { Readout } from '../../ui/charts/explore/Explored.tsx';
import { useScales, withinPlot } from '../../ui/charts/drawing/use-scales.ts';
import { controlArm } from '../../experiment/arms.ts';
import { progressView } from '../../store/select/progress.ts';
import { series } from '../../ui/primitives/arms.ts';
import { useTypeScale } from '../../ui/charts/drawing/use-size.ts';

const layers = (
  <>
    <DifferenceMarks />
    <DifferenceCrosshair />
  </>
);

export function DifferenceChart() {
  const { live } = useUi();
  const alone = useAppState(({ run, draft }) => (run?.spec ?? draft).arms.length < 2);
  const waiting = useView(differenceView, ({ rows }) => rows.length === 0);
  const words = useEmptyWords(waiting ? 'The comparison starts with the first steps.' : null);
  const empty = alone ? 'Only the control runs. Tick “farcaster” to have something to compare.' : words;
  const onKey = usePlotKeys(() =>
    live(differenceView)
      .get()
      .rows.map(({ x }) => x),
  );
  return (
    <ChartFigure
      area="difference"
      view={live(differenceView)}
      help="difference"
      onKey={onKey}
      title="Paired difference"
      caption={<DifferenceReadout idle={<Caption />} />}
      empty={empty}
      note={useView(differenceView, ({ note }) => note)}
      table={useRecorded(differenceTable)}
    >
      {!alone && (
        <RunFrame view={differenceView} y={yOf}>
          {layers}
        </RunFrame>
      )}
    </ChartFigure>
  );
}

function Caption() {
  const total = useView(differenceView, (view) => view.total);
  const metric = useMetricName();
  return total === 1
    ? `log₁₀ ${metric}; one seed, so no band`
    : `minus control, log₁₀ ${metric}; median, middle half shaded`;
}

const yOf = ({ yDomain }: DifferenceView) => yDomain;

type Row = DifferenceView['rows'][number];

function DifferenceCrosshair() {
  const view = useView(differenceView);
  const hovered = useHoverX();
  const { color } = useSubject();
  const row = hovered === null ? undefined : rowAt(view, hovered);
  const dots = row === undefined ? [] : [{ x: row.x, y: row.median, color }];
  return <RunCrosshair frame={view} place={row?.x} dots={dots} />;
}

function DifferenceReadout({ idle }: { readonly idle: ReactNode }) {
  const view = useView(differenceView);
  const axis = useAppState(({ view: preferences }) => preferences.axis);
  const { color } = useSubject();
  const hovered = useHoverX();
  const row = hovered === null ? undefined : rowAt(view, hovered);
  if (row === undefined) return idle;
  const band = row.band === null ? '' : ` (${row.band.map(shortPower).join(' … ')})`;
  const of = row.pairs === view.seeds ? '' : `, ${row.pairs} of ${view.seeds} seeds`;
  return (
    <Readout
      at={costAxes[axis].place(row.x)}
      entries={[{ label: '', color: color, text: `${shortPower(row.median)}${band}${of}` }]}
    />
  );
}

const shortPower = (power: number): string => fixedPower(power, 2);

const rowAt = ({ rows }: DifferenceView, x: number): Row | undefined =>
  rows[nearest(rows, x, (row) => row.x)];

function DifferenceMarks() {
  const { rows, better, total } = useView(differenceView);
  const jumped = useView(progressView, ({ jumps }) => jumps.length > 0);
  const axis = useAppState(({ view }) => view.axis);
  const { label, color } = useSubject();
  const scale = useTypeScale();
  const scales = useScales();
  if (scales === null) return null;
  const { x, y, left, right, top, bottom } = scales;
  const last = rows.at(-1);
  const zero = y(0);
  const place = (value: number): number => withinPlot(scales, value);
  const end = beside(zero, Number.isNaN(last?.median) ? zero : place(last?.median ?? 0), top, bottom);
  const counted = jumped && total > 1;
  return (
    <>
      <XUnit scales={scales}>{costAxes[axis].unit}</XUnit>
      <Curve d={`M${left} ${y(0)}H${right}`} color={series[controlArm].color} />
      <Clip scales={scales}>
        <Band
          color={color}
          d={bandPath(
            rows,
            (row) => x(row.x),
            ({ band }) => (band === null ? undefined : [place(band[0]), place(band[1])]),
          )}
        />
        <Curve
          color={color}
          d={linePath(
            rows,
            (row) => x(row.x),
            ({ median }) => place(median),
          )}
        />
      </Clip>
      <Label x={right + 8} y={zero} color={series[controlArm].color} strong>
        control
      </Label>
      {last !== undefined && (
        <Label x={Math.min(right, x(last.x)) + 8} y={end} color={color} strong>
          {counted ? `${better} / ${total}` : label}
        </Label>
      )}
      {last !== undefined && counted && (
        <Label x={Math.min(right, x(last.x)) + 8} y={end + 14 * scale}>
          lower here
        </Label>
      )}
    </>
  );
}

/** Keeps the two lines of text at the end of the curve off the zero line, on its own side of it if there is room. */
function beside(zero: number, end: number, top: number, bottom: number): number {
  const above = Math.min(end, zero - 28);
  const below = Math.max(end, zero + 15);
  return end < zero && above > top ? above : Math.min(below, bottom - 16);
}
