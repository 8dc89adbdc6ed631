/** The one screen: header, what was found, the charts, run control, the experiment. */
import { DifferenceChart } from '../../instruments/difference/DifferenceChart.tsx';
import { ErrorChart } from '../../instruments/error/ErrorChart.tsx';
import { LossChart } from '../../instruments/loss/LossChart.tsx';
import { WeightsChart } from '../../instruments/weights/WeightsChart.tsx';
import { ExperimentPanel } from '../panel/ExperimentPanel.tsx';
import { HeroControls } from '../panel/HeroControls.tsx';
import { Header } from '../header/Header.tsx';
import { HelpTip } from '../help/HelpTip.tsx';
import { Welcome } from '../help/Welcome.tsx';
import { NoticeBanner } from '../run/NoticeBanner.tsx';
import { RunControl } from '../run/RunControl.tsx';
import { Verdict } from '../run/Verdict.tsx';
import { Workbench } from '../workbench/Workbench.tsx';
import { useCell } from '../primitives/cell.ts';
import { Fetched } from './Fetched.tsx';
import { later } from './later.ts';
import { Imprint } from './Imprint.tsx';
import css from './Page.module.css';
import { useDrops } from './use-drops.ts';
import { useShortcuts } from './shortcuts.ts';
import { useAppState, useUi } from './ui-context.ts';
import { partsOf } from '../../experiment/link/extras.ts';

/** What a link can show alone. */
const figures = {
  verdict: <Verdict />,
  loss: <LossChart />,
  weights: <WeightsChart />,
  error: <ErrorChart />,
  difference: <DifferenceChart />,
  bench: <Workbench />,
};

export function Page() {
  const ui = useUi();
  useShortcuts(ui);
  useDrops(ui);
  const touring = useCell(ui.touring);
  const helpOpen = useCell(ui.helpOpen);
  const { view, result, note, scene } = useAppState(({ extras }) => extras);
  const parts = partsOf(view);
  if (scene === 'notes') return <Fetched load={later.notes}>{(Notes) => <Notes />}</Fetched>;
  if (scene !== undefined)
    return <Fetched load={later.stage}>{(Stage) => <Stage figures={figures} />}</Fetched>;
  if (parts.length > 0)
    return <Fetched load={later.embed}>{(Embed) => <Embed parts={parts} figures={figures} />}</Fetched>;
  return (
    <div className={css['page']}>
      <Header />
      <main className={css['main']}>
        <NoticeBanner />
        {(result ?? note) === undefined ? (
          <Welcome />
        ) : (
          <Fetched load={later.received}>
            {(Received) => <Received key={result} result={result} note={note} />}
          </Fetched>
        )}
        {figures.verdict}
        <HeroControls />
        <div className={css['charts']}>
          {figures.loss}
          {figures.weights}
          {figures.error}
          {figures.difference}
        </div>
        {figures.bench}
      </main>
      <RunControl />
      <ExperimentPanel />
      <Imprint />
      <HelpTip />
      {helpOpen && (
        <Fetched load={later.helpSheet} onClose={() => ui.helpOpen.set(false)}>
          {(HelpSheet) => <HelpSheet />}
        </Fetched>
      )}
      {touring && (
        <Fetched load={later.tour} onClose={() => ui.touring.set(false)}>
          {(Tour) => <Tour />}
        </Fetched>
      )}
    </div>
  );
}
