/** The network instrument: outputs, weights and paths of two networks at the viewed step. */
import { useEffect } from 'react';
import { isTransformer } from '../../experiment/networks.ts';
import { fileTask } from '../../experiment/tasks.ts';
import { useAppState, useUi, useView } from '../../ui/app/ui-context.ts';
import { AttentionPair } from './attention/AttentionPair.tsx';
import { BoundaryPair } from './boundary/BoundaryPair.tsx';
import { ConfusionPair } from './images/ConfusionPair.tsx';
import { CourseChart } from './course/CourseChart.tsx';
import { ErrorMultiples } from './errors/ErrorMultiples.tsx';
import { JumpLineChart } from './line/JumpLineChart.tsx';
import { LayerMaps } from './layers/LayerMaps.tsx';
import { followSample } from './images/follow-sample.ts';
import layout from '../../ui/layout/layout.module.css';
import css from './network.module.css';
import { PartsDrawing } from './parts/PartsDrawing.tsx';
import { PathChart } from './path/PathChart.tsx';
import { SampleStrip } from './images/SampleStrip.tsx';
import { layersView } from './layers/view.ts';
import { pairedArm } from './pair.ts';
import { ArmPick, SeedPick } from '../../ui/charts/WhosePick.tsx';
import { TextPair } from './text/TextPair.tsx';

export default function NetworkBench() {
  const { app } = useUi();
  const kind = useAppState(({ run, draft }) => fileTask((run?.spec ?? draft).task)?.kind ?? 'drawn');
  const network = useAppState(({ run, draft }) => (run?.spec ?? draft).network);
  const hasClasses = kind === 'images' || kind === 'passages';
  useEffect(() => followSample(app), [app]);
  useEffect(() => () => app.store.setState({ picked: 0 }), [app]);
  return (
    <div className={css['bench']}>
      <WhoseNetwork />
      {kind === 'text' && <TextPair />}
      <div className={css['top']}>
        {hasClasses && <ConfusionPair />}
        {kind === 'drawn' && <BoundaryPair />}
        {isTransformer(network) && <AttentionPair />}
        <PathChart />
        {hasClasses && <SampleStrip />}
        <JumpLineChart />
        {isTransformer(network) && <PartsDrawing />}
        {kind === 'drawn' && <ErrorMultiples />}
      </div>
      {network === 'cnn' && <PartsDrawing />}
      {kind !== 'drawn' && <ErrorMultiples />}
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
    <p className={layout['note']}>
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
