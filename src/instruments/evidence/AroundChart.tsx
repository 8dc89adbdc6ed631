/** Spike, recovery and fade: every step around the jumps, for the treatment and the placebos. */
import { controlArm } from '../../experiment/arms.ts';
import type { AroundView } from '../../record/evidence/views.ts';
import { evidenceViews } from './views.ts';
import { useUi, useView } from '../../ui/app/ui-context.ts';
import charts from '../../ui/charts/charts.module.css';
import type { Reading } from '../../ui/charts/explore/Explored.tsx';
import { PlotFigure } from '../../ui/charts/PlotFigure.tsx';
import { BandedCurves, Clip, Curve, Label, XUnit, Ends, type End } from '../../ui/charts/drawing/marks.tsx';
import { useEmptyWords, useMetricName } from '../../ui/charts/of-run.ts';
import type { Scales } from '../../ui/charts/drawing/use-scales.ts';
import { ExplainPanel } from '../../ui/help/ExplainPanel.tsx';
import { series } from '../../ui/primitives/arms.ts';
import { compact, fixed, grouped } from '../../ui/primitives/numbers.ts';
import { aroundTable } from './tables.ts';

export function AroundChart() {
  const view = useView(evidenceViews.around);
  const metric = useMetricName();
  const empty = useEmptyWords(
    view.curves.length === 0 ? 'Appears after the first accepted jump and the steps that follow it.' : null,
    'No jump was accepted.',
  );
  const offsets = [...new Set(view.curves.flatMap(({ rows }) => rows.map(({ offset }) => offset)))];
  return (
    <PlotFigure
      area="evidence-around"
      view={useUi().live(evidenceViews.around)}
      title="Around a jump"
      axis={{ domain: view.xDomain, places: offsets }}
      read={(at) => readingsAt(view, at)}
      place={(offset) => `${signed(offset)} steps`}
      idle={captionOf(view, metric)}
      help={<ExplainPanel what="around" />}
      empty={empty}
      table={() => aroundTable(view, metric)}
      frame={{
        yDomain: view.yDomain,
        xText: signed,
        names: view.curves.map(({ arm }) => series[arm].label),
      }}
      marks={(scales) => <Marks view={view} scales={scales} />}
    />
  );
}

/** The number of jumps behind each curve, once if it is equal for all. */
function captionOf({ curves, zeroWidth }: AroundView, metric: string): string {
  const counts = curves.map(({ jumps }) => grouped(jumps));
  const jumps = new Set(counts).size > 1 ? counts.join(' / ') : counts[0];
  const zero = zeroWidth === 1 ? 'just before' : `${zeroWidth} steps before`;
  const measure = `log₁₀ ${metric} − control; zero: ${zero}`;
  const leftOut = curves.reduce((sum, curve) => sum + curve.leftOut, 0);
  const without = leftOut === 0 ? '' : `, ${grouped(leftOut)} left out`;
  return jumps === undefined ? measure : `${measure}; ${jumps} jumps${without}`;
}

const signed = (offset: number): string => (offset > 0 ? `+${offset}` : fixed(offset, 0));

const readingsAt = ({ curves }: AroundView, at: number): Reading[] =>
  curves.flatMap(({ arm, rows }): Reading[] => {
    const row = rows.find(({ offset }) => offset === at);
    const { label, color } = series[arm];
    return row === undefined ? [] : [{ label, color, text: compact(row.mean), y: row.mean }];
  });

interface MarksProps {
  readonly view: AroundView;
  readonly scales: Scales;
}

function Marks({ view: { curves }, scales }: MarksProps) {
  const { x, y, left, right, top, bottom } = scales;
  return (
    <>
      <XUnit scales={scales}>steps after</XUnit>
      <Curve d={`M${left} ${y(0)}H${right}`} color={series[controlArm].color} width={1} />
      <path d={`M${x(0)} ${top}V${bottom}`} className={charts['target']} />
      <Clip scales={scales}>
        <BandedCurves
          curves={curves}
          x={({ offset }) => x(offset)}
          y={({ mean }) => y(mean)}
          ends={({ low, high }) => [low === null ? null : y(low), high === null ? null : y(high)]}
        />
      </Clip>
      <Label x={x(0) + 5} y={top + 6}>
        jump
      </Label>
      <Ends scales={scales} ends={endsOf(curves)} />
    </>
  );
}

function endsOf(curves: AroundView['curves']): End[] {
  return curves.flatMap(({ arm, rows }): End[] => {
    const last = rows.at(-1);
    const { label: text, color } = series[arm];
    return last === undefined ? [] : [{ key: arm, text, color, x: last.offset, y: last.mean }];
  });
}
