/** The network instrument: what the networks say, their weights, and their way there, at the step looked at. */
import { useEffect } from 'react';
import { isTransformer } from '../../experiment/networks.ts';
import { fileTask } from '../../experiment/tasks.ts';
import { useAppState, useUi } from '../../ui/app/ui-context.ts';
import { AttentionPair } from './attention/AttentionPair.tsx';
import { BoundaryPair } from './boundary/BoundaryPair.tsx';
import { ConfusionPair } from './images/ConfusionPair.tsx';
import { CourseChart } from './course/CourseChart.tsx';
import { ErrorMultiples } from './errors/ErrorMultiples.tsx';
import { JumpLineChart } from './line/JumpLineChart.tsx';
import { LayerMaps } from './layers/LayerMaps.tsx';
import { followSample } from './images/follow-sample.ts';
import css from './network.module.css';
import { PartsDrawing } from './parts/PartsDrawing.tsx';
import { PathChart } from './path/PathChart.tsx';
import { SampleStrip } from './images/SampleStrip.tsx';
import { TextPair } from './text/TextPair.tsx';
import { WhoseNetwork } from './WhoseNetwork.tsx';

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
        {kind === 'drawn' && <ErrorMultiples />}
      </div>
      {network !== 'mlp' && <PartsDrawing />}
      {kind !== 'drawn' && <ErrorMultiples />}
      <LayerMaps />
      <CourseChart />
    </div>
  );
}
