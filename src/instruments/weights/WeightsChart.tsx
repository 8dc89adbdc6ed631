/** Eight weights of one network: what training did, and what the forecast said. */
import { subjectArm } from '../../experiment/arms.ts';
import { panels, weightsView, weightsViews } from './view.ts';
import { useAppState, useUi, useView } from '../../ui/app/ui-context.ts';
import { series } from '../../ui/primitives/arms.ts';
import { weightsTable } from './table.ts';
import { ChartFigure } from '../../ui/charts/ChartFigure.tsx';
import css from '../../ui/charts/charts.module.css';
import { useRecorded } from '../../ui/charts/use-recorded.ts';
import { useEmptyWords } from '../../ui/charts/use-empty-words.ts';
import { usePlotKeys } from '../../ui/charts/explore/use-plot-keys.ts';
import { along } from '../../ui/charts/explore/zoom.ts';
import { WhosePick } from '../../ui/charts/WhosePick.tsx';
import { WeightPanel } from './WeightPanel.tsx';

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

/** Whose weights are drawn: two small selects within the caption. */
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
