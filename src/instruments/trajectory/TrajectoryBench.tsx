/** Your run: checkpoints of a training run from elsewhere are opened, analysed, and their forecasts taken away. */
import { memo, useState } from 'react';
import { useStore } from 'zustand';
import { recordedVerdict } from '../../record/recorded/words.ts';
import { recordedOf, type Analysed, type RecordedApp } from '../../store/recorded/recorded.ts';
import { useUi } from '../../ui/app/ui-context.ts';
import buttons from '../../ui/primitives/buttons.module.css';
import { unbroken } from '../../ui/primitives/numbers.ts';
import { ProgressBar } from '../../ui/layout/ProgressBar.tsx';
import type { FigureSubject } from '../../ui/charts/export/figure-files.ts';
import heat from '../../ui/charts/heat/heat.module.css';
import { CoefficientsChart, ErrorChart, LossesChart } from './charts/RunFigures.tsx';
import { PartMap, PartsChart, SkillMap } from './charts/Parts.tsx';
import { firstLook, PathsChart, type Looked } from './charts/PathsChart.tsx';
import { PlaneChart } from './charts/PlaneChart.tsx';
import { Files } from './files/Files.tsx';
import { PickFiles, Start } from './files/Start.tsx';
import { SaveFarcast } from './SaveFarcast.tsx';
import { Settings } from './Settings.tsx';
import layout from '../../ui/layout/layout.module.css';
import css from './trajectory.module.css';
import { lossesView } from './view/view.ts';

export default function TrajectoryBench() {
  const recorded = recordedOf(useUi().app);
  // Not the whole state: progress is told often, and is only drawn as such.
  const opened = useStore(recorded.store, (state) => state.opened);
  const analysed = useStore(recorded.store, (state) => state.analysed);
  const settings = useStore(recorded.store, (state) => state.settings);
  const isBusy = useStore(recorded.store, ({ doing }) => doing !== null);
  if (opened === null || settings === null)
    return (
      <div className={css['bench']} aria-busy={isBusy}>
        <Progress recorded={recorded} />
        <Start recorded={recorded} />
      </div>
    );
  const isStale = analysed !== null && (analysed.settings !== settings || analysed.opened !== opened);
  return (
    <div className={css['bench']} aria-busy={isBusy}>
      <Progress recorded={recorded} />
      <div className={layout['desk']}>
        <div className={layout['shown']}>
          {analysed !== null && <Finding analysed={analysed} isStale={isStale} />}
          {opened.link !== null && <Origin link={opened.link} />}
          {(analysed === null || isStale) && !isBusy && (
            <button
              type="button"
              className={buttons['primary']}
              onClick={() => void recorded.actions.analyse().catch(ignore)}
            >
              Analyse
            </button>
          )}
          {analysed !== null && (
            <SaveFarcast
              key={analysed.report.digest}
              analysed={analysed}
              recorded={recorded}
              of={subjectOf(analysed)}
            />
          )}
        </div>
        <div className={css['controls']} data-export="no">
          <Settings opened={opened} settings={settings} recorded={recorded} />
          <PickFiles recorded={recorded} quiet />
        </div>
      </div>
      {analysed !== null && <Charts key={analysed.report.digest} analysed={analysed} />}
      <Files opened={opened} recorded={recorded} />
    </div>
  );
}

const ignore = (): void => undefined;

/** What is being done, with a way to end it; or why the latest request failed. */
function Progress({ recorded: { store, actions } }: { readonly recorded: RecordedApp }) {
  const doing = useStore(store, (state) => state.doing);
  const problem = useStore(store, (state) => state.problem);
  if (problem !== null)
    return (
      <p className={css['problem']} role="alert">
        {problem}
      </p>
    );
  if (doing === null) return null;
  const { phase, share } = doing;
  return (
    <div className={css['doing']}>
      <span role="status">{phase} …</span>
      <div className={css['bar']}>
        <ProgressBar label={phase} share={share} />
      </div>
      <button type="button" className={buttons['link']} onClick={actions.cancel}>
        Cancel
      </button>
    </div>
  );
}

interface FindingProps {
  readonly analysed: Analysed;
  readonly isStale: boolean;
}

/** The verdict, and what it rests on. */
function Finding({ analysed: { report, settings }, isStale }: FindingProps) {
  const { tone, sentence, notes } = recordedVerdict(report);
  const bound =
    settings.source === 'oracle'
      ? [
          'Fitted on its own future: an upper bound on what a forecast of this kind can achieve, not a usable method.',
        ]
      : [];
  return (
    <div data-stale={isStale} className={css['finding']}>
      <p className={css['sentence']} data-tone={tone} role="status">
        {unbroken(sentence)}
      </p>
      {[...bound, ...notes].map((note) => (
        <p key={note} className={css['note']}>
          {unbroken(note)}
        </p>
      ))}
    </div>
  );
}

/** Of runs that this page saved: the experiment that they are of. */
function Origin({ link }: { readonly link: string }) {
  const { app } = useUi();
  const [problem, setProblem] = useState<string | null>(null);
  const open = async (): Promise<void> => {
    const read = await app.load(link, true);
    setProblem(read.ok ? null : read.reason);
  };
  return (
    <p className={css['note']} data-export="no">
      Saved by this page, and analysed as its experiment was.{' '}
      <button type="button" className={buttons['link']} onClick={() => void open()}>
        Open this experiment
      </button>{' '}
      {problem !== null && <span role="alert">{problem}</span>}
    </p>
  );
}

/** What files are named after, and what they say they are of. */
const subjectOf = ({ analysis, report }: Analysed): FigureSubject => ({
  id: report.digest.slice(0, 6),
  spec: null,
  words: `Recorded runs: ${analysis.runs.join(', ')} · ${analysis.steps.length} checkpoints · window of ${analysis.windowSteps} steps`,
});

const Charts = memo(function Charts({ analysed }: { readonly analysed: Analysed }) {
  const { analysis } = analysed;
  const [looked, setLooked] = useState<Looked>(() => firstLook(analysed));
  const [group, setGroup] = useState(0);
  const losses = lossesView(analysed);
  const of = subjectOf(analysed);
  const shared = { analysed, of };
  return (
    <>
      <div className={css['charts']}>
        <ErrorChart {...shared} />
        <PathsChart {...shared} looked={looked} onLook={setLooked} />
      </div>
      <div className={heat['maps']}>
        <SkillMap
          {...shared}
          focus={analysis.anchors[looked.anchor] ?? null}
          onOpen={(anchor) => setLooked({ ...looked, anchor: analysis.anchors.indexOf(anchor) })}
        />
        <PartMap {...shared} />
      </div>
      <div className={css['charts']}>
        <CoefficientsChart {...shared} group={group} onGroup={setGroup} />
        <PartsChart {...shared} />
        <PlaneChart {...shared} looked={looked} onLook={setLooked} />
        {losses !== null && <LossesChart view={losses} of={of} />}
      </div>
    </>
  );
});
