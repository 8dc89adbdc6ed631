/** The network instrument: outputs, weights and paths of two networks at the viewed step. */
import { useEffect } from 'react';
import { imageTask, type TaskName } from '../../experiment/tasks.ts';
import { useAppState, useUi, useView } from '../../ui/app/ui-context.ts';
import { BoundaryPair } from './boundary/BoundaryPair.tsx';
import { ConfusionPair } from './images/ConfusionPair.tsx';
import { CourseChart } from './course/CourseChart.tsx';
import { ErrorMultiples } from './errors/ErrorMultiples.tsx';
import { JumpLineChart } from './line/JumpLineChart.tsx';
import { LayerMaps } from './layers/LayerMaps.tsx';
import css from './network.module.css';
import { PathChart } from './path/PathChart.tsx';
import { SampleStrip } from './images/SampleStrip.tsx';
import { layersView } from './layers/view.ts';
import { pairedArm } from './pair.ts';
import { ArmPick, SeedPick } from '../../ui/charts/WhosePick.tsx';
import type { App, AppState } from '../../store/state.ts';

export default function NetworkBench() {
  const { app } = useUi();
  const hasImages = useAppState(({ run, draft }) => imageTask((run?.spec ?? draft).task) !== null);
  useEffect(() => followImages(app), [app]);
  useEffect(() => () => app.store.setState({ picked: 0 }), [app]);
  return (
    <div className={css['bench']}>
      <WhoseNetwork />
      <div className={css['top']}>
        {hasImages ? <ConfusionPair /> : <BoundaryPair />}
        <PathChart />
        {hasImages && <SampleStrip />}
        <JumpLineChart />
        {!hasImages && <ErrorMultiples />}
      </div>
      {hasImages && <ErrorMultiples />}
      <LayerMaps />
      <CourseChart />
    </div>
  );
}

function WhoseNetwork() {
  const arms = useAppState(({ run, draft }) => (run?.spec ?? draft).arms);
  const wanted = useAppState(({ view }) => view.weightsArm);
  const arm = pairedArm(arms, wanted);
  const seed = useView(layersView, (view) => view.seed);
  const step = useView(layersView, (view) => view.step);
  return (
    <p className={css['whose']}>
      {arm !== null && (
        <>
          <ArmPick arm={arm} label="Arm beside the control" control={false} /> beside the control,{' '}
        </>
      )}
      <SeedPick seed={seed} label="Seed whose networks are drawn" />
      <Step step={step} />
    </p>
  );
}

function Step({ step }: { readonly step: number | null }) {
  const at = useAppState((state) => state.at);
  if (step === null) return <span>, no weights yet</span>;
  const between = at !== null && at !== step ? `, the last recorded before step ${at}` : '';
  return <span data-testid="network-step">{`, weights after step ${step}${between}`}</span>;
}

/** Loads the images of the task on screen until the returned function is called; a new call retries. */
export function followImages({ store, images }: Pick<App, 'store' | 'images'>): () => void {
  let asked: TaskName | null = null;
  const ask = ({ run }: Pick<AppState, 'run'>): void => {
    const task = run?.spec.task ?? null;
    if (images === undefined || task === null || task === asked || imageTask(task) === null) return;
    asked = task;
    const answer = (found: AppState['images']): void => {
      if (asked === task) store.setState({ images: found });
    };
    answer(null);
    images(task).then(answer, (error: unknown) =>
      answer(error instanceof Error ? error.message : String(error)),
    );
  };
  ask(store.getState());
  const end = store.subscribe(ask);
  return () => {
    asked = null;
    end();
  };
}
