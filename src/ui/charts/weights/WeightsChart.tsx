/** Eight weights of one network: what training did, and what the forecast said. */
import { subjectArm } from '../../../experiment/arms.ts';
import { useAppState, useUi } from '../../app/ui-context.ts';
import type { WeightsView } from '../../../store/views.ts';
import { series } from '../../primitives/arms.ts';
import { weightsTable } from '../../../store/select/tables.ts';
import { usePart, type Cell } from '../../primitives/cell.ts';
import { ChartFigure } from '../ChartFigure.tsx';
import css from '../charts.module.css';
import { useRecorded } from '../use-recorded.ts';
import { useEmptyWords } from '../use-empty-words.ts';
import { usePlotKeys } from '../use-plot-keys.ts';
import { along } from '../zoom.ts';
import { WhosePick } from '../WhosePick.tsx';
import { WeightPanel } from './WeightPanel.tsx';

const panels = Array.from({ length: 8 }, (_, index) => index);

export function WeightsChart() {
  const weights = useUi().live.weights[0];
  return weights === undefined ? null : <Chart weights={weights} />;
}

function Chart({ weights }: { readonly weights: Cell<WeightsView> }) {
  const arm = usePart(weights, (view) => view.arm);
  const waiting = usePart(weights, (view) => view.panels.length === 0);
  const empty = useEmptyWords(
    waiting ? 'The weights appear as soon as the network has its first values.' : null,
  );
  const onKey = usePlotKeys(() => {
    const { panels: drawn, costs } = weights.get();
    return (drawn[0]?.actual ?? []).flatMap(([step]) => along(costs, step, 0) ?? []);
  });
  return (
    <ChartFigure
      area="weights"
      view={weights}
      title={
        <>
          Weights: <span style={{ color: series[arm].color }}>actual</span> and{' '}
          <span style={{ color: series[subjectArm].color }} className={css['dashed']}>
            forecast
          </span>
        </>
      }
      caption={<Whose weights={weights} />}
      help="weights"
      onKey={onKey}
      empty={empty}
      table={useRecorded(weightsTable)}
    >
      <div className={css['multiples']}>
        {panels.map((index) => (
          <WeightPanel key={index} index={index} />
        ))}
      </div>
    </ChartFigure>
  );
}

/** Whose weights are drawn: two small selects within the caption. */
function Whose({ weights }: { readonly weights: Cell<WeightsView> }) {
  const arm = usePart(weights, (view) => view.arm);
  const seed = usePart(weights, (view) => view.seed);
  return (
    <WhosePick arm={arm} seed={seed} what="weights are drawn">
      <Extent weights={weights} />
    </WhosePick>
  );
}

function Extent({ weights }: { readonly weights: Cell<WeightsView> }) {
  const xMin = usePart(weights, (view) => Math.round(view.xMin));
  const xMax = usePart(weights, (view) => Math.round(view.xMax));
  const focus = useAppState(({ view }) => view.focusAnchor);
  return (
    <span className={css['aside']}>
      {xMin} – {xMax} steps
      {`; shaded: ${focus === null ? 'newest window' : `window of step ${focus}`}`}
    </span>
  );
}
