/** The one screen: header, what was found, the charts, run control, the experiment. */
import { DifferenceChart } from '../charts/difference/DifferenceChart.tsx';
import { ErrorChart } from '../charts/error/ErrorChart.tsx';
import { LossChart } from '../charts/loss/LossChart.tsx';
import { WeightsChart } from '../charts/weights/WeightsChart.tsx';
import { ExperimentPanel } from '../panel/ExperimentPanel.tsx';
import { HeroControls } from '../panel/HeroControls.tsx';
import { Header } from '../header/Header.tsx';
import { HelpSheet } from '../help/HelpSheet.tsx';
import { HelpTip } from '../help/HelpTip.tsx';
import { NoticeBanner } from '../run/NoticeBanner.tsx';
import { RunControl } from '../run/RunControl.tsx';
import { Verdict } from '../run/Verdict.tsx';
import css from './Page.module.css';
import { useShortcuts } from './use-shortcuts.ts';
import { useUi } from './ui-context.ts';

export function Page() {
  useShortcuts(useUi());
  return (
    <div className={css['page']}>
      <Header />
      <main className={css['main']}>
        <NoticeBanner />
        <Verdict />
        <HeroControls />
        <div className={css['charts']}>
          <LossChart />
          <WeightsChart />
          <ErrorChart />
          <DifferenceChart />
        </div>
      </main>
      <RunControl />
      <ExperimentPanel />
      <HelpTip />
      <HelpSheet />
    </div>
  );
}
