/** The network instrument: what the networks say, their weights, and their way there, at the step looked at. */
import { useEffect } from 'react';
import { imageTask } from '../../experiment/tasks.ts';
import { useAppState, useUi } from '../../ui/app/ui-context.ts';
import { BoundaryPair } from './boundary/BoundaryPair.tsx';
import { ConfusionPair } from './images/ConfusionPair.tsx';
import { CourseChart } from './course/CourseChart.tsx';
import { ErrorMultiples } from './errors/ErrorMultiples.tsx';
import { JumpLineChart } from './line/JumpLineChart.tsx';
import { LayerMaps } from './layers/LayerMaps.tsx';
import { followImages } from './images/images.ts';
import css from './network.module.css';
import { PathChart } from './path/PathChart.tsx';
import { SampleStrip } from './images/SampleStrip.tsx';
import { WhoseNetwork } from './WhoseNetwork.tsx';

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
