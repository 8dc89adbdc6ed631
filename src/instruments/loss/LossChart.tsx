/** Loss with and without jumps: medians, bands, jumps, target. */
import { lossView, type LossView, lossTable } from './view.ts';
import { useActions, useAppState, useUi, useView } from '../../ui/app/ui-context.ts';
import { series, type ArmId } from '../../ui/primitives/arms.ts';
import { Segmented } from '../../ui/primitives/Segmented.tsx';
import { ChartFigure } from '../../ui/charts/ChartFigure.tsx';
import { useRecorded, useMetricTitle, useEmptyWords, costAxes } from '../../ui/charts/of-run.ts';
import { usePlotKeys, RunCrosshair, RunFrame, useHoverX } from '../../ui/charts/explore/run-axis.tsx';
import { roomFor } from '../../ui/charts/drawing/labels.ts';
import { Legend } from './Legend.tsx';
import { LossEnds } from './LossEnds.tsx';
import { LossMarks } from './LossMarks.tsx';
import { TargetHandle } from './TargetHandle.tsx';
import { controlArm } from '../../experiment/arms.ts';
import type { ReactNode } from 'react';
import type { SeedCount } from '../../record/judgement/seed-words.ts';
import { mainArm } from '../../record/judgement/judgement.ts';
import { compact } from '../../ui/primitives/numbers.ts';
import { Readout } from '../../ui/charts/explore/Explored.tsx';
import { endedAt, placeAt, pointsAt } from './points.ts';

const layers = (
  <>
    <LossMarks />
    <LossCrosshair />
    <LossEnds />
    <TargetHandle />
  </>
);

/** More names than this need more height. */
const manyArms = 8;

const scales = [
  ['log', 'log'],
  ['linear', 'linear'],
] as const;

export function LossChart() {
  const { live } = useUi();
  const { setView } = useActions();
  const logarithmic = useAppState(({ view }) => view.logarithmicLoss);
  const paired = useView(lossView, ({ arms, hidden }) => arms.length + hidden.length > 1);
  const tall = useView(lossView, ({ arms }) => arms.length > manyArms);
  const metric = useMetricTitle();
  const empty = useEmptyWords(useView(lossView, whyEmpty));
  const onKey = usePlotKeys(() =>
    live(lossView)
      .get()
      .rows.map(({ x }) => x),
  );
  return (
    <ChartFigure
      area="loss"
      view={live(lossView)}
      help="loss"
      onKey={onKey}
      legend={<Legend />}
      tall={tall}
      title={paired ? `${metric}, with and without jumps` : metric}
      caption={<LossReadout idle={<Caption />} />}
      tools={
        <Segmented
          quiet
          legend="Loss axis"
          options={scales}
          value={logarithmic ? 'log' : 'linear'}
          onChange={(scale) => setView({ logarithmicLoss: scale === 'log' })}
        />
      }
      empty={empty}
      note={useView(lossView, ({ note }) => note)}
      table={useRecorded(lossTable)}
    >
      <RunFrame view={lossView} y={yOf} logarithmic={logarithmic} room={useView(lossView, roomAt)}>
        {layers}
      </RunFrame>
    </ChartFigure>
  );
}

const whyEmpty = ({ rows, arms }: LossView): string | null => {
  if (arms.length === 0) return 'All curves are hidden.';
  return rows.length === 0 ? 'The curves start with the first steps.' : null;
};

const roomAt = ({ arms }: LossView): number => roomFor(arms.map((arm) => series[arm].label));

const yOf = ({ yDomain }: LossView) => yDomain;

function Caption() {
  const seeds = useView(lossView, (view) => view.seeds);
  const paired = useView(lossView, ({ arms, hidden }) => arms.length + hidden.length > 1);
  const over =
    seeds > 1
      ? `median of ${seeds} ${paired ? 'paired seeds' : 'seeds'}, middle half shaded`
      : 'one seed, so no band';
  const smoothing = useView(lossView, (view) => view.smoothing);
  const smoothed = smoothing > 1 ? `; over ${smoothing} steps, raw behind` : '';
  return `${over}${smoothed}${paired ? '; ticks: jumps' : ''}`;
}

/** With more arms only the control and the main arm are read out: the legend has the rest. */
const most = 4;

function LossCrosshair() {
  const view = useView(lossView);
  const hovered = useHoverX();
  const place = hovered === null ? undefined : placeAt(view, hovered);
  const points = place === undefined ? [] : pointsAt(view, place);
  const dots = points.map(({ arm, x, median }) => ({ x, y: median, color: series[arm].color }));
  return <RunCrosshair frame={view} place={place} dots={dots} />;
}

/** "0.012", "0.012 (6 of 8)", "0 (6 of 8, 5 at 0)". */
function pointText(median: number, { going, zero }: SeedCount, { seeds }: Pick<LossView, 'seeds'>): string {
  const parts = [...(going < seeds ? [`${going} of ${seeds}`] : []), ...(zero > 0 ? [`${zero} at 0`] : [])];
  return `${compact(median)}${parts.length === 0 ? '' : ` (${parts.join(', ')})`}`;
}

function LossReadout({ idle }: { readonly idle: ReactNode }) {
  const view = useView(lossView);
  const axis = useAppState(({ view: preferences }) => preferences.axis);
  const hovered = useHoverX();
  const subject = useAppState(({ run, draft }) => mainArm(run?.spec ?? draft));
  const place = hovered === null ? undefined : placeAt(view, hovered);
  if (place === undefined) return idle;
  const texts = new Map<ArmId, string>([
    ...pointsAt(view, place).map(({ arm, median, count }) => [arm, pointText(median, count, view)] as const),
    ...endedAt(view, place).map((arm) => [arm, 'stopped'] as const),
  ]);
  const shown = view.arms.filter((arm) => texts.has(arm));
  const said = shown.length > most ? shown.filter((arm) => arm === controlArm || arm === subject) : shown;
  const entries = said.map((arm) => ({
    label: series[arm].label,
    color: series[arm].color,
    text: texts.get(arm) ?? '',
  }));
  return <Readout at={costAxes[axis].place(place)} entries={entries} />;
}
