/** Spike, recovery and fade: every step around the jumps, for the treatment and the placebos. */
import { controlArm } from '../../experiment/arms.ts';
import type { AroundView } from '../../record/evidence/views.ts';
import { evidenceViews } from './views.ts';
import { useUi, useView } from '../../ui/app/ui-context.ts';
import charts from '../../ui/charts/charts.module.css';
import { LinesFigure } from '../../ui/charts/LinesFigure.tsx';
import { bandOf, zeroOver } from '../../ui/charts/drawing/lines.tsx';
import { Label } from '../../ui/charts/drawing/marks.tsx';
import { useEmptyWords, useMetricName } from '../../ui/charts/of-run.ts';
import { ExplainPanel } from '../../ui/help/ExplainPanel.tsx';
import { series } from '../../ui/primitives/arms.ts';
import { fixed, grouped } from '../../ui/primitives/numbers.ts';
import { aroundTable } from './tables.ts';

export function AroundChart() {
  const view = useView(evidenceViews.around);
  const metric = useMetricName();
  const empty = useEmptyWords(
    view.curves.length === 0 ? 'Appears after the first accepted jump and the steps that follow it.' : null,
    'No jump was accepted.',
  );
  const lines = view.curves.map(({ arm, rows }) => ({
    ...series[arm],
    points: rows.map(({ offset, mean, low, high }) => ({ x: offset, y: mean, band: bandOf(low, high) })),
  }));
  return (
    <LinesFigure
      area="evidence-around"
      view={useUi().live(evidenceViews.around)}
      title="Around a jump"
      lines={[zeroOver({ ...series[controlArm], width: 1, end: null }, view.xDomain), ...lines]}
      axis={{ domain: view.xDomain }}
      unit="steps after"
      place={(offset) => `${signed(offset)} steps`}
      idle={captionOf(view, metric)}
      help={<ExplainPanel what="around" />}
      empty={empty}
      table={() => aroundTable(view, metric)}
      frame={{ yDomain: view.yDomain, xText: signed }}
      under={({ x, top, bottom }) => <path d={`M${x(0)} ${top}V${bottom}`} className={charts['target']} />}
      over={({ x, top }) => (
        <Label x={x(0) + 5} y={top + 6}>
          jump
        </Label>
      )}
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
